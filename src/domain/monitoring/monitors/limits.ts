import { OrchardError } from '../../common/errors.ts';
import { fromHalf } from '../../log/half.ts';
import type { LogRows } from '../../log/rows.ts';
import { READABLE_FEATURES } from '../../data/features/readable.ts';
import { packFloats, unpackFloats } from '../../common/base64.ts';

/** Rows from which limits are learned when no reference brings them. */
export const LIMIT_ROWS = 500;
/** A picture is dark, or blurred, below this share of the usual (median) brightness, or sharpness. */
const DARK_SHARE = 0.6;
const BLURRED_SHARE = 0.5;
/** A feature is out of range when it lies this share of the reference's range, and of what is possible at all, beyond its ends. */
const MARGIN = 0.25;
const LEAST_MARGIN = 0.05;

/** What counts as a faulty picture: brightness and sharpness too low, features outside what the reference ever had. Plain data. */
export interface Limits {
  readonly features: readonly string[];
  readonly dark: number;
  readonly blurred: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Limits from reference values of each feature (`columns[i]` belongs to `features[i]`). A feature without values has none. */
export function limitsOf(features: readonly string[], columns: readonly Float32Array[]): Limits {
  const sorted = columns.map((column) => column.filter(Number.isFinite).sort());
  const median = (name: string) => {
    const values = sorted[features.indexOf(name)];
    return values && values.length > 0 ? values[values.length >> 1]! : 0;
  };
  const margins = features.map((name, i) => {
    const readable = READABLE_FEATURES.find((feature) => feature.name === name);
    const possible = readable ? readable.max - readable.min : 0;
    const values = sorted[i]!;
    return Math.max(MARGIN * (values.at(-1)! - values[0]!), LEAST_MARGIN * possible);
  });
  return {
    features: [...features],
    dark: DARK_SHARE * median('brightness'),
    blurred: BLURRED_SHARE * median('sharpness'),
    low: sorted.map((values, i) => (values.length > 0 ? values[0]! - margins[i]! : -Number.MAX_VALUE)),
    high: sorted.map((values, i) => (values.length > 0 ? values.at(-1)! + margins[i]! : Number.MAX_VALUE)),
  };
}

/** 1 where a feature lies beyond the limits. Rows with other features than those of the limits are not judged: NaN. */
export function outOfRange(rows: LogRows, limits: Limits): Float32Array<ArrayBuffer> {
  const width = rows.features.length;
  const out = new Float32Array(rows.count);
  if (rows.features.length !== limits.features.length || rows.features.some((name, i) => name !== limits.features[i])) return out.fill(NaN);
  const stored = rows.columns.features;
  for (let row = 0, at = 0; row < rows.count; row += 1) {
    for (let feature = 0; feature < width; feature += 1, at += 1) {
      const value = fromHalf(stored[at]!);
      if (value < limits.low[feature]! || value > limits.high[feature]!) out[row] = 1;
    }
  }
  return out;
}

export interface LearnerSnapshot {
  readonly features: readonly string[];
  readonly rows: string;
}

/** Learns limits from the first rows of a deployment. */
export class LimitLearner {
  #features: readonly string[] = [];
  /** Rows so far, row-major. */
  #rows = new Float32Array(0);
  #count = 0;

  get full(): boolean { return this.#count >= LIMIT_ROWS; }

  /** Takes rows until there are enough; answers how many it took. Rows with other features than the first ones begin anew. */
  take(rows: LogRows): number {
    const width = rows.features.length;
    if (this.#count === 0 || this.#features.join('\n') !== rows.features.join('\n')) {
      this.#features = [...rows.features];
      this.#rows = new Float32Array(LIMIT_ROWS * width);
      this.#count = 0;
    }
    const taken = Math.min(rows.count, LIMIT_ROWS - this.#count);
    for (let i = 0; i < taken * width; i += 1) this.#rows[this.#count * width + i] = fromHalf(rows.columns.features[i]!);
    this.#count += taken;
    return taken;
  }

  limits(): Limits {
    const width = this.#features.length;
    return limitsOf(this.#features, this.#features.map((_, i) => Float32Array.from({ length: this.#count }, (__, row) => this.#rows[row * width + i]!)));
  }

  /** Null when there is nothing left to learn. */
  snapshot(): LearnerSnapshot | null {
    return this.full ? null : { features: this.#features, rows: packFloats(this.#rows.subarray(0, this.#count * this.#features.length)) };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  static restore(snapshot: LearnerSnapshot | null): LimitLearner {
    const learner = new LimitLearner();
    if (snapshot === null) {
      learner.#count = LIMIT_ROWS;
      return learner;
    }
    const rows = unpackFloats(snapshot.rows);
    const width = snapshot.features.length;
    if ((width === 0 && rows.length > 0) || rows.length > LIMIT_ROWS * width || (width > 0 && rows.length % width !== 0)) throw new OrchardError('file-schema', 'limits in the making do not fit');
    learner.#features = snapshot.features;
    learner.#rows = new Float32Array(LIMIT_ROWS * width);
    learner.#rows.set(rows);
    learner.#count = width === 0 ? 0 : rows.length / width;
    return learner;
  }
}
