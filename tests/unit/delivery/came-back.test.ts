import { expect, test } from 'vitest';
import { cameBack } from '../../../src/domain/delivery/came-back.ts';

const at = (id: number, version: number, fromIndex: number, reason: 'first' | 'deploy' | 'trained' | 'swapped' | 'rollout' = 'trained') => ({ id, version, fromIndex, reason });

test('a version that comes back tells when it decided last, however many deployments that were', () => {
  const line = [at(1, 1, 0, 'first'), at(2, 2, 900), at(3, 2, 1500, 'rollout'), at(4, 1, 2000, 'swapped'), at(5, 2, 3000, 'swapped'), at(6, 3, 4000), at(7, 2, 5000, 'swapped')];
  expect(cameBack(line, line[3]!)).toEqual({ from: 0, to: 900 });
  expect(cameBack(line, line[4]!)).toEqual({ from: 900, to: 2000 });
  expect(cameBack(line, line[6]!)).toEqual({ from: 3000, to: 4000 });
});

test('what is no swap, or was never seen before, did not come back', () => {
  const line = [at(1, 1, 0, 'first'), at(2, 2, 900), at(3, 1, 1500, 'deploy'), at(4, 9, 2000, 'swapped')];
  for (const each of line) expect(cameBack(line, each)).toBeNull();
});
