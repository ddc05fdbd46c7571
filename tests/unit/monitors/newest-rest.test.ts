import { describe, expect, it } from 'vitest';
import { newestRest, newestStretch } from '../../../src/domain/monitors/newest-rest.ts';
import { uniform } from './rows.ts';

const random = uniform(11);
const brightness = (rows: number, at: (row: number) => number) => [['feature.brightness', Float32Array.from({ length: rows }, (_, row) => at(row) + 0.1 * random())] as const];

describe('whether a reference may begin now', () => {
  it('is looked for behind the change, over as many fruits as a reference has, and not told of fewer than 250', () => {
    expect(newestStretch(640, 4000)).toEqual([3000, 4000]);
    expect(newestStretch(640, 1000)).toEqual([640, 1000]);
    expect(newestStretch(640, 889)).toBeNull();
    expect(newestRest(brightness(200, () => 0.4), 200)).toEqual({ kind: 'unknown' });
  });

  it('is so where nothing changes inside the newest fruits, and not while the light still goes down', () => {
    expect(newestRest(brightness(1000, () => 0.4), 1000)).toEqual({ kind: 'at-rest' });
    const fading = newestRest(brightness(1000, (row) => 0.4 - row / 20_000), 1000);
    expect(fading).toMatchObject({ kind: 'moves', signal: 'feature.brightness', rows: 1000 });
    expect(fading.kind === 'moves' && fading.shift).toBeLessThan(-0.5);
  });
});
