import { describe, expect, it } from 'vitest';
import { FEATURES, judgedRows } from '../../../../scripts/monitors/line.ts';
import { trainColourModel } from '../../../../src/domain/bench/colour-model.ts';
import { presetOf } from '../../../../src/domain/world/drift/presets.ts';
import { stationarityOf, newestStretch } from '../../../../src/domain/monitoring/monitors/stationarity.ts';
import { uniform } from './rows.ts';

const random = uniform(11);
const brightness = (rows: number, at: (row: number) => number) => [['feature.brightness', Float32Array.from({ length: rows }, (_, row) => at(row) + 0.1 * random())] as const];

describe('whether a reference may begin now', () => {
  it('is looked for behind the change, over as many fruits as a reference has, and not told of fewer than 750', () => {
    expect(newestStretch(640, 4000)).toEqual([3000, 4000]);
    expect(newestStretch(640, 1390)).toEqual([640, 1390]);
    expect(newestStretch(640, 1389)).toBeNull();
    expect(stationarityOf(brightness(749, () => 0.4), 749)).toEqual({ kind: 'unknown' });
  });

  it('is so where nothing changes inside the newest fruits, and not while the light still goes down', () => {
    expect(stationarityOf(brightness(1000, () => 0.4), 1000)).toEqual({ kind: 'at-rest' });
    const fading = stationarityOf(brightness(1000, (row) => 0.4 - row / 20_000), 1000);
    expect(fading).toMatchObject({ kind: 'moves', signal: 'feature.brightness', rows: 1000 });
    expect(fading.kind === 'moves' && fading.shift).toBeLessThan(-0.5);
  });

  it('is not so in the shortest stretch that is judged while the lamp ages as in its story', () => {
    const scenario = presetOf('lamp-ages')!.scenario(1);
    const { onset, width } = scenario.drifts[0]!;
    const rows = judgedRows(scenario, trainColourModel(scenario), onset + width / 2, 750);
    const signals = FEATURES.map((name, column) => [`feature.${name}`, Float32Array.from({ length: 750 }, (_, row) => rows.columns.features[row * FEATURES.length + column]!)] as const);
    expect(stationarityOf(signals, 750)).toMatchObject({ kind: 'moves' });
  }, 60_000);
});
