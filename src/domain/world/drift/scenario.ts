import { DRIFT_KINDS, type DriftKind } from '../orchard/drift-kinds.ts';
import type { LineSource } from '../photos/source.ts';
import type { World, WorldPatch } from '../orchard/world.ts';

export { DRIFT_KINDS, type DriftKind };
export const DRIFT_PATTERNS = ['sudden', 'gradual', 'incremental', 'recurring'] as const;
export type DriftPattern = (typeof DRIFT_PATTERNS)[number];

/** Which fruit's truth becomes known. */
export const TRUTH_SOURCES = ['all', 'shipped'] as const;
export type TruthSource = (typeof TRUTH_SOURCES)[number];

/** One drift. Indices and widths are in events. */
export interface Drift {
  kind: DriftKind;
  pattern: DriftPattern;
  /** First event of the change. */
  onset: number;
  /** Events that the change takes; for `recurring` the softness of each edge; ignored by `sudden`. */
  width: number;
  /** Recurring only: events from one rise to the next. */
  period: number;
  /** Recurring only: share of the period spent in the drifted concept, 0..1. */
  duty: number;
  /** The drifted world's parameters. */
  to: WorldPatch;
  /** What people read on the strip. */
  name: string;
  /** Set when a hand on a slider made it. */
  byHand: boolean;
}

/** Holds the truth of a scenario back from whoever runs it. */
export interface Seal {
  /** Chosen by chance when it is sealed, 0..2³² − 1. */
  nonce: number;
  /** The check of the word that reveals it (`wordCheck`); null where none is asked for. */
  word: string | null;
}

/** A whole, schema-checked scenario with every default filled in. */
export interface Scenario {
  schema: 1;
  name: string;
  /** Which preset it came from, when it did. */
  preset?: string;
  seed: number;
  /** Number of events, 1..10,000,000. */
  length: number;
  /** Events until a truth becomes known, 0..1,000,000. */
  labelDelay: number;
  /** Which fruit's truth becomes known: that of all, or only of fruit that is shipped, because the deciding version calls it ripe or because it is explored. */
  truths: TruthSource;
  /** Share of the fruit that is shipped whatever is said of it, 0..1; counts where only shipped fruit has a truth. */
  exploration: number;
  /** Fruits a second that production demands, 0.5..200. How fast the line is watched is no part of the world. */
  beltSpeed: number;
  world: World;
  drifts: Drift[];
  /** Where production comes from, where that is not the orchard. */
  source?: LineSource;
  /** Set while its truth is sealed. Files and clear links do not carry it. */
  sealed?: Seal;
}

/** What a scenario file may leave out. */
export const SCENARIO_DEFAULTS = { name: 'Untitled', seed: 7, length: 20_000, labelDelay: 50, truths: 'all', exploration: 0, beltSpeed: 8 } as const;

/**
 * The scenarios that were in force while the line ran, oldest first. Editing a drift or moving a slider while the line runs
 * starts a revision; what was photographed before keeps its own, so any event can be drawn again exactly.
 */
export interface Revision {
  /** First event drawn under this scenario. */
  from: number;
  scenario: Scenario;
}
