import { OrchardError } from '../common/errors.ts';
import type { LogRows } from '../log/rows.ts';
import { scenarioAt } from '../world/drift/revisions.ts';
import type { Revision } from '../world/drift/scenario.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { isPhoto, lineEventAt } from '../world/stream/line-event.ts';
import { truthFor, truthKind, UNKNOWN_TRUTH } from '../world/stream/truth.ts';
import { checkValues, type ValueMatrix } from './decision.ts';
import { visitAt } from './shoppers.ts';

/** What the shop is asked for by name. */
export const SHOP_SERIES = ['ctr', 'purchases', 'returns', 'revenue', 'waste', 'value'] as const;
export type ShopSeries = (typeof SHOP_SERIES)[number];

/** What is paid for a fruit, €. */
export const PRICE_EURO = 0.8;

/** What verdicts on these labels are worth: truths × verdicts in their order, €. */
export type ValuesOf = (labels: readonly string[]) => ValueMatrix;

/** Sums over a stretch of the line. What hangs on how ripe fruit is waits for its truth, so those sums are over `known` fruits. */
export interface ShopSums {
  /** Fruits that came, and those that were sold as ripe. */
  seen: number;
  shown: number;
  clicked: number;
  /** Fruits whose truth is known; of these, sold, clicked, bought and sent back. */
  known: number;
  knownClicked: number;
  bought: number;
  sentBack: number;
  /** Ripe fruit that was kept back. */
  wasted: number;
  /** Worth of all known verdicts by the matrix, €. */
  worth: number;
}

export const emptySums = (): ShopSums => ({ seen: 0, shown: 0, clicked: 0, known: 0, knownClicked: 0, bought: 0, sentBack: 0, wasted: 0, worth: 0 });

/** Whether there is a shop for fruit of these labels: it sells what is called ripe. */
export function hasShop(labels: readonly string[]): boolean {
  return truthKind(labels) === 'ripeness';
}

/**
 * Sums of each window of `windowEvents` events, counted from event 0 of the line, by its number. `valuesOf`: truths × verdicts in the order of some labels, €. Truths are used of events up to `lastKnown`. Photographs, and labels without ripe and
 * unripe, have no shop and are left out. Throws `argument-invalid` for a window that holds nothing or a matrix that does not fit.
 */
export function shopWindows(pieces: readonly LogRows[], revisions: readonly Revision[], { windowEvents, lastKnown, valuesOf }: { windowEvents: number; lastKnown: number; valuesOf: ValuesOf }): Map<number, ShopSums> {
  if (!(Number.isInteger(windowEvents) && windowEvents > 0)) throw new OrchardError('argument-invalid', `a window of ${windowEvents} events`);
  const windows = new Map<number, ShopSums>();
  for (const rows of pieces) {
    if (!hasShop(rows.labels)) continue;
    const values = valuesOf(rows.labels);
    checkValues(values);
    if (values.length !== rows.labels.length) throw new OrchardError('argument-invalid', `a value matrix of ${values.length} truths for ${rows.labels.length} labels`);
    const truths = truthFor(rows.labels, rows.columns)!;
    const ripe = rows.labels.findIndex((label) => label.trim().toLowerCase() === RIPENESS_LABELS[0]);
    for (let row = 0; row < rows.count; row += 1) {
      const index = rows.indices ? rows.indices[row]! : rows.firstIndex + row;
      const scenario = scenarioAt(revisions, index);
      const event = lineEventAt(scenario, index);
      if (isPhoto(event)) continue;
      const at = Math.floor(index / windowEvents);
      const sums = windows.get(at) ?? emptySums();
      windows.set(at, sums);
      const predicted = rows.columns.predicted[row]!;
      const visit = visitAt(scenario.seed, event, predicted === ripe);
      sums.seen += 1;
      if (visit.shown) sums.shown += 1;
      if (visit.clicked) sums.clicked += 1;
      const truth = truths[row]!;
      if (index > lastKnown || truth === UNKNOWN_TRUTH || truth >= rows.labels.length) continue;
      sums.known += 1;
      if (visit.clicked) sums.knownClicked += 1;
      if (visit.bought) sums.bought += 1;
      if (visit.sentBack) sums.sentBack += 1;
      if (!visit.shown && truth === ripe) sums.wasted += 1;
      sums.worth += values[truth]![predicted]!;
    }
  }
  return windows;
}

/**
 * A figure of some sums: `ctr` clicks a fruit shown, `purchases` purchases a click, `returns` a purchase, all 0..1; `revenue` (what is bought and kept) and `value` (by the matrix) in € a thousand fruits, `waste` ripe fruit
 * kept back a thousand fruits. Null where there is nothing to divide by.
 */
export function shopFigure(name: ShopSeries, sums: ShopSums): number | null {
  const ratio = (part: number, of: number): number | null => (of > 0 ? part / of : null);
  switch (name) {
    case 'ctr': return ratio(sums.clicked, sums.shown);
    case 'purchases': return ratio(sums.bought, sums.knownClicked);
    case 'returns': return ratio(sums.sentBack, sums.bought);
    case 'revenue': return ratio(1000 * PRICE_EURO * (sums.bought - sums.sentBack), sums.known);
    case 'waste': return ratio(1000 * sums.wasted, sums.known);
    case 'value': return ratio(1000 * sums.worth, sums.known);
  }
}

/** The sums of several windows as one. */
export function addSums(all: Iterable<ShopSums>): ShopSums {
  const total = emptySums();
  for (const sums of all) for (const key of Object.keys(total) as (keyof ShopSums)[]) total[key] += sums[key];
  return total;
}
