import { describe, expect, it } from 'vitest';
import { JSON_LIMITS, readJson } from '../../../src/domain/common/json.ts';

describe('JSON of others', () => {
  it('reads as it is, brackets in texts and all', () => {
    for (const value of [null, 0, 'x', [], {}, { a: ['[[[{{', '\\"[', ']'] }, [['"', '\\']], 'a\\\\']) expect(readJson(JSON.stringify(value))).toEqual(value);
    expect(readJson(JSON.stringify('['.repeat(1000)))).toBe('['.repeat(1000));
  });

  it('is refused beyond the depth, in so many words, and below it is not', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => readJson(nested(JSON_LIMITS.depth))).not.toThrow();
    for (const text of [nested(JSON_LIMITS.depth + 1), '{"a":'.repeat(5000), nested(100_000)]) {
      expect(() => readJson(text)).toThrow(expect.objectContaining({ code: 'file-schema', about: 'it is nested more than 64 deep' }));
    }
  });

  it('is refused with the caller’s code when it is none', () => {
    for (const text of ['', '{', 'nope', '[1,]', '"', '"\\', '{"a":1}}']) expect(() => readJson(text, 'scenario-invalid')).toThrow(expect.objectContaining({ code: 'scenario-invalid', about: 'it is not JSON' }));
  });

  it('is refused for more values than memory is spent on', () => {
    expect(() => readJson(`[${'0,'.repeat(JSON_LIMITS.values)}0]`)).toThrow(expect.objectContaining({ about: 'it holds more than 10,000,000 values' }));
  });
});
