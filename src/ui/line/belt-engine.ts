import type { Seeing } from '../../domain/world/orchard/seeing.ts';
import { BeltTrack } from './belt-track.ts';
import type { BeltSnapshot } from './belt-track.ts';
import { CanvasStage, prefersStillness } from './canvas-stage.ts';
import type { Frame } from './canvas-stage.ts';
import type { PredictedFruit, UpcomingFruit } from './predicted-fruit.ts';
import { TRUTH_FADE_MS } from './paint-prediction.ts';
import type { SpriteImage } from './sprite-cache.ts';

/** Where a belt gets what it shows. */
export interface BeltSources {
  /** The sprite of a fruit; null while it is being drawn. */
  sprite: (fruit: PredictedFruit | UpcomingFruit) => SpriteImage | null;
  labelsOf: (version: number) => readonly string[];
  /** What of its world an event is seen in; all clear without it. */
  seeingOf?: (index: number) => Seeing;
  /** The earlier event whose frame the camera still showed; null where it took its own. */
  frozenOf?: (index: number) => number | null;
}

/** Whether an event was predicted by the frame of an earlier one. */
export const isFrozen = ({ frozenOf }: Pick<BeltSources, 'frozenOf'>, index: number): boolean => (frozenOf?.(index) ?? null) !== null;

const MOST_REMEMBERED_FADES = 400;

/** What both belts share: the track, the frames, the colours, and truths that fade in. */
export class BeltEngine {
  readonly track: BeltTrack;
  #stage: CanvasStage;
  #knownSinceMs = new Map<number, number>();
  #fading = false;
  #still: boolean;
  #upcoming = new Map<number, UpcomingFruit>();

  constructor(canvas: HTMLCanvasElement, paint: (frame: Frame, engine: BeltEngine) => void) {
    this.track = new BeltTrack();
    this.#still = prefersStillness();
    this.#stage = new CanvasStage(canvas, (frame) => {
      this.#fading = false;
      if (!this.#still) this.track.advance(frame.seconds);
      paint(frame, this);
      return this.#fading || (!this.#still && this.track.moving);
    });
  }

  get width(): number {
    return this.#stage.width;
  }

  /** Takes the newest state of the line and the fruit to come. `ahead` is how many places lie to the right of the camera. */
  observe(snapshot: BeltSnapshot, upcoming: readonly UpcomingFruit[], ahead: number): void {
    this.track.observe(snapshot, ahead);
    this.#upcoming = new Map(upcoming.map((fruit) => [fruit.index, fruit]));
    this.#still = prefersStillness();
    if (this.#still) this.track.settle();
    this.repaint();
  }

  upcomingAt(index: number): UpcomingFruit | null {
    return this.#upcoming.get(index) ?? null;
  }

  repaint(): void {
    this.#stage.request();
  }

  /** The event that the camera stands over, or the last before it. */
  get index(): number {
    return this.track.underCamera?.index ?? 0;
  }

  /** How far the truth of an event has faded in, 0..1. Truths that were known when the fruit came into sight do not fade. */
  fade(index: number, right: boolean | null, nowMs: number): number {
    if (right === null) {
      this.#knownSinceMs.set(index, Infinity);
      for (const oldest of this.#knownSinceMs.keys()) {
        if (this.#knownSinceMs.size <= MOST_REMEMBERED_FADES) break;
        this.#knownSinceMs.delete(oldest);
      }
      return 0;
    }
    const since = this.#knownSinceMs.get(index);
    if (since === undefined || this.#still) return 1;
    if (since === Infinity) this.#knownSinceMs.set(index, nowMs);
    const share = since === Infinity ? 0 : (nowMs - since) / TRUTH_FADE_MS;
    if (share < 1) this.#fading = true;
    return Math.min(share, 1);
  }

  dispose(): void {
    this.#stage.dispose();
  }
}
