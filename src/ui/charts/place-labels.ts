/** A round number at or above `most`, for an axis from zero. */
export function roundUp(most: number): number {
  if (!(most > 0)) return 100;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= most)!;
}

/** A label that wants to stand beside its point. */
interface Wish {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
  /** Text that ends at x rather than beginning there. */
  readonly end: boolean;
}

const CLEAR_PX = 9;

/** Places labels beside their points and inside the plot, moved up or down until no two overlap; in the order of the wishes. */
export function placeLabels(wishes: readonly Wish[], width: number, height: number, linePx: number): Place[] {
  const taken: { from: number; to: number; y: number }[] = [];
  const places: Place[] = [];
  for (const i of wishes.map((_, at) => at).sort((a, b) => wishes[a]!.y - wishes[b]!.y)) {
    const wish = wishes[i]!;
    const end = wish.x + CLEAR_PX + wish.width > width;
    const x = end ? wish.x - CLEAR_PX : wish.x + CLEAR_PX;
    const [from, to] = end ? [x - wish.width, x] : [x, x + wish.width];
    const free = (y: number): boolean => taken.every((other) => to + CLEAR_PX < other.from || from > other.to + CLEAR_PX || Math.abs(y - other.y) >= linePx);
    let y = wish.y;
    for (let step = 1; !free(y) && step < 60; step += 1) {
      const tried = wish.y + (step % 2 === 1 ? 1 : -1) * Math.ceil(step / 2) * (linePx / 2);
      if (tried >= linePx / 2 && tried <= height - 2) y = tried;
    }
    taken.push({ from, to, y });
    places[i] = { x, y, end };
  }
  return places;
}

/** Places lines of text at the end of curves, as near to these heights as no overlap allows, in the order of the heights; those that are too many go beyond the lower edge. */
export function stackLabels(heights: readonly number[], height: number, linePx: number): number[] {
  const order = heights.map((_, at) => at).sort((a, b) => heights[a]! - heights[b]!);
  const places: number[] = [];
  let lowest = height;
  for (const at of order.toReversed()) {
    places[at] = Math.min(heights[at]!, lowest);
    lowest = places[at]! - linePx;
  }
  let highest = 0;
  for (const at of order) {
    places[at] = Math.max(places[at]!, highest);
    highest = places[at]! + linePx;
  }
  return places;
}
