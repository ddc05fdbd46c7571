import { expect, it } from 'vitest';
import { oneAtATime } from '../../../src/ui/one-at-a-time.ts';

it('what is asked for often runs once at a time, and once more for all that came meanwhile', async () => {
  const ends: (() => void)[] = [];
  const ask = oneAtATime(() => new Promise<void>((resolve) => { ends.push(resolve); }));
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  for (let i = 0; i < 5; i += 1) ask();
  expect(ends).toHaveLength(1);
  ends[0]!();
  await settle();
  expect(ends).toHaveLength(2);
  ends[1]!();
  await settle();
  expect(ends).toHaveLength(2);
  ask();
  expect(ends).toHaveLength(3);
});
