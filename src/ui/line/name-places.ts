/** A stretch of the strip that a name may stand on, and the name's rough length. */
interface NameWish {
  text: string;
  plateaus: readonly { from: number; to: number }[];
  /** Placed before the others, and in any case. */
  first: boolean;
}

interface NamePlace {
  /** Centre of the text; null when there is no room. */
  x: number | null;
}

/** Mean advance of the caption's italic at 13 px. */
const CHARACTER_PX = 6.1;
const GAP_PX = 10;

/** Where each name stands so that none overlaps: on its latest plateau that has room. */
export function placeNames(wishes: readonly NameWish[], width: number): NamePlace[] {
  const taken: { from: number; to: number }[] = [];
  const places: NamePlace[] = wishes.map(() => ({ x: null }));
  const order = wishes.map((_, i) => i).sort((a, b) => Number(wishes[b]!.first) - Number(wishes[a]!.first) || b - a);
  for (const i of order) {
    const { text, plateaus, first } = wishes[i]!;
    const half = (text.length * CHARACTER_PX) / 2;
    const spots = [...plateaus].reverse().flatMap(({ from, to }) => (to - from > 4 * half ? [to - half - GAP_PX, (from + to) / 2, from + half] : [(from + to) / 2]));
    for (const spot of spots) {
      const x = Math.min(Math.max(spot, half), width - half);
      const free = taken.every((other) => x + half + GAP_PX < other.from || x - half - GAP_PX > other.to);
      if (!free && !first) continue;
      taken.push({ from: x - half, to: x + half });
      places[i] = { x };
      break;
    }
  }
  return places;
}
