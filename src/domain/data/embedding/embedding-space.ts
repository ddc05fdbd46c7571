import { OrchardError } from '../../common/errors.ts';
import { Random } from '../../common/random/random.ts';
import { fitPca, reconstructionErrors, type PrincipalComponents } from '../../statistics/pca.ts';
import { packFloats, unpackFloats } from '../../common/base64.ts';

/** Name of the feature that a picture's distance is kept under in the log. */
export const EMBEDDING_DISTANCE = 'embedding';

const DIRECTIONS = 8;
const MOST_POINTS = 96;
const ITERATIONS = 8;
/** Columns that hardly varied in the reference would otherwise decide alone. */
const LEAST_DEVIATION = 0.25;

/**
 * The directions that a reference's embeddings vary in, packed to travel with a model version. Null for fewer than 16 embeddings:
 * too few to tell what is usual. Up to 96 of them are looked at, evenly taken.
 */
export function packEmbeddingSpace(embeddings: readonly Float32Array[]): string | null {
  if (embeddings.length < 2 * DIRECTIONS) return null;
  const stride = Math.max(1, embeddings.length / MOST_POINTS);
  const points = Array.from({ length: Math.min(embeddings.length, MOST_POINTS) }, (_, i) => embeddings[Math.floor(i * stride)]!);
  const random = new Random(0, 0, 0);
  const { centre, scale, directions } = fitPca(points, { uniform: () => random.next(), components: DIRECTIONS, iterations: ITERATIONS, leastDeviation: LEAST_DEVIATION });
  return packFloats(Float32Array.from([...centre, ...scale, ...directions.flatMap((direction) => [...direction])]));
}

/** Tells how far an embedding lies from what a version was trained on. */
export class EmbeddingSpace {
  readonly #space: Pick<PrincipalComponents, 'centre' | 'scale' | 'directions'>;
  readonly #width: number;

  /** Throws `file-schema` for what `packEmbeddingSpace` did not write for embeddings of this width. */
  constructor(packed: string, width: number) {
    const numbers = unpackFloats(packed);
    if (numbers.length < 3 * width || numbers.length % width !== 0 || numbers.some((value) => !Number.isFinite(value))) throw new OrchardError('file-schema', 'a space of embeddings does not fit');
    const part = (i: number) => Float64Array.from(numbers.subarray(i * width, (i + 1) * width));
    this.#space = { centre: part(0), scale: part(1), directions: Array.from({ length: numbers.length / width - 2 }, (_, i) => part(i + 2)) };
    this.#width = width;
  }

  /**
   * Root mean square of what the space cannot express of each embedding, in deviations of the reference: PCA reconstruction
   * error, as drift detectors for embeddings use it (Rabanser, Günnemann, Lipton: Failing Loudly, 2019).
   */
  distances(embeddings: readonly Float32Array[]): Float32Array {
    return embeddings.length === 0 ? new Float32Array(0) : Float32Array.from(reconstructionErrors(this.#space, embeddings), (error) => error / Math.sqrt(this.#width));
  }
}
