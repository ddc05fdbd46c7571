import { expect, test } from 'vitest';
import { leakConsequence, leakText } from '../../../src/ui/screens/shared/leak-text.ts';
import { nameText } from '../../../src/ui/names.ts';

test('a name within a sentence shows what cannot be seen, and does not turn the words around it', () => {
  expect(nameText('ripe')).toBe('ripe');
  expect(nameText('ri\u200bpe')).toBe('ri[U+200B]pe');
  expect(nameText('\u05d1\u05e9\u05dc')).toBe('\u2068\u05d1\u05e9\u05dc\u2069');
  expect(nameText('a\u202egnp')).toBe('a[U+202E]gnp');
});

test('a leak says what the burst leaves to be tested on, and what that makes of the figures', () => {
  expect(leakText({ label: 'a', pictures: 12 })).toBe('All 12 pictures of “a” are one burst: the test would ask what was learnt by heart.');
  expect(leakText({ label: 'a', pictures: 2 })).toMatch(/^Both pictures/u);
  expect(leakText({ label: 'a', pictures: 12, others: 1 })).toBe('12 of 13 pictures of “a” are one burst: one other picture is too little to test on.');
  expect(leakText({ label: 'a', pictures: 60, others: 5 })).toBe('60 of 65 pictures of “a” are one burst: 5 others are too little to test on.');
  expect(leakConsequence([{ label: 'a', pictures: 12, others: 1 }, { label: 'b', pictures: 12 }])).toContain('better than the model');
  expect(leakConsequence([{ label: 'a', pictures: 12, others: 1 }])).toContain('say little');
});
