import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../src/domain/json.ts';

describe('JSON from outside', () => {
  test('is read as JSON is, brackets in texts and all', () => {
    const value = { a: [1, [2, { b: '[[{"\\' }]], '{[': '"]]', c: null };
    expect(parseJson(JSON.stringify(value))).toEqual(value);
    expect(parseJson(JSON.stringify('['.repeat(10_000)))).toBe('['.repeat(10_000));
    expect(parseJson(JSON.stringify(Array.from({ length: 1000 }, () => [[]])))).toHaveLength(1000);
    for (const broken of ['', '{', '"', '"\\', '[1,]']) expect(() => parseJson(broken)).toThrow(SyntaxError);
  });

  test('is refused when it is nested thousands deep', () => {
    for (const [open, close] of [['[', ']'], ['{"a":', '}']] as const) {
      expect(() => parseJson(`${open.repeat(5000)}1${close.repeat(5000)}`)).toThrow(/^file-schema: it is nested more than 200 deep/);
      expect(() => parseJson(`${open.repeat(200)}1${close.repeat(200)}`)).not.toThrow();
    }
  });
});
