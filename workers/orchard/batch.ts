import { CULTIVAR_IDS } from '../../src/domain/world/orchard/catalogue.ts';
import { SPECIES } from '../../src/domain/world/orchard/world.ts';
import { scenarioAt } from '../../src/domain/world/drift/revisions.ts';
import type { Revision, Scenario } from '../../src/domain/world/drift/scenario.ts';
import { RIPENESS_LABELS, type FruitEvent } from '../../src/domain/world/stream/event.ts';
import { isPhoto, lineEventAt, type LineEvent } from '../../src/domain/world/stream/line-event.ts';
import { CAMERA } from '../../src/domain/world/photos/source.ts';
import { isOnCamera, type PhotoEvent } from '../../src/domain/world/stream/photo-event.ts';
import { needsShipping } from '../../src/domain/world/stream/shipping.ts';
import { NO_SUPPLIER, SUPPLIERS } from '../../src/domain/world/suppliers/suppliers.ts';
import { ifShipped, PHOTOGRAPH, UNKNOWN_TRUTH } from '../../src/domain/world/stream/truth.ts';
import { shownBy, takePicture, type PhotoShelf } from '../pictures/photo-shelf.ts';
import { emptyColumns, type EventBatch, type EventColumns } from '../protocol/stream.ts';

/** Pixels that one batch may carry: small enough that a command never waits long, large enough that messages are few. */
const BATCH_PIXELS = 1 << 18;
/** Greatest position of a photograph: see `shareOf`. */
const POSITIONS = 65_535;

/** Rows of a batch when the line runs flat out. `size`: side of the pictures in pixels. */
export function batchRows(size: number): number {
  return Math.max(4, Math.min(128, Math.floor(BATCH_PIXELS / (size * size))));
}

/** An event that is about to be photographed, the scenario that is in force, and the event that its picture shows. */
export interface Due { readonly scenario: Scenario; readonly event: LineEvent; readonly shown: LineEvent }

/** Events `from` … `from + count − 1`, before they are photographed. */
export function dueEvents(revisions: readonly Revision[], from: number, count: number): Due[] {
  return Array.from({ length: count }, (_, row) => {
    const scenario = scenarioAt(revisions, from + row);
    const event = lineEventAt(scenario, from + row);
    return { scenario, event, shown: shownBy(scenario, event) };
  });
}

/** Photographs events. What photographs of the shelf show must have been prepared. */
export function photograph(due: readonly Due[], size: number, generation: number, shelf: PhotoShelf): EventBatch {
  const bytes = size * size * 4;
  const count = due.length;
  const pixels = new Uint8ClampedArray(count * bytes);
  const columns = emptyColumns(count);
  const names: string[] = [];
  due.forEach(({ scenario, event, shown }, row) => {
    // A belt keeps its speed; a camera has one of its own.
    columns.intervalMs[row] = (isOnCamera(scenario) ? shelf.roll.intervalMs(event.index) : null) ?? 1000 / scenario.beltSpeed;
    takePicture(scenario, shown, size, shelf, pixels.subarray(row * bytes, (row + 1) * bytes));
    columns.index[row] = event.index;
    columns.timeMs[row] = event.timeMs;
    columns.drift[row] = Math.max(0, ...event.weights);
    const reported = isPhoto(event) ? tellOfPhoto(columns, row, event, names) : tellOfFruit(columns, row, event);
    columns.reportedTruth[row] = needsShipping(scenario, event.index) ? ifShipped(reported) : reported;
  });
  return { type: 'events', generation, count, size, pixels, columns, ...(names.length > 0 ? { names } : {}) };
}

/** Answers the reported truth. */
function tellOfFruit(columns: EventColumns, row: number, { fruit: { species, cultivar, ripeness }, supplier, truth, reportedTruth }: FruitEvent): number {
  columns.species[row] = SPECIES.indexOf(species);
  columns.cultivar[row] = CULTIVAR_IDS[species].indexOf(cultivar);
  columns.supplier[row] = SUPPLIERS.indexOf(supplier);
  columns.ripeness[row] = ripeness;
  columns.truth[row] = RIPENESS_LABELS.indexOf(truth);
  return RIPENESS_LABELS.indexOf(reportedTruth);
}

/** Answers the reported truth as a position in `names`, which grow as they are met. */
function tellOfPhoto(columns: EventColumns, row: number, { photo, truth, reportedTruth }: PhotoEvent, names: string[]): number {
  const position = (label: string | null): number => {
    if (label === null) return UNKNOWN_TRUTH;
    const known = names.indexOf(label);
    return known >= 0 ? known : names.push(label) - 1;
  };
  columns.species[row] = PHOTOGRAPH;
  columns.cultivar[row] = photo.place;
  columns.supplier[row] = NO_SUPPLIER;
  columns.ripeness[row] = photo.set === CAMERA ? 0 : photo.position / POSITIONS;
  columns.truth[row] = position(truth);
  return position(reportedTruth);
}
