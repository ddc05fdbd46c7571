import { resample } from '../../src/domain/data/features/resample.ts';
import { EMBEDDING_WIDTH } from '../../src/domain/data/features/blocks.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import { Backbone, fetchBackbone, type BackboneFiles } from './backbone.ts';
import type { Compute } from './compute.ts';
import { writeRgb } from './pixels.ts';

/** The backbone on whatever backend is in use: fetched once, loaded again when the backend changes. */
export class Embedder {
  #baseUrl: string | null = null;
  #files: Promise<BackboneFiles> | null = null;
  #loaded: { generation: number; backbone: Promise<Backbone> } | null = null;
  #rgb = new Float32Array(0);

  constructor(private readonly compute: Compute, private readonly fetchFiles: (baseUrl: string) => Promise<BackboneFiles> = fetchBackbone) {}

  /** Where the page lies. Nothing is fetched yet. */
  locate(baseUrl: string): void {
    if (this.#baseUrl !== baseUrl) this.#files = null;
    this.#baseUrl = baseUrl;
  }

  async sha256(): Promise<string> {
    return (await this.#fetched()).sha256;
  }

  /** Fetches and loads the backbone, so that `embed` finds it there. Throws OrchardError `backbone-missing`. */
  async load(): Promise<void> {
    await this.#backbone();
  }

  /**
   * Embeds up to `Backbone.batchSize(side)` square pictures, scaled to `side` where they differ. Answers one row of 816 a
   * picture. Throws OrchardError `backbone-missing`.
   */
  async embed(pictures: readonly Picture[], side: number): Promise<Float32Array<ArrayBuffer>> {
    if (pictures.length === 0) return new Float32Array(0);
    const backbone = await this.#backbone();
    // Nothing may be awaited from here on: the buffer serves all who embed.
    const stride = side * side * 3;
    const length = pictures.length * stride;
    if (this.#rgb.length < length) this.#rgb = new Float32Array(length);
    pictures.forEach((picture, i) => writeRgb(resample(picture, side, side).data, this.#rgb, i * stride));
    return await backbone.embed(this.#rgb.subarray(0, length), pictures.length, side);
  }

  /** One row of an `embed` answer, with a buffer of its own. */
  static row(rows: Float32Array, i: number): Float32Array<ArrayBuffer> {
    return rows.slice(i * EMBEDDING_WIDTH, (i + 1) * EMBEDDING_WIDTH) as Float32Array<ArrayBuffer>;
  }

  #fetched(): Promise<BackboneFiles> {
    const files = this.#files ??= this.fetchFiles(this.#baseUrl ?? self.location.href);
    // A failed fetch may succeed later.
    files.catch(() => { if (this.#files === files) this.#files = null; });
    return files;
  }

  async #backbone(): Promise<Backbone> {
    const { generation } = this.compute;
    if (this.#loaded?.generation !== generation) {
      const backbone = this.#fetched().then((files) => Backbone.load(files));
      this.#loaded = { generation, backbone };
      backbone.catch(() => { if (this.#loaded?.backbone === backbone) this.#loaded = null; });
    }
    return await this.#loaded.backbone;
  }
}
