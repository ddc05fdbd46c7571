import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

/** Long enough for any machine: what takes longer hangs. */
const LIMIT_MS = 120_000;

it('whatever is handed over is taken, or refused with an error of ours: it hangs nowhere, and no message tells a place in the code', async () => {
  const { faults, counts } = await fuzz({ seed: 1, cases: 1000, limitMs: LIMIT_MS });
  expect(faults).toEqual([]);
  // Every target had its turns, and some of them got through to the end.
  expect(Object.keys(counts).length).toBeGreaterThan(25);
  expect(Object.values(counts).filter((codes) => (codes['taken'] ?? 0) > 0).length).toBeGreaterThan(15);
}, 900_000);
