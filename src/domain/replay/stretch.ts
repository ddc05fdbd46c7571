import { scenarioAt } from '../world/drift/revisions.ts';
import type { Revision, Scenario } from '../world/drift/scenario.ts';
import { CULTIVAR_IDS } from '../world/orchard/catalogue.ts';
import { SPECIES } from '../world/orchard/world.ts';
import { RIPENESS_LABELS, type FruitEvent } from '../world/stream/event.ts';
import { eventAt } from '../world/stream/event-at.ts';
import { UNKNOWN_TRUTH } from '../world/stream/truth.ts';

/** Some events of a line drawn again, in columns of one row each. */
export interface StretchColumns {
  index: Uint32Array<ArrayBuffer>;
  /** The event whose photograph it is: another while the camera's frame was frozen. */
  pictureIndex: Uint32Array<ArrayBuffer>;
  /** Seed of the line that it is a fruit of. */
  seed: Float64Array<ArrayBuffer>;
  /** Position in SPECIES. */
  species: Uint8Array<ArrayBuffer>;
  /** Position of the cultivar in its species' catalogue. */
  cultivar: Uint8Array<ArrayBuffer>;
  /** The label that was reported, 0 ripe, 1 unripe; `UNKNOWN_TRUTH` where none has been by now. */
  reportedTruth: Uint8Array<ArrayBuffer>;
}

/** An event of a line with the scenario that was in force. */
export interface StretchEvent { readonly scenario: Scenario; readonly event: FruitEvent }

/** Events of a line by their indices, each under the scenario that was in force. */
export function eventsOf(revisions: readonly Revision[], indices: ArrayLike<number>): StretchEvent[] {
  return Array.from(indices, (index) => {
    const scenario = scenarioAt(revisions, index);
    return { scenario, event: eventAt(scenario, index) };
  });
}

/** Columns of events. Truths of events from `known` on have not been reported yet. */
export function stretchColumns(events: readonly StretchEvent[], known: number): StretchColumns {
  const [index, pictureIndex, seed] = [new Uint32Array(events.length), new Uint32Array(events.length), new Float64Array(events.length)];
  const [species, cultivar, reportedTruth] = [new Uint8Array(events.length), new Uint8Array(events.length), new Uint8Array(events.length)];
  events.forEach(({ scenario, event }, row) => {
    const { fruit } = event;
    index[row] = event.index;
    pictureIndex[row] = event.pictureIndex;
    seed[row] = scenario.seed;
    species[row] = SPECIES.indexOf(fruit.species);
    cultivar[row] = CULTIVAR_IDS[fruit.species].indexOf(fruit.cultivar);
    reportedTruth[row] = event.index < known ? RIPENESS_LABELS.indexOf(event.reportedTruth) : UNKNOWN_TRUTH;
  });
  return { index, pictureIndex, seed, species, cultivar, reportedTruth };
}
