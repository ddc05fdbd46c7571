import * as v from 'valibot';
import { expect, it } from 'vitest';
import { byKey, refusalText } from '../../../src/domain/common/refusal.ts';

const schema = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.maxLength(3))), share: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), kind: v.optional(v.picklist(['one', 'two'])),
  list: v.optional(v.pipe(v.array(v.number()), v.minLength(1))), count: v.optional(v.pipe(v.number(), v.safeInteger())), on: v.optional(v.boolean()), in: v.optional(v.strictObject({ a: v.number() })),
});

it.each([
  [{ share: 2 }, 'share: at most 1, not 2'],
  [{ share: -1 }, 'share: at least 0, not -1'],
  [{ share: NaN }, 'share: a number, not NaN'],
  [{ name: 'long' }, 'name: at most 3 long, not "long"'],
  [{ name: 5 }, 'name: a text, not 5'],
  [{ name: { a: 1 } }, 'name: a text'],
  [{ name: null }, 'name: a text, not null'],
  [{ name: 'x'.repeat(500) }, `name: at most 3 long, not "${'x'.repeat(60)}…"`],
  [{ kind: 'three' }, 'kind: one of "one", "two", not "three"'],
  [{ list: [] }, 'list: at least 1 long, not a list of 0'],
  [{ list: 3 }, 'list: a list, not 3'],
  [{ list: [1, 'b'] }, 'list.1: a number, not "b"'],
  [{ count: 1.5 }, 'count: a whole number, not 1.5'],
  [{ on: 1 }, 'on: true or false, not 1'],
  [{ in: {} }, 'in.a: missing'],
  [{ other: 1 }, 'other: there is no such key'],
  [7, 'all of it: an object, not 7'],
])('of %j says the key, what is taken there, and what was given', (given, words) => {
  const { issues } = v.safeParse(schema, given);
  expect(refusalText(issues![0], 'all of it')).toBe(words);
});

const shape = byKey<'none' | { every: number } | { any: number[] }>(
  { every: v.strictObject({ every: v.number('a number of fruits') }), any: v.strictObject({ any: v.array(v.number()) }) }, 'none, every or any', ['none']);

it('of several shapes speaks of the one that the key names', () => {
  for (const given of ['none', { every: 5 }, { any: [1] }]) expect(v.parse(shape, given)).toEqual(given);
  const said = (given: unknown) => refusalText(v.safeParse(shape, given).issues![0], 'shape');
  expect(said({ every: 'day' })).toBe('every: a number of fruits, not "day"');
  expect(said({ any: [1, null] })).toBe('any.1: a number, not null');
  expect(said({ every: 5, any: [] })).toBe('any: there is no such key');
  expect(said({ toString: 5 })).toBe('shape: none, every or any');
  expect(said('all')).toBe('shape: none, every or any, not "all"');
  expect(said(null)).toBe('shape: none, every or any, not null');
  expect(said(undefined)).toBe('shape: missing; none, every or any');
});
