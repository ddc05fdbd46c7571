import { expect, it } from 'vitest';
import { meanOf } from '../../../src/domain/policy-lab/models.ts';

it('the share of fruit that a model is right about is 0 of none, and all or nothing of one', () => {
  expect([[], [true], [false], [true, false, false, false]].map(meanOf)).toEqual([0, 1, 0, 0.25]);
});
