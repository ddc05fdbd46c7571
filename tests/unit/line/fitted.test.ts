import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitted } from '../../../src/ui/line/fitted.ts';

const measure = (text: string): number => [...text].length * 7;

it('a word that fits stays, a longer one ends in an ellipsis inside its room', () => {
  expect(fitted('ripe', 28, measure)).toBe('ripe');
  expect(fitted('pomegranate', 50, measure)).toBe('pomegr…');
  expect(fitted('sweet potato', 49, measure)).toBe('sweet…');
  expect(fitted('fig', 0, measure)).toBe('f…');
  fc.assert(fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 14, max: 300 }), (word, width) => { expect(measure(fitted(word, width, measure))).toBeLessThanOrEqual(width); }));
});

it('a long word is measured a few times, however long it is', () => {
  let asked = 0;
  fitted('a'.repeat(60), 100, (text) => {
    asked += 1;
    return measure(text);
  });
  expect(asked).toBeLessThan(10);
});
