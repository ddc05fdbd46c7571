import { VIEW_SIDE, viewOf } from '../../src/domain/data/augmentation/views.ts';
import { COLOUR_BINS, colourHistogram } from '../../src/domain/data/features/colour-histogram.ts';
import { READABLE_FEATURES, readableFeatures } from '../../src/domain/data/features/readable.ts';
import { levelled, type Levelling } from '../../src/domain/data/features/levelling.ts';
import { referencePicture, shownAt } from '../../src/domain/data/features/resample.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { Embedder } from './embedder.ts';

const READABLE = READABLE_FEATURES.length;

/** Numbers of some pictures, row by row, each computed when it is first asked for. */
export interface PictureMeasures {
  /** The pictures at a version's size. */
  readonly shown: readonly Picture[];
  /** Pictures × READABLE_FEATURES.length. */
  readonly readable: Float32Array<ArrayBuffer>;
  /** Pictures × COLOUR_BINS. */
  readonly colour: Float32Array<ArrayBuffer>;
  /** Pictures × EMBEDDING_WIDTH. */
  embedding(): Promise<Float32Array<ArrayBuffer>>;
  /** The same of the pictures as a levelling version sees them. */
  levelled(levelling: Levelling): PictureMeasures;
  /** The same of a view of each picture (`viewOf`), looked at from `VIEW_SIDE`. */
  viewed(view: number): PictureMeasures;
}

/** What can be measured of some pictures at a version's size, each when it is first asked for: versions of one size that predict the same pictures share it. */
export class Measured implements PictureMeasures {
  readonly #pictures: readonly Picture[];
  readonly #inputSize: number;
  readonly #embedder: Pick<Embedder, 'embed'>;
  #shown: Picture[] | null = null;
  #references: Picture[] | null = null;
  #readable: Float32Array<ArrayBuffer> | null = null;
  #colour: Float32Array<ArrayBuffer> | null = null;
  #embedding: Promise<Float32Array<ArrayBuffer>> | null = null;
  readonly #levelled = new Map<Levelling, Measured>();
  readonly #viewed = new Map<number, Measured>();

  constructor(pictures: readonly Picture[], inputSize: number, embedder: Pick<Embedder, 'embed'>) {
    this.#pictures = pictures;
    this.#inputSize = inputSize;
    this.#embedder = embedder;
  }

  get shown(): readonly Picture[] {
    return (this.#shown ??= this.#pictures.map((picture) => shownAt(picture, this.#inputSize)));
  }

  /** Pictures × READABLE_FEATURES.length. */
  get readable(): Float32Array<ArrayBuffer> {
    return (this.#readable ??= this.#ofEach(READABLE, readableFeatures));
  }

  /** Pictures × COLOUR_BINS. */
  get colour(): Float32Array<ArrayBuffer> {
    return (this.#colour ??= this.#ofEach(COLOUR_BINS, colourHistogram));
  }

  /** Pictures × EMBEDDING_WIDTH. */
  embedding(): Promise<Float32Array<ArrayBuffer>> {
    return (this.#embedding ??= this.#embedder.embed(this.shown, this.#inputSize));
  }

  levelled(levelling: Levelling): Measured {
    let known = this.#levelled.get(levelling);
    if (!known) this.#levelled.set(levelling, known = new Measured(this.shown.map((picture) => levelled(picture, levelling)), this.#inputSize, this.#embedder));
    return known;
  }

  viewed(view: number): Measured {
    let known = this.#viewed.get(view);
    if (!known) this.#viewed.set(view, known = new Measured(this.shown.map((picture) => viewOf(picture, view)), VIEW_SIDE, this.#embedder));
    return known;
  }

  #ofEach(width: number, measure: (picture: Picture, out: Float32Array<ArrayBuffer>) => void): Float32Array<ArrayBuffer> {
    const references = (this.#references ??= this.shown.map(referencePicture));
    const values: Float32Array<ArrayBuffer> = new Float32Array(references.length * width);
    references.forEach((picture, i) => measure(picture, values.subarray(i * width, (i + 1) * width)));
    return values;
  }
}
