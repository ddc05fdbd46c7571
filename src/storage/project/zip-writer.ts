import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** Bytes that are gathered on the heap before they become part of a Blob, which may leave it. */
const PART_BYTES = 4_194_304;
/** Zip has years from 1980 to 2099 in local time, whatever the clock of a machine says. */
const [EARLIEST_MS, LATEST_MS] = [Date.UTC(1981), Date.UTC(2099)];

/** Writes a zip file by file; at no time is the whole of it on the heap. */
export class ZipWriter {
  readonly #zip: Zip;
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #chunkBytes = 0;
  #parts: Blob[] = [];
  #error: Error | null = null;

  constructor() {
    this.#zip = new Zip((error, chunk) => {
      if (error) {
        this.#error = error;
        return;
      }
      this.#chunks.push(chunk);
      this.#chunkBytes += chunk.length;
      if (this.#chunkBytes >= PART_BYTES) this.#gather();
    });
  }

  /** `deflate` text; pictures, weights and numbers hardly shrink. */
  add(name: string, bytes: Uint8Array, { deflate = false } = {}): void {
    const entry = deflate ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    entry.mtime = Math.min(LATEST_MS, Math.max(EARLIEST_MS, Date.now()));
    this.#zip.add(entry);
    entry.push(bytes, true);
    if (this.#error) throw this.#error;
  }

  finish(): Blob {
    this.#zip.end();
    if (this.#error) throw this.#error;
    this.#gather();
    return new Blob(this.#parts, { type: 'application/zip' });
  }

  #gather(): void {
    this.#parts.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#chunkBytes = 0;
  }
}
