import { scenarioAt } from '../../src/domain/world/drift/revisions.ts';
import type { Revision } from '../../src/domain/world/drift/scenario.ts';
import { worldAt } from '../../src/domain/world/drift/world-at.ts';
import { compareWindows } from '../../src/domain/explanation/compare-windows.ts';
import { weakSpots } from '../../src/domain/explanation/weak-spots.ts';
import { addSums, emptySums, shopWindows, type ShopSums } from '../../src/domain/business/shop.ts';
import { defaultValues, sellingCurve } from '../../src/domain/business/values.ts';
import { chooseFruit } from '../../src/domain/remedy/fruit-choice.ts';
import { truthCoverage } from '../../src/domain/monitoring/summaries/truth-coverage.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import type { LineWatch } from '../../src/domain/watch/line-watch.ts';
import type { World } from '../../src/domain/world/orchard/world.ts';
import type { EventRange, EvidenceOperations } from '../protocol/evidence.ts';
import type { Handlers } from '../protocol/message.ts';
import { readRange, type LogView } from './reader.ts';

/** Rows of a stretch that are looked at. */
const MOST_ROWS = 5000;
/** Rows that the shop is asked for. */
const MOST_SHOP_ROWS = 200_000;
/** Rows of which fruit is chosen. */
const MOST_CHOICE_ROWS = 50_000;

/** The operations on stretches of the log, which `view` gives as it stands. */
export function createEvidenceHandlers(view: () => LogView, watch: () => LineWatch): Handlers<EvidenceOperations> {
  return {
    async compare({ before, after, signal }, context) {
      const log = view();
      const [earlier, later] = [await read(log, before, context.signal), await read(log, after, context.signal)];
      const expected = new Map([...earlier, ...later].flatMap((rows) => Array.from(watch().expectedRight(rows), (value, row): [number, number] => [rows.firstIndex + row, value])));
      return compareWindows(earlier, later, {
        lastKnown: log.lastKnown, ...(signal === undefined ? {} : { signal }),
        estimates: { at: (index) => expected.get(index) ?? NaN, band: (accuracy, rows) => watch().estimateBand(accuracy, rows) },
      });
    },
    async weakSpots({ revisions, ...range }, { signal }) {
      const log = view();
      return weakSpots(await read(log, range, signal), log.lastKnown, revisions && ((index) => surroundings(revisions, index)));
    },
    async shop({ from, to, revisions, windowEvents }, { signal }) {
      const log = view();
      const { lastKnown } = log;
      const windows = new Map<number, ShopSums>();
      const rows = await readRange(log, { from: Math.max(from, to - MOST_SHOP_ROWS), to }, signal);
      for (const piece of rows) {
        signal.throwIfAborted();
        for (const [at, sums] of shopWindows([piece], revisions, { windowEvents, lastKnown, valuesOf })) windows.set(at, addSums([windows.get(at) ?? emptySums(), sums]));
      }
      return { windows: [...windows], curve: sellingCurve(rows, lastKnown, valuesOf) };
    },
    async truthCoverage(range, { signal }) {
      const log = view();
      return truthCoverage(await read(log, range, signal), log.lastKnown);
    },
    async chooseFruit({ from, to, choice, count, balanced, ground }, { signal }) {
      const log = view();
      const knownTo = Math.min(to, log.lastKnown + 1);
      const rows = await readRange(log, { from: Math.max(from, knownTo - MOST_CHOICE_ROWS), to: knownTo }, signal);
      return chooseFruit(choice, rows, knownTo, ground, { count, balanced });
    },
  };
}

const valuesOf = (labels: readonly string[]) => defaultValues(labels).matrix;

function read(log: LogView, { from, to }: EventRange, signal: AbortSignal): Promise<LogRows[]> {
  return readRange(log, { from: Math.max(from, to - MOST_ROWS), to }, signal);
}

/** What a person at the line would have written down of an event. */
function surroundings(revisions: readonly Revision[], index: number): { place: string; camera: string } {
  const { place, camera }: World = worldAt(scenarioAt(revisions, index), index);
  return { place, camera: camera.dust > 0.15 ? 'dusty' : camera.blur > 0.15 ? 'blurred' : camera.noise > 0.06 ? 'noisy' : 'clear' };
}
