import type { Accumulator } from './accumulator.ts';
import type { History, Requests } from './history.ts';
import { ascending, grouped } from './order.ts';

/** Whose observations in which window, and whether only what was available by then counts. */
export interface Sweep {
  /** (time − window, time]; null looks back to the beginning. */
  readonly window: number | null;
  /** False: what had happened counts, whether it was available or not. */
  readonly onlyAvailable: boolean;
}

/** Requests by entity, each entity's in the order of their times. */
export interface OrderedRequests extends Requests {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

export function orderedRequests(requests: Requests, history: History): OrderedRequests {
  return { ...requests, ...grouped(requests.entity, history.entities.length, ascending(requests.time)) };
}

/**
 * What an accumulator answers at each request, in the requests' order. Every observation is added once, when it can first count, and taken out once, when its window
 * has passed: the work grows with rows and requests, not with their product.
 */
export function swept(history: History, requests: OrderedRequests, accumulator: Accumulator, { window, onlyAvailable }: Sweep): Float64Array {
  const answers = new Float64Array(requests.entity.length);
  accumulator.clear();
  const empty = accumulator.value();
  answers.fill(empty);
  const { eventTime } = history;
  const arrivals = onlyAvailable ? history.arrivals : null;
  const known = onlyAvailable ? history.knownTime : eventTime;
  for (let e = 0; e < history.entities.length; e += 1) {
    const end = history.starts[e + 1]!;
    let [oldest, next] = [history.starts[e]!, history.starts[e]!];
    let before = -Infinity;
    accumulator.clear();
    for (let r = requests.starts[e]!; r < requests.starts[e + 1]!; r += 1) {
      const request = requests.rows[r]!;
      const time = requests.time[request]!;
      if (window !== null) {
        for (; oldest < end && eventTime[oldest]! <= time - window; oldest += 1) if (known[oldest]! <= before) accumulator.remove(oldest);
      }
      for (; next < end; next += 1) {
        const position = arrivals ? arrivals[next]! : next;
        if (known[position]! > time) break;
        if (position >= oldest) accumulator.add(position);
      }
      before = time;
      answers[request] = accumulator.value();
    }
  }
  return answers;
}
