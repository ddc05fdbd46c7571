import { scenarioAt } from '../world/drift/revisions.ts';
import type { Revision, Scenario } from '../world/drift/scenario.ts';
import { CULTIVAR_IDS } from '../world/orchard/catalogue.ts';
import { SPECIES } from '../world/orchard/world.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { isPhoto, lineEventAt, type LineEvent } from '../world/stream/line-event.ts';
import { NO_SUPPLIER, SUPPLIERS } from '../world/suppliers/suppliers.ts';
import { PHOTOGRAPH, UNKNOWN_TRUTH } from '../world/stream/truth.ts';

/** Some events of a line drawn again, in columns of one row each. */
export interface StretchColumns {
  index: Uint32Array<ArrayBuffer>;
  /** The event whose photograph it is: another while the camera's frame was frozen. */
  pictureIndex: Uint32Array<ArrayBuffer>;
  /** Seed of the line that it is a fruit of. */
  seed: Float64Array<ArrayBuffer>;
  /** Position in SPECIES; `PHOTOGRAPH` for a photograph. */
  species: Uint8Array<ArrayBuffer>;
  /** Position of the cultivar in its species' catalogue. */
  cultivar: Uint8Array<ArrayBuffer>;
  /** Position in SUPPLIERS; `NO_SUPPLIER` for a photograph. */
  supplier: Uint8Array<ArrayBuffer>;
  /** The label that was reported, 0 ripe, 1 unripe, of a photograph a position in `names`; `UNKNOWN_TRUTH` where none has been by now. */
  reportedTruth: Uint8Array<ArrayBuffer>;
  /** What truths of photographs are positions in. */
  names?: readonly string[];
}

/** An event of a line with the scenario that was in force. */
export interface StretchEvent { readonly scenario: Scenario; readonly event: LineEvent }

/** Events of a line by their indices, each under the scenario that was in force. */
export function eventsOf(revisions: readonly Revision[], indices: ArrayLike<number>): StretchEvent[] {
  return Array.from(indices, (index) => {
    const scenario = scenarioAt(revisions, index);
    return { scenario, event: lineEventAt(scenario, index) };
  });
}

/** Columns of events. Truths of events from `known` on have not been reported yet. */
export function stretchColumns(events: readonly StretchEvent[], known: number): StretchColumns {
  const [index, pictureIndex, seed] = [new Uint32Array(events.length), new Uint32Array(events.length), new Float64Array(events.length)];
  const [species, cultivar, supplier, reportedTruth] = [new Uint8Array(events.length), new Uint8Array(events.length), new Uint8Array(events.length), new Uint8Array(events.length)];
  const names: string[] = [];
  events.forEach(({ scenario, event }, row) => {
    index[row] = event.index;
    pictureIndex[row] = event.pictureIndex;
    seed[row] = scenario.seed;
    if (isPhoto(event)) {
      species[row] = PHOTOGRAPH;
      cultivar[row] = event.photo.place;
      supplier[row] = NO_SUPPLIER;
      reportedTruth[row] = event.index < known && event.reportedTruth !== null ? positionIn(names, event.reportedTruth) : UNKNOWN_TRUTH;
      return;
    }
    species[row] = SPECIES.indexOf(event.fruit.species);
    cultivar[row] = CULTIVAR_IDS[event.fruit.species].indexOf(event.fruit.cultivar);
    supplier[row] = SUPPLIERS.indexOf(event.supplier);
    reportedTruth[row] = event.index < known ? RIPENESS_LABELS.indexOf(event.reportedTruth) : UNKNOWN_TRUTH;
  });
  return { index, pictureIndex, seed, species, cultivar, supplier, reportedTruth, names };
}

/** Where a name stands among some, which it joins where it is not among them. */
export function positionIn(names: string[], name: string): number {
  const at = names.indexOf(name);
  return at >= 0 ? at : names.push(name) - 1;
}
