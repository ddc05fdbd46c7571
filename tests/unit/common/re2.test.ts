import { describe, expect, test } from 'vitest';
import { wholePattern } from '../../../src/domain/common/re2.ts';

test.each([
  ['.', '🍌', true],
  ['..', '🍌', false],
  ['[🍌🍎]', '🍌', true],
  ['🍌+', '🍌🍌', true],
  ['a|b', 'ab', false],
  ['\\p{L}.*', 'äpfel rot', true],
  ['[[:alpha:]].*', 'äpfel rot', false],
  ['(?i:Ä)pfel', 'äpfel', true],
  ['.*', 'one\ntwo', false],
  ['(?s).*', 'one\ntwo', true],
  ['one$', 'one\n', false],
  ['a\\z', 'a', true],
  ['\\-', '-', true],
  ['', '', true],
  ['', 'a', false],
])('%s and %s', (pattern, value, fits) => {
  expect(wholePattern(pattern).test(value)).toBe(fits);
});

test.each(['(', 'a**', '(?=a)b', '(?<!a)b', '(a)\\1', 'a)|(b', '[z-a]', 'x{1001}', '\\8'])('%s is refused in plain words', (pattern) => {
  expect(() => wholePattern(pattern)).toThrow(/^argument-invalid: not a regular expression of RE2: .+ \(.+\)$/);
});

test('a pattern that backtracking would not survive', () => {
  expect(wholePattern('(a*)*(a|a)*b').test('a'.repeat(5000))).toBe(false);
});

describe('templates are filled in as Go does', () => {
  test.each([
    ['$1-$2', 'a-b'],
    ['${1}x', 'ax'],
    ['$1x', ''],
    ['$1_$2', 'b'],
    ['$$1', '$1'],
    ['$$$1', '$a'],
    ['cost $', 'cost $'],
    ['${1', '${1'],
    ['${}', '${}'],
    ['$-', '$-'],
    ['$0', 'a.b'],
    ['$9', ''],
    ['$01', ''],
    ['$first', 'a'],
    ['${first}$nobody', 'a'],
    ['$constructor', ''],
  ])('%s', (template, filled) => {
    expect(wholePattern('(?P<first>a).(b)').expand('a.b', template)).toBe(filled);
  });

  test('a group that took no part is empty, and a value that does not fit has no answer', () => {
    expect(wholePattern('(a)|(b)').expand('b', '[$1$2]')).toBe('[b]');
    expect(wholePattern('a').expand('b', 'x')).toBeNull();
  });
});
