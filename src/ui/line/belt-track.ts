import type { PredictedFruit } from './predicted-fruit.ts';

/** What the belt is told, at most ten times a second. */
export interface BeltSnapshot {
  /** Which run of the line it is; another run has other fruit at the same indices. */
  generation: number;
  /** Newest predicted event, −1 before the first. */
  lastIndex: number;
  /** Predicted a second. */
  perSecond: number;
  playing: boolean;
  /** Newest predictions, oldest first. */
  items: readonly PredictedFruit[];
  /** Predictions that end with the newest truth, oldest first. */
  known?: readonly PredictedFruit[];
}

/** One place on the belt. `offset` is in places from the camera; negative is past. */
export interface BeltPlace {
  /** Stays the same while the fruit crosses the screen. */
  place: number;
  offset: number;
  /** Event index; −1 for a place of the sample that nothing has come to yet. */
  index: number;
  item: PredictedFruit | null;
}

/** A fruit counts as under the camera from a little before its place. */
const REACH = 0.05;
/** Above this rate single fruits are a blur, and the belt shows a sample. */
const MOST_SHOWN_PER_SECOND = 30;
/** Fruits a second that a sample shows. */
const SAMPLE_PER_SECOND = 7;
const STRIDES = [1, 2, 5];
/** A position further off than this many fruits is a seek: the belt is set there at once. */
const SEEK_FRUITS = 40;
const KEPT_PLACES = 160;
/** Seconds held back, so that every prediction is there before its fruit reaches the camera. */
const HELD_BACK_S = 0.15;
const LONGEST_FRAME_S = 0.1;

/** `k` of "1 in k shown" at a rate: 1, 2, 5, 10, 20, 50 … */
export function strideFor(perSecond: number): number {
  if (perSecond <= MOST_SHOWN_PER_SECOND) return 1;
  const least = perSecond / (SAMPLE_PER_SECOND + 0.5);
  for (let power = 1; ; power *= 10) for (const step of STRIDES) if (step * power >= least) return step * power;
}

/**
 * Turns states that come ten times a second into a belt that moves at constant speed. Up to 30 fruits a second a place is an
 * event, and the fruit to the right of the camera is still on its way. Above that a place is one of the predictions that came
 * in, the camera runs a little behind, and everything in sight is predicted already.
 */
export class BeltTrack {
  #snapshot: BeltSnapshot = { generation: 0, lastIndex: -1, perSecond: 0, playing: false, items: [] };
  #items = new Map<number, PredictedFruit>();
  #sample: PredictedFruit[] = [];
  /** Beside each place of the sample, a prediction whose truth had just arrived when it came. */
  #settled: (PredictedFruit | null)[] = [];
  /** Places of the sample that have been dropped from the front of `#sample`. */
  #dropped = 0;
  #due = 0;
  /** Places that the camera stays behind while a sample is shown. */
  #heldBack = 2;
  #position = -1;
  #stride = 1;
  #newest = -1;
  #newestKnown = -1;

  /** Place at the camera; whole numbers are fruits exactly under it. */
  get position(): number {
    return this.#position;
  }

  /** One in this many is shown. */
  get stride(): number {
    return this.#stride;
  }

  /** Whether the next frame will differ from this one. */
  get moving(): boolean {
    return this.#snapshot.playing || this.#position < this.#target;
  }

  get #target(): number {
    return this.#stride === 1 ? this.#snapshot.lastIndex : this.#dropped + this.#sample.length - 1;
  }

  /** Takes the newest state of the line. `ahead` is how many places lie to the right of the camera. */
  observe(snapshot: BeltSnapshot, ahead: number): void {
    const other = snapshot.lastIndex < this.#newest || snapshot.generation !== this.#snapshot.generation;
    this.#snapshot = snapshot;
    if (other) this.#forget();
    const stride = snapshot.playing ? strideFor(snapshot.perSecond) : 1;
    const sampled = stride > 1;
    if (sampled !== this.#stride > 1) this.#switch(sampled);
    this.#stride = stride;
    const fresh = snapshot.items.filter(({ index }) => index > this.#newest);
    const known = snapshot.known ?? [];
    for (const item of [...known, ...snapshot.items]) {
      this.#items.delete(item.index);
      this.#items.set(item.index, item);
    }
    if (sampled) this.#take(fresh, known.filter(({ index }) => index > this.#newestKnown), snapshot.lastIndex - this.#newest, ahead);
    this.#newest = Math.max(this.#newest, snapshot.lastIndex);
    this.#newestKnown = Math.max(this.#newestKnown, known.at(-1)?.index ?? -1);
    if (!sampled && Math.abs(snapshot.lastIndex - this.#position) > SEEK_FRUITS) this.#position = snapshot.lastIndex;
    for (const index of this.#items.keys()) {
      if (this.#items.size <= KEPT_PLACES) break;
      this.#items.delete(index);
    }
  }

  /** Moves the belt by a stretch of real time. */
  advance(seconds: number): void {
    const dt = Math.min(seconds, LONGEST_FRAME_S);
    const backlog = this.#target - this.#position;
    if (backlog <= 0) return;
    const { perSecond, playing } = this.#snapshot;
    const speed = this.#stride === 1 ? perSecond : SAMPLE_PER_SECOND;
    const held = this.#stride === 1 ? 0.5 + speed * HELD_BACK_S : this.#heldBack;
    // A gentle pull towards the backlog that is wanted; without it a rate that is a little off would drift for ever.
    const pull = playing ? 1 + Math.max(-0.4, Math.min(1.5, (backlog - held) / (2 * held + 2))) : 1;
    const least = playing ? 0.25 : Math.max(4, backlog * 4);
    this.#position = Math.min(this.#target, this.#position + Math.max(speed * pull, least) * dt);
  }

  /** Puts the camera on the newest prediction at once: for those who asked for less motion. */
  settle(): void {
    this.#position = this.#target;
  }

  /** The prediction under the camera; null before the first. */
  get underCamera(): PredictedFruit | null {
    return this.#at(Math.floor(this.#position + REACH)).item;
  }

  /** Indices of the next events that come under the camera, as far as they are known; up to `count`. */
  coming(count: number): number[] {
    const first = Math.floor(this.#position + REACH) + 1;
    return Array.from({ length: count }, (_, i) => this.#at(first + i).index).filter((index) => index >= 0);
  }

  /** The places whose offsets from the camera lie in `from`..`to`. */
  places(from: number, to: number): BeltPlace[] {
    return this.#between(from, to, (place) => ({ place, ...this.#at(place) }));
  }

  /** The places behind the break: events that many further in the past, or of a sample those whose truth has just arrived. */
  settledPlaces(from: number, to: number, leftOut: number): BeltPlace[] {
    if (this.#stride === 1) return this.#between(from, to, (place) => ({ place: place - leftOut, ...this.#at(place - leftOut) }));
    return this.#between(from, to, (place) => {
      const item = this.#settled[place - this.#dropped] ?? null;
      return { place, index: item?.index ?? -1, item };
    });
  }

  #between(from: number, to: number, at: (place: number) => Omit<BeltPlace, 'offset'>): BeltPlace[] {
    const places: BeltPlace[] = [];
    for (let place = Math.ceil(this.#position + from); place <= Math.floor(this.#position + to); place++) places.push({ ...at(place), offset: place - this.#position });
    return places;
  }

  #at(place: number): { index: number; item: PredictedFruit | null } {
    if (this.#stride === 1) return { index: place, item: this.#items.get(place) ?? null };
    const sampled = this.#sample[place - this.#dropped];
    return { index: sampled?.index ?? -1, item: sampled ? (this.#items.get(sampled.index) ?? sampled) : null };
  }

  #take(fresh: readonly PredictedFruit[], known: readonly PredictedFruit[], arrived: number, ahead: number): void {
    this.#heldBack = Math.max(2, ahead);
    this.#due += arrived / this.#stride;
    const wanted = Math.min(fresh.length, Math.floor(this.#due));
    const pick = (from: readonly PredictedFruit[], i: number) => from[Math.floor(((i + 0.5) * from.length) / wanted)];
    for (let i = 0; i < wanted; i++) {
      this.#sample.push(pick(fresh, i)!);
      this.#settled.push(pick(known, i) ?? null);
    }
    this.#due = Math.min(this.#due - wanted, 1);
    const surplus = this.#sample.length - KEPT_PLACES;
    if (surplus > 0) {
      this.#sample.splice(0, surplus);
      this.#settled.splice(0, surplus);
      this.#dropped += surplus;
    }
  }

  /** Between events and sample the places are renumbered so that what is in sight stays in sight. */
  #switch(sampled: boolean): void {
    if (sampled) {
      const seen = [...this.#items.values()].filter(({ index }) => index <= this.#position).sort((a, b) => a.index - b.index);
      this.#sample = seen.slice(-40);
      const known = seen.filter(({ right }) => right !== null);
      this.#settled = this.#sample.map((_, i) => known[known.length - this.#sample.length + i] ?? null);
      this.#dropped = 0;
      this.#position = this.#sample.length - 1;
      this.#due = 0;
    } else {
      this.#position = this.#snapshot.lastIndex;
      this.#sample = [];
      this.#settled = [];
    }
  }

  #forget(): void {
    this.#items.clear();
    this.#sample = [];
    this.#settled = [];
    this.#dropped = 0;
    this.#newest = -1;
    this.#newestKnown = -1;
    this.#position = this.#stride === 1 ? this.#snapshot.lastIndex : -1;
  }
}
