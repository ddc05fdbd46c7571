import { scenarioAt } from '../domain/world/drift/revisions.ts';
import type { Revision, Scenario } from '../domain/world/drift/scenario.ts';
import { worldAt } from '../domain/world/drift/world-at.ts';
import type { Fruit } from '../domain/world/orchard/fruit.ts';
import { labelsOfSource } from '../domain/world/photos/source.ts';
import { seeingOf, type Seeing } from '../domain/world/orchard/seeing.ts';
import { concealedEvent } from '../domain/world/share/seal.ts';
import { isPhoto, type LineEvent } from '../domain/world/stream/event.ts';
import { eventAt } from '../domain/world/stream/event-at.ts';
import type { PhotoRef } from '../domain/world/stream/photo-event.ts';

/** The photograph of an event: the event that it shows, which is an earlier one while the camera's frame is frozen, its fruit or which photograph it is, and the light, lens and sensor that it was taken in. */
export type Frame = {
  readonly of: number;
  readonly seeing: Seeing;
} & ({ readonly fruit: Fruit; readonly photo?: undefined } | { readonly photo: PhotoRef; readonly fruit?: undefined });

/** An event of a scenario. */
export type EventAt = (scenario: Scenario, index: number) => LineEvent;

/**
 * What the line was photographed under. Whoever holds it can have the line's fruit drawn; what is in it is told to the workers and to nobody
 * else, since it may be sealed.
 */
export class Film {
  readonly #revisions: readonly Revision[];
  readonly #eventOf: EventAt;
  #photoLabels: { labels: readonly string[] | null } | null = null;

  /** `eventOf`: what events are; for a line of photographs `lineEventAt`, whose code comes with the first of these. */
  constructor(revisions: readonly Revision[], eventOf: EventAt = eventAt) {
    this.#revisions = revisions;
    this.#eventOf = eventOf;
  }

  /** The true scenarios: for what draws, drives and stores. Never for a screen. */
  static revisionsOf(film: Film): readonly Revision[] {
    return film.#revisions;
  }

  /** An event as far as it may be known. */
  eventAt(index: number): LineEvent {
    const scenario = scenarioAt(this.#revisions, index);
    return concealedEvent(this.#eventOf(scenario, index), scenario);
  }

  /** Whether the line photographs the fruit of this seed, as a sample says whose it is; null is any. */
  readonly hasSeed = (seed: number | null): boolean => seed === null || seed === this.#revisions.at(-1)?.scenario.seed;

  /** What is on the photograph that an event was predicted by. */
  frameAt(index: number): Frame {
    const scenario = scenarioAt(this.#revisions, index);
    const event = this.#eventOf(scenario, index);
    const { pictureIndex } = event;
    const shown = pictureIndex === index ? event : this.#eventOf(scenario, pictureIndex);
    return { of: pictureIndex, ...(isPhoto(shown) ? { photo: shown.photo } : { fruit: shown.fruit }), seeing: seeingOf(worldAt(scenario, pictureIndex)) };
  }

  /** The labels that photographs of the line may have; null while the orchard draws its fruit. */
  get photoLabels(): readonly string[] | null {
    return (this.#photoLabels ??= { labels: photoLabelsOf(this.#revisions) }).labels;
  }
}

function photoLabelsOf(revisions: readonly Revision[]): readonly string[] | null {
  const sources = revisions.flatMap(({ scenario: { source } }) => (source ? [source] : []));
  return sources.length === 0 ? null : [...new Set(sources.flatMap(labelsOfSource))];
}
