import { describe, expect, it } from 'vitest';
import { gridMove, gridWindow } from '../../../src/ui/parts/grid.ts';
import { fractionOf, LOG_STEPS, valueAt } from '../../../src/ui/parts/scale.ts';
import { sortRows, type Column } from '../../../src/ui/parts/table.ts';

describe('instrument scale', () => {
  const linear = { min: 0, max: 50, step: 5, log: false };
  const log = { min: 0.00001, max: 1, log: true };

  it('places values and clamps those outside', () => {
    expect(fractionOf(25, linear)).toBe(0.5);
    expect(fractionOf(99, linear)).toBe(1);
    expect(fractionOf(0.001, log)).toBeCloseTo(0.4);
    expect(fractionOf(0, log)).toBe(0);
    expect(fractionOf(1, { min: 1, max: 1, log: false })).toBe(0);
  });

  it('reads values back, rounded to the step or to two digits', () => {
    expect(valueAt(0.52, linear)).toBe(25);
    expect(valueAt(0.4, log)).toBe(0.001);
    for (let i = 0; i <= LOG_STEPS; i += 1) expect(fractionOf(valueAt(i / LOG_STEPS, log), log)).toBeCloseTo(i / LOG_STEPS, 1);
  });
});

describe('picture grid', () => {
  it('draws only what can be seen', () => {
    const view = gridWindow(3000, 480, 52, 5, 0, 5000, 240);
    expect(view.columns).toBe(8);
    expect(view.end - view.first).toBeLessThanOrEqual(8 * 8);
    expect(view.first % view.columns).toBe(0);
    expect(view.first).toBeGreaterThan(0);
  });

  it('survives no width and no items', () => {
    expect(gridWindow(0, 0, 52, 5, 0, 0, 0)).toMatchObject({ columns: 1, first: 0, end: 0, height: 0 });
  });

  it('moves by keys and stays inside', () => {
    expect(gridMove('ArrowRight', 0, 10, 4, 2)).toBe(1);
    expect(gridMove('ArrowDown', 8, 10, 4, 2)).toBe(8);
    expect(gridMove('ArrowUp', 2, 10, 4, 2)).toBe(2);
    expect(gridMove('PageDown', 1, 10, 4, 2)).toBe(9);
    expect(gridMove('End', 1, 10, 4, 2)).toBe(9);
    expect(gridMove('x', 1, 10, 4, 2)).toBeNull();
    expect(gridMove('Home', 0, 0, 4, 2)).toBeNull();
  });
});

describe('table order', () => {
  const columns: Column<{ n: number; s: string }>[] = [
    { key: 'n', label: 'n', text: (r) => String(r.n), sortBy: (r) => r.n },
    { key: 's', label: 's', text: (r) => r.s },
  ];
  const rows = [{ n: 10, s: 'a' }, { n: 9, s: 'b' }, { n: 10, s: 'c' }];

  it('sorts numbers as numbers and keeps ties in order', () => {
    expect(sortRows(rows, columns, { key: 'n', descending: true }).map((r) => r.s)).toEqual(['a', 'c', 'b']);
    expect(sortRows(rows, columns, { key: 'n', descending: false }).map((r) => r.s)).toEqual(['b', 'a', 'c']);
  });

  it('leaves rows alone when the column does not sort', () => {
    expect(sortRows(rows, columns, { key: 's', descending: false })).toBe(rows);
    expect(sortRows(rows, columns, null)).toBe(rows);
  });
});
