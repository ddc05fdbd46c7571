import { OrchardError } from '../../common/errors.ts';
import { decileEdges, openHistogram, shares } from '../../statistics/histogram.ts';
import { mean, standardDeviation } from '../../statistics/sample.ts';
import { standardisation, type Standardisation } from '../../statistics/vectors.ts';
import { packFloats, unpackFloats } from '../../common/base64.ts';

export interface ReferenceSnapshot {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  /** Packed values; null when only the moments are known. */
  readonly values: string | null;
  /** Numbers of each value, where they are several. */
  readonly width?: number | undefined;
}

/**
 * What a monitor compares with: values of its signal, or, of a model version that kept no values, their mean and spread. Values of several numbers lie
 * row by row, and have neither.
 */
export class Reference {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly values: Float32Array | null;
  readonly width: number;
  #sorted: Float64Array | null = null;
  #deciles: { edges: Float64Array; shares: Float64Array } | null = null;
  #standard: Standardisation | null = null;

  private constructor(count: number, mean: number, std: number, values: Float32Array | null, width = 1) {
    this.count = count;
    this.mean = mean;
    this.std = std;
    this.values = values;
    this.width = width;
  }

  /** Values that are NaN are left out: of several numbers those whose first one is. */
  static of(values: Float32Array, width = 1): Reference {
    if (width > 1) {
      const kept = values.some(Number.isNaN) ? values.filter((_, i) => !Number.isNaN(values[i - (i % width)]!)) : values;
      return new Reference(kept.length / width, NaN, NaN, kept, width);
    }
    const known = values.some(Number.isNaN) ? values.filter((value) => !Number.isNaN(value)) : values;
    return known.length === 0 ? new Reference(0, NaN, NaN, known) : new Reference(known.length, mean(known), standardDeviation(known), known);
  }

  /** Mean and population standard deviation of `count` values that were not kept. */
  static ofMoments(count: number, meanOf: number, std: number): Reference {
    return new Reference(count, meanOf, std, null);
  }

  get sorted(): Float64Array {
    this.#sorted ??= Float64Array.from(this.values ?? []).sort();
    return this.#sorted;
  }

  /** The nine inner deciles, and the share of the reference in each of the ten bins. */
  get deciles(): { edges: Float64Array; shares: Float64Array } {
    if (!this.#deciles) {
      const edges = decileEdges(this.sorted);
      this.#deciles = { edges, shares: shares(openHistogram(this.sorted, edges), this.count) };
    }
    return this.#deciles;
  }

  /** How each number of a value is standardised: by its mean and deviation. One that did not vary keeps its unit, so that it is seen when it does. */
  get standard(): Standardisation {
    if (!this.#standard) {
      const points = { rows: this.count, columns: this.width, data: Float64Array.from(this.values ?? []) };
      const { centre, scale } = standardisation(points, Array.from({ length: this.count }, (_, row) => row));
      this.#standard = { centre, scale: scale.map((each) => each || 1) };
    }
    return this.#standard;
  }

  snapshot(): ReferenceSnapshot {
    const finite = (value: number) => (Number.isFinite(value) ? value : 0);
    return { count: this.count, mean: finite(this.mean), std: finite(this.std), values: this.values && packFloats(this.values), ...(this.width > 1 ? { width: this.width } : {}) };
  }

  /** Throws `file-schema` for torn values. */
  static restore({ count, mean: meanOf, std, values, width = 1 }: ReferenceSnapshot): Reference {
    if (values === null) return Reference.ofMoments(count, meanOf, std);
    const unpacked = unpackFloats(values);
    if (unpacked.length % width !== 0) throw new OrchardError('file-schema', 'a reference of a monitor is torn');
    return Reference.of(unpacked, width);
  }
}
