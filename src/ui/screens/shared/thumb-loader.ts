/** Where thumbnails come from: object URLs by picture id, without those that are not stored yet. */
interface ThumbSource {
  thumbnails(ids: readonly string[]): Promise<Map<string, string>>;
}

/** A picture that has just arrived is written within this time or it is not there at all. */
const RETRIES_MS = [150, 400, 1200];

/** Gathers the thumbnails that many tiles ask for at once into one read. */
export class ThumbLoader {
  readonly #source: ThumbSource;
  #wanted = new Map<string, ((url: string | null) => void)[]>();

  constructor(source: ThumbSource) {
    this.#source = source;
  }

  /** The URL of a picture's thumbnail; null when it has none. */
  async get(id: string): Promise<string | null> {
    for (const restMs of [0, ...RETRIES_MS]) {
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
      const url = await this.#ask(id);
      if (url !== null) return url;
    }
    return null;
  }

  #ask(id: string): Promise<string | null> {
    return new Promise((resolve) => {
      if (this.#wanted.size === 0) queueMicrotask(() => void this.#read());
      this.#wanted.set(id, [...(this.#wanted.get(id) ?? []), resolve]);
    });
  }

  async #read(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = new Map();
    const found = await this.#source.thumbnails([...wanted.keys()]).catch(() => new Map<string, string>());
    for (const [id, waiting] of wanted) for (const resolve of waiting) resolve(found.get(id) ?? null);
  }
}
