import { beforeEach, describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import { decodeSegment } from '../../../src/domain/log/segment.ts';
import { unpackBytes } from '../../../src/domain/common/base64.ts';
import { DRAWN_FRUITS, type ReferenceState } from '../../../src/domain/monitoring/monitors/reference-state.ts';
import type { App } from '../../../src/app/app.svelte.ts';
import { Film } from '../../../src/state/film.ts';
import { StandInDrawing } from '../../../src/state/stand-in.svelte.ts';

const NAMES = READABLE_FEATURES.map(({ name }) => name);
const SPOILED: ReferenceState = { kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt: 640, signal: 'feature.brightness', shift: -1, standIns: ['held-out'] };

/** An app whose workers only note what is asked of them: every picture measures `looks` in every feature, a little more or less. */
function stage() {
  const calls: { op: string; input: Record<string, unknown> }[] = [];
  const rig = { reference: SPOILED as ReferenceState, leading: true, looks: 0.5, live: version(3), artifact: {} as object | null, calls };
  const call = (answer: (input: Record<string, unknown>) => unknown) => ({
    call: async (op: string, input: Record<string, unknown>) => {
      calls.push({ op, input });
      return answer(input);
    },
  });
  const app = {
    services: {
      orchard: call(({ count }) => Array.from({ length: count as number }, (_, i) => ({ picture: i }))),
      trainer: call(({ pictures }) => {
        const many = (pictures as number[]).length;
        return {
          scores: Float32Array.from({ length: many * 2 }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 0.9 : 0.1)), featureNames: NAMES,
          features: Float32Array.from({ length: many * NAMES.length }, (_, i) => rig.looks + ((i % 7) - 3) / 100),
        };
      }),
      monitor: call(() => undefined),
      storage: { models: { artifact: async () => rig.artifact } },
    },
    compute: { ensure: async () => {} },
    data: { versions: [{ number: 2, samples: Array.from({ length: 80 }, (_, i) => ({ split: i < 60 ? 'train' : 'test' })) }] },
    registry: { get live() { return rig.live; } },
    shell: { get leading() { return rig.leading; }, report: (error: unknown) => { throw error; } },
    line: { film: new Film([{ from: 0, scenario: defaultScenario }, { from: 633, scenario: { ...defaultScenario, world: { ...defaultScenario.world, taste: 0.3 } } }]), get reference() { return rig.reference; } },
  };
  return Object.assign(rig, { drawing: new StandInDrawing(app as unknown as App) });
}

function version(number: number) {
  return {
    number, signature: { labels: ['ripe', 'unripe'], inputSize: 48 }, lineage: { dataSetVersion: 2 },
    reference: { mean: NAMES.map(() => 0.5), std: NAMES.map(() => 0.02), features: NAMES, accuracy: 1, predictedShare: [0.5, 0.5] },
  };
}

describe('what stands in for a reference', () => {
  let rig: ReturnType<typeof stage>;
  beforeEach(() => { rig = stage(); });
  const ops = () => rig.calls.map(({ op }) => op);

  it('is drawn from the world that the line began with, judged by the live version, and given to what watches it', async () => {
    await rig.drawing.ensure();
    expect(ops()).toEqual(['pick', 'predict', 'setDrawn']);
    expect(rig.calls[0]!.input).toMatchObject({ world: defaultScenario.world, count: DRAWN_FRUITS, size: 48 });
    const { version: of, rows } = rig.calls[2]!.input as { version: number; rows: string };
    expect([of, decodeSegment(unpackBytes(rows).buffer).count]).toEqual([3, DRAWN_FRUITS]);
    // The watch was taken back to a moment before: what was drawn is given again, not drawn again.
    await rig.drawing.ensure();
    expect(ops()).toEqual(['pick', 'predict', 'setDrawn', 'setDrawn']);
  });

  it.each([
    ['the reference is at rest', () => { rig.reference = { kind: 'at-rest', from: 0, to: 1000 }; }],
    ['it stands in already', () => { rig.reference = { ...SPOILED, standIns: ['drawn'] } as ReferenceState; }],
    ['another tab leads', () => { rig.leading = false; }],
    ['nothing is known of what was learnt from', () => { rig.live = { ...version(3), lineage: { dataSetVersion: 9 } }; }],
    ['the network is not stored', () => { rig.artifact = null; }],
  ])('is not drawn where %s', async (_, set) => {
    set();
    await rig.drawing.ensure();
    expect(ops()).toEqual([]);
  });

  it('is given to nobody where that world is not the one that the data came from, and not drawn again', async () => {
    rig.looks = 0.7;
    for (let i = 0; i < 2; i += 1) await rig.drawing.ensure();
    expect(ops()).toEqual(['pick', 'predict']);
    rig.live = version(4);
    rig.looks = 0.5;
    await Promise.all([rig.drawing.ensure(), rig.drawing.ensure()]);
    expect(ops()).toEqual(['pick', 'predict', 'pick', 'predict', 'setDrawn']);
  });
});
