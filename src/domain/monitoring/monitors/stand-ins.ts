import type { MonitorSpec } from './spec.ts';
import { needsReference, needsValues } from './judge.ts';
import type { Reference } from './reference.ts';

/** Values from which something that stands in for the reference is compared with: a test of distributions needs many. */
const LEAST_STAND_IN = { mean: 20, values: 500 } as const;
/** Values gathered from which they are compared with what stands in. */
const LEAST_GATHERED = 100;

/** What a monitor is compared with while its own reference is in the making, or is found not to be at rest. */
export class StandIns {
  readonly #spec: MonitorSpec;
  /** What the version was tested on. It is small: it can contradict, and no more. */
  tested: Reference | null = null;
  /** Values of fruit drawn from the world that the version's data came from, once the reference is found not to be at rest: it can call good as well. */
  drawn: Reference | null = null;

  constructor(spec: MonitorSpec) {
    this.#spec = spec;
  }

  /** Whether what the monitor says rests on the first rows of the deployment. What the machine does is no part of their rest. */
  get restsOnFirst(): boolean {
    const { reference, judge, signal } = this.#spec;
    return reference.kind === 'first' && (judge.kind === 'detector' || needsReference(judge)) && signal !== 'latency' && signal !== 'queue';
  }

  /** Values of the larger one. */
  get count(): number { return Math.max(this.tested?.count ?? 0, this.drawn?.count ?? 0); }

  /** Whether the reference is known not to be at rest when the monitor judges at an event. `notAtRest`: as in a `Feed`. */
  isReferenceUnfit(index: number, notAtRest: number | null): boolean {
    return this.restsOnFirst && notAtRest !== null && index >= notAtRest;
  }

  /** What was drawn in place of a reference that is not at rest; null where none is, or the judge compares nothing. */
  drawnInstead(notAtRest: number | null): Reference | null {
    return notAtRest !== null && this.restsOnFirst && this.#spec.judge.kind !== 'detector' ? this.drawn : null;
  }

  /** Whether one of them can stand in for `count` values; `gathering`: those of a reference in the making. */
  suffices(reference: Reference, count: number, gathering: boolean): boolean {
    const { judge, minimumSample } = this.#spec;
    if (!this.restsOnFirst || judge.kind === 'detector') return false;
    if (count < (gathering ? LEAST_GATHERED : minimumSample)) return false;
    return needsValues(judge) ? reference.values !== null && reference.count >= LEAST_STAND_IN.values : reference.count >= LEAST_STAND_IN.mean;
  }
}
