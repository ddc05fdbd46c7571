import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeCard, type Box } from '../../../src/ui/parts/term-place.ts';
import { keepHidden } from '../../../src/ui/parts/term.ts';

const view: Box = { left: 8, top: 8, right: 1432, bottom: 892 };
const card = { width: 430, height: 180 };
const meet = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const at = ({ left, top }: { left: number; top: number }, { width, height } = card): Box => ({ left, top, right: left + width, bottom: top + height });

describe('a card', () => {
  it('stands below its line, under the words', () => {
    const line = { left: 40, top: 100, right: 600, bottom: 140 };
    expect(placeCard(line, { left: 200, top: 120, right: 230, bottom: 138 }, card, view)).toEqual({ left: 184, top: 149, side: 'below' });
  });

  it('flips above where there is no room below, and beside a tall column', () => {
    const low = { left: 40, top: 800, right: 600, bottom: 840 };
    expect(placeCard(low, low, card, view).side).toBe('above');
    const column = { left: 300, top: 60, right: 400, bottom: 880 };
    expect(placeCard(column, { ...column, bottom: 80 }, card, view).side).toBe('right');
    const last = { left: 1300, top: 60, right: 1420, bottom: 880 };
    expect(placeCard(last, { ...last, bottom: 80 }, card, view).side).toBe('left');
  });

  it('never leaves the window, and never covers what it explains where any side has room', () => {
    const box = fc.record({ left: fc.integer({ min: 8, max: 1380 }), top: fc.integer({ min: 8, max: 860 }), width: fc.integer({ min: 10, max: 700 }), height: fc.integer({ min: 10, max: 700 }) });
    fc.assert(fc.property(box, fc.integer({ min: 120, max: 500 }), ({ left, top, width, height }, tall) => {
      const line = { left, top, right: Math.min(1432, left + width), bottom: Math.min(892, top + height) };
      const size = { width: 430, height: tall };
      const placed = at(placeCard(line, { left, top, right: left + 10, bottom: top + 10 }, size, view), size);
      expect(placed.left).toBeGreaterThanOrEqual(view.left);
      expect(placed.top).toBeGreaterThanOrEqual(view.top);
      expect(placed.right).toBeLessThanOrEqual(view.right);
      expect(placed.bottom).toBeLessThanOrEqual(view.bottom);
      const room = Math.max(view.bottom - line.bottom, line.top - view.top) >= tall + 9 || Math.max(view.right - line.right, line.left - view.left) >= 439;
      if (room) expect(meet(placed, line)).toBe(false);
    }));
  });
});

describe('the address of a term', () => {
  it('keeps what the present address hides, and nothing else of it', () => {
    expect(keepHidden('#/terms/psi', '#/line?seed=3&hide=truth,world&scenario=%7B%7D')).toBe('#/terms/psi?hide=truth,world');
    expect(keepHidden('#/terms/psi', '#/line?seed=3')).toBe('#/terms/psi');
  });
});
