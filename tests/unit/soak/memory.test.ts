import { expect, test } from 'vitest';
import { growth, residue, type Sample } from '../../soak/memory.ts';

const run = (heapMb: (minute: number, life: number) => number): Sample[] => Array.from({ length: 60 }, (_, minute) => {
  const life = Math.floor(minute / 10);
  return { minute, life, heapMb: heapMb(minute, life), processMb: null };
});

test('memory that only wavers does not grow', () => {
  const samples = run((minute) => 20 + (minute % 3));
  expect(Math.abs(growth(samples, 'heapMb')!)).toBeLessThan(0.1);
  expect(Math.abs(residue(samples, 'heapMb')!)).toBeLessThan(0.1);
});

test('memory that leaks until the page is opened anew is seen in each life', () => {
  const samples = run((minute) => 20 + 2 * (minute % 10));
  expect(growth(samples, 'heapMb')).toBeCloseTo(2);
  expect(residue(samples, 'heapMb')!).toBeLessThan(0.5);
});

test('memory that opening anew does not give back is seen from life to life', () => {
  const samples = run((_, life) => 20 + 10 * life);
  expect(growth(samples, 'heapMb')).toBeCloseTo(0);
  expect(residue(samples, 'heapMb')!).toBeGreaterThan(0.9);
});

test('what the first half did is not held against the second, and one wild sample tells nothing', () => {
  const samples = run((minute) => (minute < 30 ? minute : minute === 41 ? 900 : 30));
  expect(growth(samples, 'heapMb')).toBe(0);
  expect(growth(samples, 'processMb')).toBeNull();
});
