import type { Picture } from '../../../domain/common/picture.ts';
import type { Film } from '../../../state/film.ts';
import type { Pictures } from '../../../state/pictures.svelte.ts';
import type { PredictedFruit } from '../../line/predicted-fruit.ts';
import { Latest } from '../shared/latest.ts';

/** Between two looks at what is new, so that a picture can be seen before the next one comes, ms. */
const REST_MS = 250;

/** A judged frame; null in place of a picture that was not kept. */
export interface TapeFrame {
  readonly item: PredictedFruit;
  readonly picture: Picture | null;
}

/** The newest judged frames of a camera line, each with its own verdict: pictures and verdicts change together. */
export class Tape {
  /** Oldest first. */
  frames = $state.raw<readonly TapeFrame[]>([]);

  #drawn = new Map<number, Picture | null>();
  #film: Film | null = null;
  readonly #latest: Latest<{ film: Film; items: readonly PredictedFruit[] }>;

  constructor(pictures: Pick<Pictures, 'keptOfLine'>, sizePx: number, onfail: (error: unknown) => void) {
    this.#latest = new Latest(async ({ film, items }) => {
      if (film !== this.#film) [this.#film, this.#drawn] = [film, new Map()];
      const missing = items.map(({ index }) => index).filter((index) => !this.#drawn.has(index));
      try {
        const drawn = missing.length > 0 ? await pictures.keptOfLine(film, missing, sizePx) : new Map<number, { picture: Picture }>();
        this.#drawn = new Map(items.map(({ index }) => [index, this.#drawn.get(index) ?? drawn.get(index)?.picture ?? null]));
        this.frames = items.map((item) => ({ item, picture: this.#drawn.get(item.index) ?? null }));
      } catch (error) {
        onfail(error);
      }
    }, REST_MS);
  }

  show(film: Film, items: readonly PredictedFruit[]): void {
    this.#latest.ask({ film, items });
  }

  stop(): void {
    this.#latest.stop();
  }
}
