import type { Fruit } from '../../domain/world/orchard/fruit.ts';
import { CLEAR, type Seeing } from '../../domain/world/orchard/seeing.ts';
import type { Species } from '../../domain/world/orchard/world.ts';
import type { PhotoRef } from '../../domain/world/stream/photo-event.ts';
import type { Picture } from '../../domain/common/picture.ts';

/** What decides a sprite; it never changes. `index` picks one of a few variants, so that neighbours differ. */
interface FruitWish {
  readonly species: Species;
  readonly cultivar: string;
  /** The ripeness that the skin shows, 0..1. */
  readonly look: number;
  readonly index: number;
  /** All clear without it. */
  readonly seeing?: Seeing;
}

/** A photograph, as the event of that index shows it. */
interface PhotoWish {
  readonly photo: PhotoRef;
  readonly index: number;
  readonly seeing?: Seeing;
}

export type SpriteWish = FruitWish | PhotoWish;

export type SpriteImage = ImageBitmap | HTMLCanvasElement | OffscreenCanvas;

interface SpriteCacheOptions {
  /** Draws fruit on a transparent ground, each as a camera of its seeing takes it, in a worker. */
  draw: (fruits: Fruit[], sizePx: number, seeings: Seeing[]) => Promise<Picture[]>;
  /** Has events of the line photographed again. */
  drawPhotos?: (indices: number[], sizePx: number) => Promise<Picture[]>;
  /** Side of a sprite in device pixels. */
  sizePx: number;
  /** Called when sprites have arrived. */
  onready?: () => void;
  toImage?: (picture: Picture) => Promise<SpriteImage>;
}

const RIPENESS_BUCKETS = 16;
const VARIANTS = 4;
/** Steps in which seeing is told apart: coarse, so that a world in motion does not have every fruit drawn anew. */
const STEPS: Readonly<Record<keyof Seeing, number>> = { exposure: 0.25, warmth: 0.25, blur: 0.5, dust: 0.125, noise: 0.045, dead: 0.03 };
const MOST_SPRITES = 300;
const MOST_IN_A_BATCH = 16;
/** What was wished for longer ago has rolled off the belt. */
const MOST_WANTED = 64;
const RETRY_MS = 2000;

/** Sprites by species, cultivar, ripeness and variant; drawn once, in batches, and kept while they are used. */
export class SpriteCache {
  #options: SpriteCacheOptions;
  #images = new Map<string, SpriteImage>();
  /** A belt wishes for the same at every frame. */
  readonly #keys = new WeakMap<SpriteWish, string>();
  #wanted = new Map<string, SpriteWish>();
  #drawing = new Set<string>();
  #scheduled = false;
  #restUntilMs = 0;
  #disposed = false;

  constructor(options: SpriteCacheOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#images.size;
  }

  /** The sprite, or null while it is being drawn. */
  get(wish: SpriteWish): SpriteImage | null {
    const key = this.#keyOf(wish);
    const image = this.#images.get(key);
    if (image) {
      this.#images.delete(key);
      this.#images.set(key, image);
      return image;
    }
    if (!this.#drawing.has(key)) {
      this.#wish(key, wish);
    }
    return null;
  }

  /** Frees every image. */
  dispose(): void {
    this.#disposed = true;
    for (const image of this.#images.values()) close(image);
    this.#images.clear();
  }

  #keyOf(wish: SpriteWish): string {
    let key = this.#keys.get(wish);
    if (key === undefined) this.#keys.set(wish, key = keyOf(wish));
    return key;
  }

  #wish(key: string, wish: SpriteWish): void {
    this.#wanted.delete(key);
    this.#wanted.set(key, wish);
    for (const oldest of this.#wanted.keys()) {
      if (this.#wanted.size <= MOST_WANTED) break;
      this.#wanted.delete(oldest);
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#drawing.size > 0 || this.#wanted.size === 0 || this.#disposed || performance.now() < this.#restUntilMs) return;
    // The latest wishes are on the belt now; what is older may have rolled away.
    const batch = [...this.#wanted].slice(-MOST_IN_A_BATCH);
    for (const [key] of batch) {
      this.#wanted.delete(key);
      this.#drawing.add(key);
    }
    try {
      const pictures = await this.#pictures(batch.map(([, wish]) => wish));
      const images = await Promise.all(pictures.map(this.#options.toImage ?? imageOf));
      images.forEach((image, i) => this.#keep(batch[i]![0], image));
      this.#options.onready?.();
    } catch {
      // Without its sprite a fruit is shown as an outline; the wish comes again with the next frame.
      this.#wanted.clear();
      this.#restUntilMs = performance.now() + RETRY_MS;
    } finally {
      for (const [key] of batch) this.#drawing.delete(key);
    }
    void this.#drain();
  }

  async #pictures(wishes: readonly SpriteWish[]): Promise<Picture[]> {
    const { draw, drawPhotos, sizePx } = this.#options;
    const [fruits, photos] = [wishes.filter(isFruit), wishes.filter((wish) => !isFruit(wish))];
    const [drawn, taken] = await Promise.all([
      fruits.length === 0 ? [] : draw(fruits.map(fruitOf), sizePx, fruits.map(seeingOf)),
      photos.length === 0 || !drawPhotos ? [] : drawPhotos(photos.map(({ index }) => index), sizePx),
    ]);
    const [nextFruit, nextPhoto] = [drawn.values(), taken.values()];
    return wishes.flatMap((wish) => (isFruit(wish) ? nextFruit : nextPhoto).next().value ?? []);
  }

  #keep(key: string, image: SpriteImage): void {
    if (this.#disposed) return close(image);
    this.#images.set(key, image);
    for (const [oldest, old] of this.#images) {
      if (this.#images.size <= MOST_SPRITES) break;
      this.#images.delete(oldest);
      close(old);
    }
  }
}

const isFruit = (wish: SpriteWish): wish is FruitWish => 'species' in wish;
const bucketOf = ({ look }: FruitWish): number => Math.min(RIPENESS_BUCKETS - 1, Math.max(0, Math.floor(look * RIPENESS_BUCKETS)));
const variantOf = ({ index }: FruitWish): number => ((index % VARIANTS) + VARIANTS) % VARIANTS;
const PARTS = Object.keys(STEPS) as (keyof Seeing)[];
const stepsOf = ({ seeing = CLEAR }: SpriteWish): number[] => PARTS.map((part) => Math.round(seeing[part] / STEPS[part]) || 0);
const seeingOf = (wish: SpriteWish): Seeing => ({ ...CLEAR, ...Object.fromEntries(stepsOf(wish).map((step, i) => [PARTS[i]!, step * STEPS[PARTS[i]!]])) });

function keyOf(wish: SpriteWish): string {
  if (!isFruit(wish)) return `photo/${wish.photo.set}/${wish.photo.position}/${stepsOf(wish).join('/')}`;
  return `${wish.species}/${wish.cultivar}/${bucketOf(wish)}/${variantOf(wish)}/${stepsOf(wish).join('/')}`;
}

/** The fruit that stands for all wishes of its key. */
function fruitOf(wish: FruitWish): Fruit {
  const variant = variantOf(wish);
  const ripeness = (bucketOf(wish) + 0.5) / RIPENESS_BUCKETS;
  return {
    species: wish.species, cultivar: wish.cultivar, ripeness, look: ripeness, waxed: false, scale: 0.4, dx: 0, dy: 0, turn: (variant - 1.5) * 0.06,
    skinSeed: 20260301 + variant * 7919, bruise: 0, hasLeaf: variant === 2, occlusion: 0,
  };
}

async function imageOf({ data, width, height }: Picture): Promise<SpriteImage> {
  return createImageBitmap(new ImageData(data, width, height));
}

function close(image: SpriteImage): void {
  if ('close' in image) image.close();
}
