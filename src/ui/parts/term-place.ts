/** A rectangle in the window, in CSS px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Side = 'below' | 'above' | 'right' | 'left';

const GAP = 9;
/** How far a card begins before its term, so that its pointer stands under the words. */
const LEAD = 16;
/** A block taller than this is no line of text: only the term itself is kept clear. */
const TALLEST_LINE = 160;

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

/**
 * Where a card stands by what it must not cover (its term and the number that it explains), inside `view`: below, else above,
 * right or left. Where it fits on no side, it keeps off the term alone, on the roomier side.
 */
export function placeCard(clear: Box, term: Box, { width, height }: { width: number; height: number }, view: Box): { left: number; top: number; side: Side } {
  const across = clamp(term.left - LEAD, view.left, Math.max(view.left, view.right - width));
  const along = clamp(term.top - LEAD, view.top, Math.max(view.top, view.bottom - height));
  if (clear.bottom + GAP + height <= view.bottom) return { left: across, top: clear.bottom + GAP, side: 'below' };
  if (clear.top - GAP - height >= view.top) return { left: across, top: clear.top - GAP - height, side: 'above' };
  if (clear.right + GAP + width <= view.right) return { left: clear.right + GAP, top: along, side: 'right' };
  if (clear.left - GAP - width >= view.left) return { left: clear.left - GAP - width, top: along, side: 'left' };
  const below = view.bottom - term.bottom >= term.top - view.top;
  return { left: across, top: clamp(below ? term.bottom + GAP : term.top - GAP - height, view.top, Math.max(view.top, view.bottom - height)), side: below ? 'below' : 'above' };
}

/** What the card of a term must not cover: its column where it heads one, else the line that it stands in. */
export function clearOf(term: HTMLElement): Box {
  const own = term.getBoundingClientRect();
  const head = term.closest('thead th');
  if (head) {
    const { left, right, top } = head.getBoundingClientRect();
    return { left, right, top, bottom: head.closest('table')!.getBoundingClientRect().bottom };
  }
  const line = term.closest('[data-clear], tr, li, p, dl, header')?.getBoundingClientRect();
  return line && line.height <= TALLEST_LINE ? line : own;
}
