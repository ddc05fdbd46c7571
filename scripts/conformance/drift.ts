import type { Detector } from '../../src/domain/monitoring/detectors/detector.ts';
import { createDetector } from '../../src/domain/monitoring/detectors/catalogue.ts';
import { compare, type Mismatch } from './compare.ts';

interface Expectation {
  readonly detector: string;
  readonly params: Record<string, unknown>;
  readonly input_transform?: string;
  readonly drift: readonly number[];
  readonly warning_runs?: readonly (readonly [number, number])[];
  readonly warning_count?: number;
  readonly checkpoints?: readonly Checkpoint[];
  readonly at_drift?: readonly Checkpoint[];
}

type Checkpoint = { readonly i: number } & Readonly<Record<string, number | string>>;

export interface DriftFixture {
  readonly id: string;
  readonly encoding: 'bits' | 'array';
  readonly stream: string | readonly number[];
  readonly expected: readonly Expectation[];
}

/** The fixture's names for internal state, read from a detector's snapshot. */
const STATE: Readonly<Record<string, (s: Record<string, number>) => Record<string, number | null>>> = {
  ADWIN: (s) => ({ width: s.width!, total: s.total!, variance_sum: s.squares! }),
  PageHinkley: (s) => ({ mean: s.mean!, sum_increase: s.sumIncrease!, sum_decrease: s.sumDecrease!, min_increase: s.minIncrease!, max_decrease: s.maxDecrease! }),
  DDM: (s) => ({ p: s.p!, p_min: knownOrNull(s.pMin!), s_min: knownOrNull(s.sMin!) }),
  EDDM: (s) => ({ n_errors: s.errors!, mean_distance: s.mean!, var_distance_ddof1: s.errors! > 1 ? s.squares! / (s.errors! - 1) : 0, p2s_max: s.maximum! }),
  HDDM_A: (s) => ({ z_mean: s.mean!, z_n: s.n!, x_min_mean: s.minMean!, x_min_n: s.minN! }),
  HDDM_W: (s) => ({ total_ewma: s.ewma!, total_ibc: s.ibc!, incr_cutpoint: s.riseCut! }),
};

/** One verdict for each detector and set of parameters in the file. */
export function judgeDrift(fixture: DriftFixture): { id: string; mismatches: Mismatch[] }[] {
  const bits = fixture.encoding === 'bits';
  const stream = bits ? Float64Array.from(fixture.stream as string, Number) : Float64Array.from(fixture.stream as readonly number[]);
  return fixture.expected.map((expectation) => {
    const changed = Object.entries(expectation.params).map(([name, value]) => `${name}=${String(value)}`).join(', ');
    const id = `${expectation.detector}(${changed})${expectation.input_transform ? ` on ${expectation.input_transform}` : ''}`;
    return { id, mismatches: judgeOne(expectation, expectation.input_transform === '1-x' ? stream.map((x) => 1 - x) : stream) };
  });
}

function judgeOne(expectation: Expectation, stream: Float64Array): Mismatch[] {
  const detector = createDetector(expectation.detector, expectation.params);
  const checkpoints = new Map((expectation.checkpoints ?? []).map((point) => [point.i, point]));
  const atDrift = new Map((expectation.at_drift ?? []).map((point) => [point.i, point]));
  const drifts: number[] = [];
  const runs: [number, number][] = [];
  const mismatches: Mismatch[] = [];
  let warnings = 0;
  for (let i = 0; i < stream.length; i += 1) {
    detector.update(stream[i]!);
    if (detector.drift) drifts.push(i);
    if (detector.warning) {
      warnings += 1;
      const last = runs[runs.length - 1];
      if (last && last[1] === i - 1) last[1] = i;
      else runs.push([i, i]);
    }
    for (const [name, points] of [['checkpoints', checkpoints], ['at_drift', atDrift]] as const) {
      const point = points.get(i);
      if (point) mismatches.push(...compare(stateOf(detector), point, undefined, `${name}[i=${i}]`).filter(({ path }) => !path.endsWith('.i')));
    }
  }
  if (!same(drifts, expectation.drift)) mismatches.unshift({ path: 'drift', got: drifts, expected: expectation.drift });
  if (expectation.warning_runs && !same(runs.flat(), expectation.warning_runs.flat())) mismatches.push({ path: 'warning_runs', got: runs, expected: expectation.warning_runs });
  if (expectation.warning_count !== undefined && warnings !== expectation.warning_count) mismatches.push({ path: 'warning_count', got: warnings, expected: expectation.warning_count });
  return mismatches;
}

/** A minimum that has not been taken yet is null in the fixtures. */
const knownOrNull = (value: number) => (Number.isFinite(value) ? value : null);

function stateOf(detector: Detector): Record<string, number | null> {
  const state = detector.snapshot().state as Record<string, number | string | boolean>;
  const numbers = Object.fromEntries(Object.entries(state).map(([key, value]) => [key, typeof value === 'string' ? Number(value) : (value as number)]));
  if (detector.name === 'KSWIN') {
    const size = detector.params.window_size as number;
    const filled = numbers.n! >= size;
    return { p_value: filled ? numbers.pValue! : 0, window_len: Math.min(numbers.n!, size) };
  }
  return STATE[detector.name === 'ADWIN_keep' ? 'ADWIN' : detector.name]?.(numbers) ?? {};
}

const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((value, i) => value === b[i]);
