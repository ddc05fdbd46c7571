import { asFound, cutAt, EMPTY_LINE, endOf, faultsOf, learnt, type Found, type Line } from './line.ts';

/** What the project may hold of the line: the one that runs, the one that undo would bring back, and what a reset took away. */
export interface World {
  readonly line: Line;
  readonly aside: Line | null;
  readonly removed: World | null;
}

/** What an act makes of a world, each way in which it may have ended; none where it cannot have happened. */
export type Change = (world: World) => readonly World[];

const EMPTY_WORLD: World = { line: EMPTY_LINE, aside: null, removed: null };

/** Whether rows from an event on went, and whether none did, as far as an act's answer or else what is known of the line tells. */
function dropping(line: Line, index: number, dropped: number | undefined): { some: boolean; none: boolean } {
  if (dropped !== undefined) return { some: dropped > 0, none: dropped === 0 };
  return { some: true, none: endOf(line) <= index || line.rows.size === 0 };
}

/** Another line was begun; `dropped` rows were put aside, as it was answered. */
export const loaded = (dropped?: number): Change => (world) => {
  const { some, none } = dropping(world.line, 0, dropped);
  return [...(some ? [{ ...world, line: EMPTY_LINE, aside: world.line }] : []), ...(none ? [{ ...world, line: EMPTY_LINE }] : [])];
};

/** The line was sent to an event, back or ahead. */
export const sent = (index: number, dropped?: number): Change => (world) => {
  const { line } = world;
  const { some, none } = dropping(line, index, dropped);
  return [
    ...(some ? [{ ...world, line: cutAt(line, index), aside: line }] : []),
    ...(none ? [{ ...world, line: { ...line, skips: [...line.skips, { after: endOf(line), to: index }] } }] : []),
  ];
};

/** The line and what was put aside change places. */
export const undone: Change = (world) => (world.aside ? [{ ...world, line: world.aside, aside: world.line }] : []);

/** The line is that of a file. */
export const imported = (line: Line): Change => (world) => [{ ...world, line, aside: null }];

/** Everything was taken away, and is held by the tab that did. */
export const removed: Change = (world) => [{ ...EMPTY_WORLD, removed: world }];

/** What a reset took away comes back; where nothing is held, nothing does. */
export const broughtBack: Change = (world) => [world.removed ? { ...world.removed, aside: null, removed: null } : world];

/** The tab that held what a reset took away is gone. */
export const forgotten: Change = (world) => [{ ...world, removed: null }];

/**
 * What must be found in the log. An act that was answered makes one world of another; one that died on the way may have happened or not, so
 * there are several until the log is read.
 */
export class Ledger {
  #worlds: readonly World[] = [EMPTY_WORLD];
  /** Rows that were compared with what was known of them. */
  compared = 0;

  /** The line as it is known, where it is. */
  get line(): Line { return this.#worlds[0]!.line; }

  /** Whether there must be something to undo. */
  get canUndo(): boolean { return this.#worlds.every(({ aside }) => aside !== null); }

  did(change: Change): void {
    const worlds = this.#worlds.flatMap(change);
    // An act that cannot have happened is found out by what the log holds.
    if (worlds.length > 0) this.#worlds = worlds;
  }

  mayHaveDone(change: Change): void {
    this.#worlds = [...this.#worlds, ...this.#worlds.flatMap(change)];
  }

  /** What is wrong with the log in every world that there may be, as it is in the one that comes nearest. What was found is what is known from here on. */
  check(found: Found): string[] {
    this.compared += this.line.rows.size;
    const judged = this.#worlds.map((world) => ({ world, faults: faultsOf(world.line, found) })).toSorted((a, b) => a.faults.length - b.faults.length);
    const [{ world: nearest, faults }] = judged as [(typeof judged)[number]];
    const sound = judged.filter((one) => one.faults.length === 0).map(({ world }) => world);
    this.#worlds = faults.length === 0 ? distinct(sound.map((world) => ({ ...world, line: learnt(world.line, found) }))) : [{ ...nearest, line: asFound(found) }];
    return faults;
  }
}

/** Worlds that agree on all that undo may bring back are one. */
function distinct(worlds: readonly World[]): readonly World[] {
  return worlds.filter((world, i) => !worlds.slice(0, i).some((other) => other.aside === world.aside && other.removed === world.removed && other.line.skips.length === world.line.skips.length));
}
