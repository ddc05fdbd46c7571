import { decileEdges, openHistogram, shares } from '../../statistics/histogram.ts';
import { mean, standardDeviation } from '../../statistics/sample.ts';
import { packFloats, unpackFloats } from '../../common/base64.ts';

export interface ReferenceSnapshot {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  /** Packed values; null when only the moments are known. */
  readonly values: string | null;
}

/** What a monitor compares with: values of its signal, or, of a model version that kept no values, their mean and spread. */
export class Reference {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly values: Float32Array | null;
  #sorted: Float64Array | null = null;
  #deciles: { edges: Float64Array; shares: Float64Array } | null = null;

  private constructor(count: number, mean: number, std: number, values: Float32Array | null) {
    this.count = count;
    this.mean = mean;
    this.std = std;
    this.values = values;
  }

  /** NaN values are left out. */
  static of(values: Float32Array): Reference {
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

  snapshot(): ReferenceSnapshot {
    const finite = (value: number) => (Number.isFinite(value) ? value : 0);
    return { count: this.count, mean: finite(this.mean), std: finite(this.std), values: this.values && packFloats(this.values) };
  }

  /** Throws `file-schema` for torn values. */
  static restore({ count, mean: meanOf, std, values }: ReferenceSnapshot): Reference {
    return values === null ? Reference.ofMoments(count, meanOf, std) : Reference.of(unpackFloats(values));
  }
}
