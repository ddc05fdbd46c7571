import type { Revision } from '../world/drift/scenario.ts';

/** Anything that survives JSON. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Something that happened on the line: a deployment, a slider moved by hand, a drift added, an alert. */
export interface LoggedEvent {
  id: number;
  /** Event index at which it happened; −1 when the line stood before its first event. */
  index: number;
  /** Unix ms. */
  atMs: number;
  type: string;
  data: JsonValue;
}

/** What becomes of a line's record when another way of it begins. */
export interface LineChange {
  act: 'load' | 'seek';
  /** Unix ms. */
  atMs: number;
  revisions: readonly Revision[];
  /** The version that goes on predicting. */
  live: number | null;
  /** Written into the event log. */
  events: readonly Omit<LoggedEvent, 'id'>[];
}
