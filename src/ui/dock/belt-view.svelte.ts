import type { Seeing } from '../../domain/world/orchard/seeing.ts';
import type { Picture } from '../../domain/common/picture.ts';
import { isPhoto } from '../../domain/world/stream/event.ts';
import { SUPPLIERS } from '../../domain/world/suppliers/suppliers.ts';
import type { App } from '../../app/app.svelte.ts';
import type { Frame } from '../../state/film.ts';
import type { BeltSources } from '../line/belt-engine.ts';
import type { PredictedFruit, UpcomingFruit } from '../line/predicted-fruit.ts';
import { SpriteCache, type SpriteImage, type SpriteWish } from '../line/sprite-cache.ts';

/** Fruits right of the camera that are known ahead. */
const UPCOMING = 16;
/** Side of a sprite in device pixels: sharp on the big belt of a dense screen. */
const SPRITE_PX = 192;
/** Events whose frame is remembered. */
const MOST_FRAMES = 200;

/** What belts draw from: the log's rows of the live line, sprites as the camera of each event takes them, label names, and the fruit on its way. */
export class BeltView implements BeltSources {
  /** Grows whenever sprites arrive. */
  spritesDrawn = $state(0);

  readonly #app: App;
  readonly #sprites: SpriteCache;
  #ahead: { from: number; fruits: UpcomingFruit[]; scenario: unknown } = { from: -1, fruits: [], scenario: null };
  /** By the fruit, which is asked for at every frame. */
  readonly #wishes = new WeakMap<PredictedFruit | UpcomingFruit, { frame: Frame; wish: SpriteWish }>();
  #frames: { film: unknown; of: Map<number, Frame> } = { film: null, of: new Map() };

  items: readonly PredictedFruit[] = $derived.by(() => this.#app.line.belt);
  /** Rows that end with the newest truth; of a moment that is looked at, its own rows tell their truths. */
  known: readonly PredictedFruit[] = $derived.by(() => (this.#app.line.looking === null ? (this.#app.line.snapshot?.known ?? []) : []));
  /** Events between a prediction and its truth on this belt. */
  labelDelay = $derived.by(() => (this.#app.line.looking === null ? this.#app.line.scenario.labelDelay : 0));
  /** Events that the newest truth lies behind the camera: fewer than the delay while a longer one has yet to bring its first. */
  lag = $derived.by(() => (this.#app.line.looking === null ? this.#app.line.now - this.#app.line.knownTo : 0));
  /** Where the belts stand: with the line, or still at the moment that is looked at. */
  moment = $derived.by(() => {
    const { looking, now, playing, snapshot, status } = this.#app.line;
    return looking === null
      ? { lastIndex: now - 1, perSecond: snapshot?.throughput ?? 0, playing, generation: status?.generation ?? 0 }
      : { lastIndex: this.items.at(-1)?.index ?? looking, perSecond: 0, playing: false, generation: -1 };
  });
  upcoming: readonly UpcomingFruit[] = $derived.by(() => this.#lookAhead(this.moment.lastIndex + 1));

  constructor(app: App) {
    this.#app = app;
    this.#sprites = new SpriteCache({
      draw: (fruits, sizePx, seeings) => app.pictures.sprites(fruits, sizePx, seeings),
      drawPhotos: (indices, sizePx) => this.#photographs(indices, sizePx),
      sizePx: SPRITE_PX,
      onready: () => { this.spritesDrawn += 1; },
    });
  }

  /** What is predicted is shown as the camera has it, what is on its way as it lies there. */
  readonly sprite = (fruit: PredictedFruit | UpcomingFruit): SpriteImage | null => {
    const frame = this.#frameOf(fruit.index);
    let known = this.#wishes.get(fruit);
    if (known?.frame !== frame) this.#wishes.set(fruit, known = { frame, wish: wishOf(fruit, frame) });
    return this.#sprites.get(known.wish);
  };

  /** What of an event's world its photograph shows. */
  readonly seeingOf = (index: number): Seeing => this.#frameOf(index).seeing;

  readonly frozenOf = (index: number): number | null => {
    const { of } = this.#frameOf(index);
    return of === index ? null : of;
  };

  readonly labelsOf = (version: number): readonly string[] => {
    const found = this.#app.registry.models.find(({ number }) => number === version);
    return found?.signature.labels ?? [];
  };

  dispose(): void {
    this.#sprites.dispose();
  }

  /** Photographs as they lie on the belt: prints, with a margin about them. */
  async #photographs(indices: readonly number[], sizePx: number): Promise<Picture[]> {
    const { printsOf } = await import('../line/photo-print.ts');
    const { line, pictures } = this.#app;
    return printsOf(indices, (sidePx) => pictures.keptOfLine(line.film, indices, sidePx), sizePx);
  }

  #frameOf(index: number): Frame {
    const { film } = this.#app.line;
    if (this.#frames.film !== film || this.#frames.of.size > MOST_FRAMES) this.#frames = { film, of: new Map() };
    const known = this.#frames.of.get(index);
    if (known) return known;
    const frame = film.frameAt(index);
    this.#frames.of.set(index, frame);
    return frame;
  }

  /** Events after `now`, made ahead and reused while the line moves within them. */
  #lookAhead(now: number): readonly UpcomingFruit[] {
    const { scenario, film } = this.#app.line;
    // What a camera will see nobody knows.
    if (this.#app.line.onCamera) return [];
    const length = scenario.length;
    if (this.#ahead.scenario !== scenario || now < this.#ahead.from || now >= this.#ahead.from + UPCOMING) {
      const fruits = Array.from({ length: Math.max(0, Math.min(2 * UPCOMING, length - now)) }, (_, i) => {
        const index = now + i;
        const event = film.eventAt(index);
        return isPhoto(event) ? { index } : { index, fruit: event.fruit, supplier: SUPPLIERS.indexOf(event.supplier) };
      });
      this.#ahead = { from: now, fruits, scenario };
    }
    return this.#ahead.fruits.filter(({ index }) => index >= now);
  }
}

function wishOf(shown: PredictedFruit | UpcomingFruit, { of, fruit, photo, seeing }: Frame): SpriteWish {
  if (photo) return { photo, index: of, seeing };
  const onItsWay = 'fruit' in shown ? shown.fruit : undefined;
  const { species, cultivar, look } = onItsWay ?? fruit;
  return { species, cultivar, look, index: onItsWay ? shown.index : of, seeing };
}
