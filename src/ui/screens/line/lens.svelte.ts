import type { Picture } from '../../../domain/common/picture.ts';
import type { LineEvent } from '../../../domain/world/stream/line-event.ts';
import type { Film } from '../../../state/film.ts';
import type { DrawnEvent, Pictures } from '../../../state/pictures.svelte.ts';
import type { PredictedFruit } from '../../line/predicted-fruit.ts';
import { Latest } from '../shared/latest.ts';

const MOST_DRAWN = 24;

/** What the camera saw and what the model said of it. */
export interface Seen {
  picture: Picture;
  event: LineEvent;
  /** Null for a fruit that nobody has predicted. */
  item: PredictedFruit | null;
}

interface Wish {
  film: Film;
  index: number;
  item: PredictedFruit | null;
  /** What comes under the camera next, to be drawn ahead. */
  coming?: readonly number[];
}

/** The photograph on the Line screen: of the fruit under the belt's camera, together with its own prediction. */
export class Lens {
  seen = $state.raw<Seen | null>(null);

  readonly #latest: Latest<readonly number[]>;
  #drawn = new Map<number, DrawnEvent>();
  #wish: Wish | null = null;

  constructor(pictures: Pick<Pictures, 'keptOfLine'>, sizePx: number) {
    this.#latest = new Latest(async (indices) => {
      const film = this.#wish?.film;
      const missing = indices.filter((index) => !this.#drawn.has(index));
      if (!film || missing.length === 0) return;
      const drawn = await pictures.keptOfLine(film, missing, sizePx).catch(() => new Map<number, DrawnEvent>());
      if (film !== this.#wish?.film) return;
      for (const [index, each] of drawn) this.#drawn.set(index, each);
      for (const index of this.#drawn.keys()) {
        if (this.#drawn.size <= MOST_DRAWN) break;
        this.#drawn.delete(index);
      }
      this.#show();
    });
  }

  /** Points the lens at an event. Picture and prediction change together, as soon as the picture is drawn. */
  look(wish: Wish): void {
    if (this.#wish?.film !== wish.film) this.#drawn.clear();
    this.#wish = wish;
    this.#show();
    this.#latest.ask([wish.index, ...(wish.coming ?? [])]);
  }

  stop(): void {
    this.#latest.stop();
  }

  #show(): void {
    const drawn = this.#drawn.get(this.#wish!.index);
    if (drawn) this.seen = { picture: drawn.picture, event: drawn.event, item: this.#wish!.item };
  }
}
