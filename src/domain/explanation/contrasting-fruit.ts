import { shareOf } from '../log/rows.ts';
import { mean, quantileSorted } from '../statistics/sample.ts';
import { cultivarAt, signalValues, speciesAt, type Window } from './windows.ts';

/** A fruit to be shown. */
export interface ShownFruit {
  readonly index: number;
  /** Of the signal that it is shown for. */
  readonly value: number;
  readonly species: string;
  readonly cultivar: string;
  /** 0..1. */
  readonly ripeness: number;
}

/** A typical fruit from before, beside one of its like that shows the move. */
export interface FruitPair {
  readonly before: ShownFruit;
  readonly after: ShownFruit;
  /** What the two have in common; a species is in common also where the cultivar is not. */
  readonly like: 'cultivar' | 'species' | 'nothing';
}

/** Share of a move that fruit must show against its own like; else it is other fruit that comes, rather than fruit that has changed. */
const LEAST_WITHIN = 0.5;
/** Share of the fruit, at the far end of the move, that is left out as freak. */
const FREAK = 0.05;
/** Share of a group, around its median, that counts as typical. */
const TYPICAL = 1 / 3;

interface Group {
  readonly like: FruitPair['like'];
  readonly members: readonly ShownFruit[];
  readonly mean: number;
  readonly median: number;
  readonly typical: readonly ShownFruit[];
}

/**
 * Fruit in whose pictures a move can be seen, at most `most` pairs, those that show it best first. A fruit of the after-window is measured
 * against the median of its like before: the third of its cultivar that was about as ripe; its cultivar; its species; all; the first of
 * these that leaves at least half of the move of the mean, since where less is left the mix has changed rather than the fruit (Kitagawa,
 * JASA 50, 1955). A cultivar counts where there were `most` of it. The farthest in `direction` are taken, but for the last 5 %, which are
 * freaks. Each is put beside a typical one of its like, from the third that lies nearest the median, of the most similar ripeness. No fruit
 * is shown twice; ties go to the earlier event.
 */
export function contrastingFruit(before: Window, after: Window, signal: string, direction: -1 | 1, most = 6): FruitPair[] {
  const earlier = fruitOf(before, signal);
  if (earlier.length === 0) return [];
  const groups = new Map<string, Group>();
  const grouped = (like: Group['like'], keyOf: (fruit: ShownFruit) => string) => {
    const members = new Map<string, ShownFruit[]>();
    for (const fruit of earlier) {
      const key = keyOf(fruit);
      const list = members.get(key);
      if (list) list.push(fruit);
      else members.set(key, [fruit]);
    }
    for (const [key, list] of members) groups.set(key, groupOf(like, list, most));
  };
  const keys = [({ species, cultivar }: ShownFruit) => `${species}/${cultivar}`, ({ species }: ShownFruit) => species, () => ''] as const;
  grouped('cultivar', keys[0]);
  grouped('species', keys[1]);
  grouped('nothing', keys[2]);
  const wide = (level: number, fruit: ShownFruit) => (
    keys.slice(level).flatMap((keyOf) => groups.get(keyOf(fruit)) ?? []).filter(({ like, members }) => like !== 'cultivar' || members.length >= most));
  const asRipe = new Map<ShownFruit, Group>();
  const narrow = (fruit: ShownFruit): Group[] => {
    const likes = wide(0, fruit);
    if (!asRipe.has(fruit)) asRipe.set(fruit, asRipeAs(fruit, likes[0]!, most));
    return [asRipe.get(fruit)!, ...likes];
  };
  const levels = [narrow, ...keys.map((_, level) => (fruit: ShownFruit) => wide(level, fruit))];
  const later = fruitOf(after, signal);
  const left = (likes: (fruit: ShownFruit) => Group[]) => later.reduce((sum, fruit) => sum + direction * (fruit.value - likes(fruit)[0]!.mean), 0);
  const likes = levels.find((finer) => left(finer) >= LEAST_WITHIN * left(levels.at(-1)!)) ?? levels.at(-1)!;

  const moved = later.map((fruit) => ({ fruit, distance: direction * (fruit.value - likes(fruit)[0]!.median) }));
  moved.sort((a, b) => b.distance - a.distance || a.fruit.index - b.fruit.index);
  const used = new Set<number>();
  const pairs: FruitPair[] = [];
  for (const { fruit } of moved.slice(Math.floor(moved.length * FREAK))) {
    if (pairs.length === most) break;
    const group = likes(fruit).find(({ typical }) => typical.some(({ index }) => !used.has(index)));
    if (!group) break;
    const match = group.typical.filter(({ index }) => !used.has(index)).sort(byRipeness(fruit))[0]!;
    used.add(match.index);
    pairs.push({ before: match, after: fruit, like: group.like });
  }
  return pairs;
}

function fruitOf(window: Window, signal: string): ShownFruit[] {
  const values = signalValues(window, signal);
  const fruit: ShownFruit[] = [];
  let at = 0;
  for (const rows of window) {
    for (let row = 0; row < rows.count; row += 1, at += 1) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      fruit.push({ index: rows.firstIndex + row, value, species: speciesAt(rows, row), cultivar: cultivarAt(rows, row), ripeness: shareOf(rows.columns.ripeness[row]!) });
    }
  }
  return fruit;
}

function groupOf(like: Group['like'], fruit: readonly ShownFruit[], most: number): Group {
  const median = quantileSorted(fruit.map(({ value }) => value).sort((a, b) => a - b), 0.5);
  const nearest = [...fruit].sort((a, b) => Math.abs(a.value - median) - Math.abs(b.value - median) || a.index - b.index);
  return { like, members: fruit, mean: mean(fruit.map(({ value }) => value)), median, typical: nearest.slice(0, Math.max(most, Math.ceil(fruit.length * TYPICAL))) };
}

/** The third of a group that was about as ripe as a fruit. */
function asRipeAs(fruit: ShownFruit, { like, members }: Group, most: number): Group {
  return groupOf(like, [...members].sort(byRipeness(fruit)).slice(0, Math.max(most, Math.ceil(members.length * TYPICAL))), most);
}

/** Orders by how near in ripeness, then by event. */
const byRipeness = ({ ripeness }: ShownFruit) => (a: ShownFruit, b: ShownFruit) => (
  Math.abs(a.ripeness - ripeness) - Math.abs(b.ripeness - ripeness) || a.index - b.index);
