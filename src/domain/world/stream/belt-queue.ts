/** A backlog counts no further than this, ms of belt time: ten minutes. */
export const LONGEST_WAIT_MS = 600_000;

const MOST_QUEUED = 65_535;

/** What a fruit meets before the model, in belt time. */
export interface BeltPlace {
  /** From the shutter until the model takes it, ms. */
  waitMs: number;
  /** In the model alone, ms. */
  serviceMs: number;
}

/** The place of whoever finds nobody before it. */
export const FREE_BELT: BeltPlace = { waitMs: 0, serviceMs: 0 };

/**
 * Wait of a fruit that is photographed `intervalMs` after the one before, which stood at `before`: Lindley's recursion
 * W' = max(0, W + S − T) for one server (D. V. Lindley, "The theory of queues with a single server", 1952). All in ms of belt time, so how
 * fast the line is watched is no part of it. At most LONGEST_WAIT_MS.
 */
export function nextWaitMs({ waitMs, serviceMs }: BeltPlace, intervalMs: number): number {
  return Math.min(LONGEST_WAIT_MS, Math.max(0, waitMs + serviceMs - intervalMs));
}

/**
 * Follows fruits through the queue. `intervalMs[i]`: belt time from the fruit before to fruit i. `serviceMs[i]`: what fruit i alone takes the
 * model. Writes to `latencyMs` the wait and service of each, and to `queue` how many more were photographed while it waited, up to what
 * the array holds. `before`: where the last fruit of an earlier call stood. Answers where the last one of these stands.
 */
export function throughBelt(
  intervalMs: ArrayLike<number>, serviceMs: ArrayLike<number>, before: BeltPlace, latencyMs: Float32Array, queue: Uint16Array,
): BeltPlace {
  const place = { ...before };
  for (let i = 0; i < intervalMs.length; i += 1) {
    place.waitMs = nextWaitMs(place, intervalMs[i]!);
    place.serviceMs = serviceMs[i]!;
    latencyMs[i] = place.waitMs + place.serviceMs;
    queue[i] = Math.min(MOST_QUEUED, Math.floor(place.waitMs / intervalMs[i]!));
  }
  return place;
}
