import { tensor2d, tensor4d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OrchardError } from '../../src/domain/common/errors.ts';
import { VIEW_SIDE } from '../../src/domain/data/augmentation/views.ts';
import { EMBEDDING_WIDTH, rowWidth } from '../../src/domain/data/features/blocks.ts';
import { EMBEDDING_DISTANCE, EmbeddingSpace } from '../../src/domain/data/embedding/embedding-space.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { resample } from '../../src/domain/data/features/resample.ts';
import { linearScores, type LinearHead } from '../../src/domain/learning/solvers/head.ts';
import { softmaxRows } from '../../src/domain/learning/calibration/temperature.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { NetworkArtifact, Signature } from '../../src/domain/registry/version.ts';
import { Backbone } from './backbone.ts';
import type { Compute } from './compute.ts';
import type { Embedder } from './embedder.ts';
import { headRows } from './head-rows.ts';
import { linearHeadOf, loadNetwork } from './network.ts';
import { Measured, type PictureMeasures } from './measured.ts';
import { Pace } from './pace.ts';
import { writeRgb } from './pixels.ts';

/** What a model says of some pictures, row by row. */
export interface Prediction {
  /** Probabilities, pictures × labels. */
  scores: Float32Array<ArrayBuffer>;
  /** Pictures × READABLE_FEATURES.length, measured whatever the model takes. */
  readable: Float32Array<ArrayBuffer>;
  /** Of each picture's embedding from those that the version learned from; null when it takes none. */
  embeddingDistance: Float32Array | null;
}

/** What a prediction measures of its pictures, row-major, with the distance of the embedding as one more column where there is one. */
export function featuresOf({ readable, embeddingDistance }: Pick<Prediction, 'readable' | 'embeddingDistance'>): { features: Float32Array<ArrayBuffer>; featureNames?: string[] } {
  if (!embeddingDistance) return { features: readable };
  const width = READABLE_FEATURES.length;
  const features = new Float32Array(readable.length + embeddingDistance.length);
  embeddingDistance.forEach((distance, row) => {
    features.set(readable.subarray(row * width, (row + 1) * width), row * (width + 1));
    features[row * (width + 1) + width] = distance;
  });
  return { features, featureNames: [...READABLE_FEATURES.map(({ name }) => name), EMBEDDING_DISTANCE] };
}

/** Rows that are predicted together when no backbone is in the way. */
const ROWS = 128;
const PIXEL_ROWS = 32;
/** With the backbone a batch stays small, since the first picture waits for the last. */
const EMBEDDING_ROWS = 16;
/** Pictures of nothing that are predicted one by one, and together, to learn how fast a version is before its first fruit. */
const ALONE_AT_FIRST = 3;
const TOGETHER_AT_FIRST = 8;

/** A model at work: pictures in, probabilities out. Follows the backend when it changes. */
export class Predictor {
  readonly pace = new Pace();
  readonly #head: LinearHead | null;
  readonly #space: EmbeddingSpace | null;
  #network: { generation: number; model: Promise<LayersModel> } | null = null;

  constructor(
    readonly version: number,
    readonly signature: Signature,
    private readonly artifact: NetworkArtifact,
    private readonly compute: Compute,
    private readonly embedder: Pick<Embedder, 'embed' | 'sha256'>,
    embeddingSpace?: string,
  ) {
    this.#space = embeddingSpace !== undefined && signature.blocks.includes('embedding') ? new EmbeddingSpace(embeddingSpace, EMBEDDING_WIDTH) : null;
    this.#head = signature.input === 'features' ? linearHeadOf(artifact) : null;
  }

  /** How many pictures are best predicted together. */
  get batchRows(): number {
    const { input, blocks, inputSize, views } = this.signature;
    if (input === 'pixels') return PIXEL_ROWS;
    return blocks.includes('embedding') ? Math.min(EMBEDDING_ROWS, Backbone.batchSize(views ? VIEW_SIDE : inputSize)) : ROWS;
  }

  /**
   * Predicts one picture of nothing, so that the first real one finds everything loaded. Throws OrchardError
   * `model-incompatible` when the network does not fit its signature or wants another backbone.
   */
  async warmUp(): Promise<void> {
    const { labels, backboneSha256, blocks } = this.signature;
    if (blocks.includes('embedding') && backboneSha256 !== undefined && backboneSha256 !== (await this.embedder.sha256())) {
      throw new OrchardError('model-incompatible', 'trained on another backbone');
    }
    const { scores } = await this.predict([this.#blank()]);
    if (scores.length !== labels.length) throw new OrchardError('model-incompatible', `${scores.length} scores for ${labels.length} labels`);
  }

  /** Learns its pace from pictures of nothing; nobody else should be predicting meanwhile. `nowMs`: real time, ms, fractional. */
  async measure(nowMs: () => number): Promise<void> {
    const together = Math.min(this.batchRows, TOGETHER_AT_FIRST);
    for (const rows of [...Array<number>(ALONE_AT_FIRST).fill(1), together]) {
      const beganMs = nowMs();
      await this.predict(Array<Picture>(rows).fill(this.#blank()));
      if (rows === together) this.pace.tookBeside(rows, nowMs() - beganMs);
      else this.pace.took(rows, nowMs() - beganMs);
    }
  }

  /** What it measures of square pictures of any size. */
  measured(pictures: readonly Picture[]): Measured {
    return new Measured(pictures, this.signature.inputSize, this.embedder);
  }

  /** Predicts square pictures of any size. `measured`: what has been measured of them at this version's size, by whichever version predicts them too. */
  async predict(pictures: readonly Picture[], measured = this.measured(pictures)): Promise<Prediction> {
    const scores = await this.scores(measured, pictures.length);
    if (!this.#space) return { scores, readable: measured.readable, embeddingDistance: null };
    const seen = this.#seen(measured);
    const embedding = await (this.signature.views ? seen.viewed(0) : seen).embedding();
    return { scores, readable: measured.readable, embeddingDistance: this.#space.distances(pictures.map((_, i) => embedding.subarray(i * EMBEDDING_WIDTH, (i + 1) * EMBEDDING_WIDTH))) };
  }

  /** The probabilities alone, pictures × labels, of `count` pictures: asks for no more of what is measured than the network takes. */
  async scores(raw: PictureMeasures, count: number): Promise<Float32Array<ArrayBuffer>> {
    const measured = this.#seen(raw);
    const { inputSize, input, blocks } = this.signature;
    if (input === 'pixels') return await this.#throughNetwork(this.#pixels(measured.shown), [count, inputSize, inputSize, 3]);
    const width = rowWidth(blocks);
    if (this.#head && this.#head.inputs !== width) throw new OrchardError('model-incompatible', `${this.#head.inputs} inputs for ${width} features`);
    const rows = await headRows(this.signature, measured, count);
    if (!this.#head) return await this.#throughNetwork(rows, [count, width]);
    return softmaxRows(linearScores(this.#head, rows, Int32Array.from({ length: count }, (_, i) => i)), this.#head.classes);
  }

  /** What this version looks at of what was measured. */
  #seen(measured: PictureMeasures): PictureMeasures {
    const { levelling } = this.signature;
    return levelling ? measured.levelled(levelling) : measured;
  }

  #blank(): Picture {
    const { inputSize } = this.signature;
    return { width: inputSize, height: inputSize, data: new Uint8ClampedArray(inputSize * inputSize * 4).fill(128) };
  }

  dispose(): void {
    void this.#network?.model.then((model) => model.dispose()).catch(() => {});
    this.#network = null;
  }

  #pixels(shown: readonly Picture[]): Float32Array {
    const { inputSize } = this.signature;
    const stride = inputSize * inputSize * 3;
    const values = new Float32Array(shown.length * stride);
    shown.forEach((picture, i) => writeRgb(resample(picture, inputSize, inputSize).data, values, i * stride));
    return values;
  }

  async #throughNetwork(values: Float32Array, shape: [number, number] | [number, number, number, number]): Promise<Float32Array<ArrayBuffer>> {
    const model = await this.#loaded();
    const scores = tidy(() => {
      const input = shape.length === 2 ? tensor2d(values, shape) : tensor4d(values, shape);
      try {
        return model.predict(input, { batchSize: shape[0] }) as Tensor;
      } catch (error) {
        throw new OrchardError('model-incompatible', error instanceof Error ? error.message : '', { cause: error });
      }
    });
    try {
      return (await scores.data()) as Float32Array<ArrayBuffer>;
    } finally {
      scores.dispose();
    }
  }

  async #loaded(): Promise<LayersModel> {
    const { generation } = this.compute;
    if (this.#network?.generation !== generation) this.#network = { generation, model: loadNetwork(this.artifact) };
    return await this.#network.model;
  }
}
