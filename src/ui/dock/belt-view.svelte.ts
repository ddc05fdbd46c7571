import { truthKind } from '../../domain/monitoring/truth.ts';
import { CULTIVAR_IDS } from '../../domain/orchard/catalogue.ts';
import { SPECIES } from '../../domain/orchard/world.ts';
import type { App } from '../../state/app.svelte.ts';
import type { BeltSources } from '../line/belt-engine.ts';
import type { JudgedFruit, UpcomingFruit } from '../line/judged-fruit.ts';
import { SpriteCache, type SpriteImage } from '../line/sprite-cache.ts';

/** Fruits right of the camera that are known ahead. */
const UPCOMING = 16;
/** Side of a sprite in device pixels: sharp on the big belt of a dense screen. */
const SPRITE_PX = 192;
/** Verdicts that are remembered for the belt behind the break. */
const MOST_REMEMBERED = 600;

/** What belts draw from: sprites, label names, verdicts of the live line, and the fruit on its way. */
export class BeltView implements BeltSources {
  /** Grows whenever sprites arrive. */
  spritesDrawn = $state(0);

  readonly #app: App;
  readonly #sprites: SpriteCache;
  #ahead: { from: number; fruits: UpcomingFruit[]; scenario: unknown } = { from: -1, fruits: [], scenario: null };

  readonly #judged = new Map<number, JudgedFruit>();
  readonly #right = new Map<number, boolean>();
  #epoch = -1;

  items: readonly JudgedFruit[] = $derived.by(() => this.#remember(this.#app.line.belt));
  /** Where the belts stand: with the line, or still at the moment that is looked at. */
  moment = $derived.by(() => {
    const { looking, now, playing, snapshot, status } = this.#app.line;
    return looking === null
      ? { lastIndex: now - 1, perSecond: snapshot?.throughput ?? 0, playing, epoch: status?.epoch ?? 0 }
      : { lastIndex: this.items.at(-1)?.index ?? looking, perSecond: 0, playing: false, epoch: -1 };
  });
  upcoming: readonly UpcomingFruit[] = $derived.by(() => this.#lookAhead(this.moment.lastIndex + 1));

  constructor(app: App) {
    this.#app = app;
    this.#sprites = new SpriteCache({
      draw: (fruits, sizePx) => app.pictures.sprites(fruits, sizePx),
      sizePx: SPRITE_PX,
      onready: () => { this.spritesDrawn += 1; },
    });
  }

  readonly sprite = (fruit: JudgedFruit | UpcomingFruit): SpriteImage | null => {
    if ('fruit' in fruit) {
      const { species, cultivar, look } = fruit.fruit;
      return this.#sprites.get({ species, cultivar, look, index: fruit.index });
    }
    const species = SPECIES[fruit.species] ?? 'apple';
    const cultivar = CULTIVAR_IDS[species][fruit.cultivar] ?? CULTIVAR_IDS[species][0]!;
    return this.#sprites.get({ species, cultivar, look: fruit.ripeness, index: fruit.index });
  };

  readonly labelsOf = (version: number): readonly string[] => {
    const found = this.#app.registry.models.find(({ number }) => number === version);
    return found?.signature.labels ?? [];
  };

  /** Whether a verdict was right, once its truth has arrived; null before, and for labels that the orchard has no truth for. */
  readonly rightOf = (item: JudgedFruit): boolean | null => {
    const { line } = this.#app;
    if (item.right !== null) return item.right;
    if (item.index + line.scenario.labelDelay >= line.now) return null;
    const known = this.#right.get(item.index);
    if (known !== undefined) return known;
    const labels = this.labelsOf(item.version);
    const kind = truthKind(labels);
    if (kind === 'none') return null;
    const event = line.film.eventAt(item.index);
    const truth = kind === 'ripeness' ? event.reportedTruth : event.fruit.species;
    const right = labels[item.predicted]?.trim().toLowerCase() === truth;
    this.#right.set(item.index, right);
    return right;
  };

  /** A verdict that has rolled on, while it is remembered. */
  readonly itemAt = (index: number): JudgedFruit | null => this.#judged.get(index) ?? null;

  dispose(): void {
    this.#sprites.dispose();
  }

  #remember(items: readonly JudgedFruit[]): readonly JudgedFruit[] {
    const epoch = this.#app.line.snapshot?.epoch ?? -1;
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#judged.clear();
      this.#right.clear();
    }
    for (const item of items) this.#judged.set(item.index, item);
    forgetOldest(this.#judged);
    forgetOldest(this.#right);
    return items;
  }

  /** Events after `now`, made ahead and reused while the line moves within them. */
  #lookAhead(now: number): readonly UpcomingFruit[] {
    const { scenario, film } = this.#app.line;
    const length = scenario.length;
    if (this.#ahead.scenario !== scenario || now < this.#ahead.from || now >= this.#ahead.from + UPCOMING) {
      const fruits = Array.from({ length: Math.max(0, Math.min(2 * UPCOMING, length - now)) }, (_, i) => {
        const index = now + i;
        return { index, fruit: film.eventAt(index).fruit };
      });
      this.#ahead = { from: now, fruits, scenario };
    }
    return this.#ahead.fruits.filter(({ index }) => index >= now);
  }
}

function forgetOldest(map: Map<number, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= MOST_REMEMBERED) return;
    map.delete(key);
  }
}
