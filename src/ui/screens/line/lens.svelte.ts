import type { Picture } from '../../../domain/picture.ts';
import type { FruitEvent } from '../../../domain/stream/event.ts';
import type { Film } from '../../../state/film.ts';
import type { Line } from '../../../state/line.svelte.ts';
import type { Pictures } from '../../../state/pictures.svelte.ts';
import { Latest } from '../shared/latest.ts';

/** Photographs drawn a second at most. */
const REST_MS = 100;
/** A line faster than this many fruits a second is sampled, so that a photograph can be looked at. */
const MOST_FOLLOWED = 10;
const SAMPLE_MS = 450;

/** A verdict as it comes with a snapshot. */
type BeltItem = NonNullable<Line['snapshot']>['belt'][number];

/** What the camera saw and what the model said of it. */
export interface Seen {
  picture: Picture;
  event: FruitEvent;
  /** Null for a fruit that nobody has judged. */
  item: BeltItem | null;
}

interface Wish {
  film: Film;
  index: number;
  item: BeltItem | null;
}

/** The photograph on the Line screen: the very event, together with its own verdict, however fast the line is. */
export class Lens {
  seen = $state.raw<Seen | null>(null);

  readonly #latest: Latest<Wish>;
  #askedMs = -Infinity;
  #asked = '';
  #film: Film | null = null;

  constructor(pictures: Pictures, sizePx: number) {
    this.#latest = new Latest(async ({ film, index, item }) => {
      const drawn = await pictures.ofLine(film, [index], sizePx).catch(() => []);
      if (drawn[0]) this.seen = { ...drawn[0], item };
    }, REST_MS);
  }

  /** Points the lens at an event. `perSecond` is the pace of the line, 0 when it stands. */
  look(wish: Wish, perSecond: number, nowMs: number): void {
    const key = `${wish.index}/${wish.item?.version}/${wish.item?.right}`;
    if ((key === this.#asked && wish.film === this.#film) || (perSecond > MOST_FOLLOWED && nowMs - this.#askedMs < SAMPLE_MS)) return;
    this.#asked = key;
    this.#film = wish.film;
    this.#askedMs = nowMs;
    this.#latest.ask(wish);
  }

  stop(): void {
    this.#latest.stop();
  }
}
