/** One number, list or word that is not as expected. */
export interface Mismatch {
  readonly path: string;
  readonly got: unknown;
  readonly expected: unknown;
}

/** How far a number may be off. A relative and an absolute bound; meeting one of them is enough. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Chooses the tolerance for a place in the expected answer, written as `ks.p_exact` or `bins[3].count`. */
export type ToleranceAt = (path: string, expected: number) => Tolerance;

const SPECIAL: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '+Inf': Infinity, '-Inf': -Infinity };

/** The number that a fixture means: JSON has no word for the non-finite ones. */
export function fixtureNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && Object.hasOwn(SPECIAL, value) ? SPECIAL[value]! : null;
}

/** Probabilities are relative only, because what matters in them is small; below 1e-12 to six digits. */
const PROBABILITY = /(^|[._])p(_|$|\[|\.)|p_value|_p$/;

export const standardTolerance: ToleranceAt = (path, expected) => {
  if (PROBABILITY.test(path)) return { relative: Math.abs(expected) < 1e-12 ? 1e-6 : 1e-9, absolute: 0 };
  if (path.includes('hellinger') && expected < 1e-6) return { relative: 1e-9, absolute: 1e-7 };
  return { relative: 1e-9, absolute: 1e-12 };
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Everything in `expected` that `got` does not meet. Keys of `got` that are not expected are ignored, so that one product
 * function may answer more than a fixture asks. `{ error: … }` expects a `Refusal`, unless it is a number, which counts errors.
 */
export function compare(got: unknown, expected: unknown, toleranceAt: ToleranceAt = standardTolerance, path = ''): Mismatch[] {
  const mismatch: Mismatch[] = [{ path, got, expected }];
  if (isRecord(expected)) {
    if ('error' in expected && typeof expected.error !== 'number') return got instanceof Refusal ? [] : mismatch;
    if (!isRecord(got) || got instanceof Refusal) return mismatch;
    return Object.entries(expected).flatMap(([key, value]) => compare(got[key], value, toleranceAt, path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(expected)) {
    const list = ArrayBuffer.isView(got) ? Array.from(got as Float64Array) : got;
    if (!Array.isArray(list) || list.length !== expected.length) return mismatch;
    return expected.flatMap((value, i) => compare(list[i], value, toleranceAt, `${path}[${i}]`));
  }
  const number = fixtureNumber(expected);
  if (number === null || (typeof expected === 'string' && typeof got === 'string')) return got === expected ? [] : mismatch;
  if (typeof got !== 'number') return mismatch;
  return closeEnough(got, number, toleranceAt(path, number)) ? [] : mismatch;
}

export function closeEnough(got: number, expected: number, tolerance: Tolerance): boolean {
  if (got === expected) return true;
  if (Number.isNaN(expected)) return Number.isNaN(got);
  if (!Number.isFinite(expected) || !Number.isFinite(got)) return false;
  const difference = Math.abs(got - expected);
  return difference <= tolerance.absolute || difference <= tolerance.relative * Math.abs(expected);
}

/** What a product function answers when it refuses its input. */
export class Refusal {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** The answer, or the refusal. Anything thrown without one of our error codes is a fault and goes on up. */
export function attempt<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.name === 'OrchardError') return new Refusal(error.message);
    throw error;
  }
}
