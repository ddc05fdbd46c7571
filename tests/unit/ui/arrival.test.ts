import { expect, test } from 'vitest';
import { Arrival } from '../../../src/ui/parts/term.ts';

test('a pointer has arrived when one movement brought it onto a thing', () => {
  const arrival = new Arrival();
  arrival.entered(1000);
  expect(arrival.moved(1000)).toBe(true);
  expect(arrival.moved(1010), 'once for each entry').toBe(false);
});

test('a thing that came to lie under the pointer was not moved onto, however the hand stirs later', () => {
  const arrival = new Arrival();
  arrival.entered(1000);
  expect(arrival.moved(1600)).toBe(false);
  expect(arrival.moved(1610)).toBe(false);
  expect(new Arrival().moved(5)).toBe(false);
});
