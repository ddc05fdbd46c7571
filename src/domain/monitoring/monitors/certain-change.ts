import { rampOf, shareChange, stepOf, type ChangePoint } from '../../statistics/change-point.ts';
import { standardRanks } from '../../statistics/ranks.ts';
import { mean, standardDeviation } from '../../statistics/sample.ts';

/**
 * Standard errors from which a change is certain. With some forty signals, eight looks and all splits that is one false alarm in about a thousand
 * references (boundary crossing of a Brownian bridge, each split by its own variance).
 */
const CERTAIN = 5.5;
/** The same for a signal that grows or falls little by little: places where it may begin tell nearly the same, and so less often of chance. */
const CERTAIN_RAMP = 5;
/** What tells of a change that began inside a stretch from the fruit behind it: beside none, and beside one that began behind the stretch (logarithm of the likelihood ratio). */
const CERTAIN_LATE = 5;
const LIKELIER = 3;
/** Standard errors of the slope inside the stretch alone, in the same direction. */
const LEANS = 2.5;
/** Share of a stretch in which a change begins that is told from one behind it. */
const INSIDE = 0.9;

/** Errors and labels are ones among zeros. */
const isShare = (signal: string): boolean => signal === 'error' || signal.startsWith('share.');

/** The change inside a stretch that is the surest of all signals'. */
export interface CertainChange {
  readonly signal: string;
  /** Position of the first value after it, or from which on it goes. */
  readonly at: number;
  /** How far the mean went, in standard deviations of what came before or, of what moved little by little, of what lies about that; null where nothing varied. */
  readonly shift: number | null;
}

type Signals = Iterable<readonly [signal: string, values: Float32Array]>;
type Found = ChangePoint & { readonly signal: string; readonly values: Float32Array; readonly shape: 'step' | 'ramp' };

/** Looks for a change inside each signal's values, in order, at once or little by little; NaN is left out. Null where none is certain. */
export function certainChange(signals: Signals): CertainChange | null {
  let most: Found | null = null;
  for (const [signal, all] of signals) {
    const values = known(all);
    const ranks = isShare(signal) ? null : standardRanks(values);
    const step = isShare(signal) ? shareChange(values) : ranks && stepOf(ranks, 0, ranks.length);
    if (step && Math.abs(step.score) >= CERTAIN) most = surer(most, { ...step, signal, values, shape: 'step' });
    const ramp = ranks && rampOf(ranks, 0, ranks.length);
    if (ramp && Math.abs(ramp.score) >= CERTAIN_RAMP) most = surer(most, { ...ramp, signal, values, shape: 'ramp' });
  }
  return most && told(most);
}

/**
 * Looks for a change that began inside the first `inside` values and was too slow to be certain there, by the values behind them: likelier than any that
 * began behind. Errors are left out, of which truths come late. Null where none is certain.
 */
export function lateChange(signals: Signals, inside: number): CertainChange | null {
  let most: Found | null = null;
  for (const [signal, values] of signals) {
    if (isShare(signal) || values.length <= inside || values.some(Number.isNaN)) continue;
    const ranks = standardRanks(values);
    if (!ranks) continue;
    const until = Math.round(inside * INSIDE);
    const [ramp, step] = [rampOf(ranks, 0, until), stepOf(ranks, 0, until)];
    const found = Math.abs(step?.score ?? 0) > Math.abs(ramp?.score ?? 0) ? step : ramp;
    if (!found || Math.abs(found.score) < CERTAIN_LATE) continue;
    const sign = Math.sign(found.score);
    const behind = Math.max(0, ...[rampOf(ranks, inside, ranks.length), stepOf(ranks, inside, ranks.length)].map((other) => sign * (other?.score ?? 0)));
    if ((found.score ** 2 - behind ** 2) / 2 < LIKELIER) continue;
    const within = standardRanks(values.subarray(0, inside));
    if (sign * ((within && rampOf(within, 0, 1)?.score) ?? 0) >= LEANS) most = surer(most, { ...found, signal, values, shape: found === ramp ? 'ramp' : 'step' });
  }
  return most && told(most, inside);
}

const known = (values: Float32Array): Float32Array => (values.some(Number.isNaN) ? values.filter((value) => !Number.isNaN(value)) : values);

function surer(most: Found | null, found: Found): Found {
  return most && Math.abs(most.score) >= Math.abs(found.score) ? most : found;
}

/** How far it went by the value `end`. */
function told({ signal, at, values, shape }: Found, end = values.length): CertainChange {
  const before = values.subarray(0, at);
  const by = shape === 'ramp' ? slopeOf(values, at, end) : { went: mean(values.subarray(at)) - mean(before), spread: standardDeviation(before) };
  return { signal, at, shift: by.spread > 0 ? by.went / by.spread : null };
}

/** How far the values go evenly from `at` to `end`, and how they are spread about that: least squares. */
function slopeOf(values: Float32Array, at: number, end: number): { went: number; spread: number } {
  const run = (i: number): number => Math.max(0, i - at);
  const [usual, middle] = [mean(values), mean(Float64Array.from(values, (_, i) => run(i)))];
  let [product, squares] = [0, 0];
  values.forEach((value, i) => {
    product += (value - usual) * (run(i) - middle);
    squares += (run(i) - middle) ** 2;
  });
  const slope = squares > 0 ? product / squares : 0;
  return { went: slope * (end - 1 - at), spread: standardDeviation(values.map((value, i) => value - slope * run(i))) };
}
