/** Simulated time of event 0: 1 March 2026, 06:00 UTC. */
const LINE_START_MS = 1772344800000;

/** Mean simulated time between two fruits: 20,000 of them span a little over three months. */
export const FRUIT_INTERVAL_MS = 432_000;

/** Simulated time of an event, Unix ms. */
export function timeAt(index: number): number {
  return LINE_START_MS + index * FRUIT_INTERVAL_MS;
}

/** The newest event at a simulated time, Unix ms; −1 before the first. */
export function eventAtTime(timeMs: number): number {
  return Math.max(-1, Math.floor((timeMs - LINE_START_MS) / FRUIT_INTERVAL_MS));
}

/** Simulated time of an event as a date. */
export function dateOf(index: number): Date {
  return new Date(timeAt(index));
}
