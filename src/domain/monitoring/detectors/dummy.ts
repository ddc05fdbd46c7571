import type { Flags, Params, Reading } from './detector.ts';
import { RecordDetector, requireReal } from './detector.ts';
import { onceIn } from './promise.ts';
import type { DetectorSpec } from './spec.ts';

interface DummyState extends Flags {
  n: number;
}

/**
 * The two baselines of a detector bench: alarms at every `period`-th value, whatever it is, or never. A detector that does not
 * beat *always* knows nothing of the data; what it gains over *never* is its worth.
 * Bifet: Classifier Concept Drift Detection and the Illusion of Progress, ICAISC 2017.
 */
class Dummy extends RecordDetector<DummyState> {
  private readonly period: number;

  constructor(name: string, params: Params, period: number) {
    super(name, params, freshState());
    this.period = period;
  }

  protected fresh(): DummyState {
    return freshState();
  }

  update(x: number): void {
    if (!Number.isFinite(x)) requireReal(x);
    const s = this.s;
    s.n += 1;
    s.drift = s.n % this.period === 0;
  }

  feed(xs: ArrayLike<number>, from = 0, to = xs.length): number {
    for (let i = from; i < to; i += 1) {
      this.update(xs[i]!);
      if (this.s.drift) return i + 1;
    }
    return to;
  }

  reading(): Reading | null {
    return null;
  }
}

function freshState(): DummyState {
  return { drift: false, warning: false, n: 0 };
}

export const ALWAYS: DetectorSpec = {
  name: 'always',
  title: 'Always',
  input: 'real',
  warns: false,
  formula: 'n mod period = 0',
  help: 'A baseline: alarms at fixed intervals without looking at the data.',
  paper: 'Bifet (2017), Classifier Concept Drift Detection and the Illusion of Progress, ICAISC',
  params: [{ kind: 'number', name: 'period', default: 1, min: 1, max: 1e9, whole: true, help: 'Values from one alarm to the next.' }],
  promise: ({ period }) => onceIn(period as number, 'exactly', 'its period'),
  baseline: true,
  create: (params) => new Dummy('always', params, params.period as number),
};

export const NEVER: DetectorSpec = {
  name: 'never',
  title: 'Never',
  input: 'real',
  warns: false,
  formula: 'false',
  help: 'A baseline: stays silent whatever comes.',
  paper: ALWAYS.paper,
  params: [],
  promise: () => onceIn(Infinity, 'exactly', 'it never alarms'),
  baseline: true,
  create: (params) => new Dummy('never', params, Infinity),
};
