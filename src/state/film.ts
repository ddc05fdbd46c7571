import { scenarioAt } from '../domain/drift/revisions.ts';
import type { Revision } from '../domain/drift/scenario.ts';
import { worldAt } from '../domain/drift/world-at.ts';
import { seeingOf, type Seeing } from '../domain/orchard/seeing.ts';
import { concealedEvent } from '../domain/share/seal.ts';
import { eventAt } from '../domain/stream/event-at.ts';
import type { FruitEvent } from '../domain/stream/event.ts';

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

  /** The light, lens and sensor of an event, which every photograph of it shows. */
  seeingAt(index: number): Seeing {
    return seeingOf(worldAt(scenarioAt(this.#revisions, index), index));
  }
}
