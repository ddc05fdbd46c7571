import { scenarioAt } from '../domain/world/drift/revisions.ts';
import type { Revision } from '../domain/world/drift/scenario.ts';
import { worldAt } from '../domain/world/drift/world-at.ts';
import type { Fruit } from '../domain/world/orchard/fruit.ts';
import { seeingOf, type Seeing } from '../domain/world/orchard/seeing.ts';
import { concealedEvent } from '../domain/world/share/seal.ts';
import { eventAt } from '../domain/world/stream/event-at.ts';
import type { FruitEvent } from '../domain/world/stream/event.ts';

/** The photograph of an event: the event that it shows, which is an earlier one while the camera's frame is frozen, its fruit, and the light, lens and sensor that it was taken in. */
export interface Frame {
  readonly of: number;
  readonly fruit: Fruit;
  readonly seeing: Seeing;
}

/**
 * What the line was photographed under. Whoever holds it can have the line's fruit drawn; what is in it is told to the workers and to nobody
 * else, since it may be sealed.
 */
export class Film {
  readonly #revisions: readonly Revision[];

  constructor(revisions: readonly Revision[]) {
    this.#revisions = revisions;
  }

  /** The true scenarios: for what draws, drives and stores. Never for a screen. */
  static revisionsOf(film: Film): readonly Revision[] {
    return film.#revisions;
  }

  /** An event as far as it may be known. */
  eventAt(index: number): FruitEvent {
    const scenario = scenarioAt(this.#revisions, index);
    return concealedEvent(eventAt(scenario, index), scenario);
  }

  /** Whether the line photographs the fruit of this seed, as a sample says whose it is; null is any. */
  readonly hasSeed = (seed: number | null): boolean => seed === null || seed === this.#revisions.at(-1)?.scenario.seed;

  /** What is on the photograph that an event was predicted by. */
  frameAt(index: number): Frame {
    const scenario = scenarioAt(this.#revisions, index);
    const { pictureIndex, fruit } = eventAt(scenario, index);
    return { of: pictureIndex, fruit: pictureIndex === index ? fruit : eventAt(scenario, pictureIndex).fruit, seeing: seeingOf(worldAt(scenario, pictureIndex)) };
  }
}
