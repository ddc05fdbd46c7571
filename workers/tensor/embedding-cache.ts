import { sha256 } from '../../src/domain/common/sha256.ts';
import { EMBEDDING_WIDTH } from '../../src/domain/data/features/blocks.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import { Embedder } from './embedder.ts';

/** Embeddings that are kept, 3.2 kB each. */
const MOST_KEPT = 2048;

/** An embedder that computes each picture once: versions that look at pictures of one size share what they see. */
export class EmbeddingCache {
  readonly #embedder: Pick<Embedder, 'embed' | 'sha256'>;
  /** By side and content; insertion order is order of use. */
  readonly #kept = new Map<string, Float32Array<ArrayBuffer>>();

  constructor(embedder: Pick<Embedder, 'embed' | 'sha256'>) {
    this.#embedder = embedder;
  }

  sha256(): Promise<string> {
    return this.#embedder.sha256();
  }

  /** As `Embedder.embed`. */
  async embed(pictures: readonly Picture[], side: number): Promise<Float32Array<ArrayBuffer>> {
    const keys = await Promise.all(pictures.map(async ({ width, data }) => `${side}/${width}/${await sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), (globalThis.crypto as Crypto | undefined)?.subtle)}`));
    const found = new Map(keys.map((key) => [key, this.#kept.get(key)]));
    const lacking = [...new Set(keys)].filter((key) => found.get(key) === undefined);
    const rows = await this.#embedder.embed(lacking.map((key) => pictures[keys.indexOf(key)]!), side);
    lacking.forEach((key, i) => found.set(key, Embedder.row(rows, i)));
    for (const [key, row] of found) {
      this.#kept.delete(key);
      this.#kept.set(key, row!);
    }
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(key);
    }
    const all = new Float32Array(pictures.length * EMBEDDING_WIDTH);
    keys.forEach((key, i) => all.set(found.get(key)!, i * EMBEDDING_WIDTH));
    return all;
  }
}
