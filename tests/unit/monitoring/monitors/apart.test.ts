import { describe, expect, it } from 'vitest';
import { pickRows, sliceRows, type LogRows } from '../../../../src/domain/log/rows.ts';
import { defaultMonitors } from '../../../../src/domain/monitoring/monitors/defaults.ts';
import { MonitorSet } from '../../../../src/domain/monitoring/monitors/monitor-set.ts';
import type { MonitorResult } from '../../../../src/domain/monitoring/monitors/monitor-result.ts';
import { FEATURES, LABELS, madeRows, uniform } from './rows.ts';

const DELAY = 200;
const JUMP = 5000;
const LENGTH = 8000;

/** A line that is well until it grows darker and errs more often at `JUMP`. */
function line(): LogRows[] {
  const draw = uniform(11);
  return Array.from({ length: LENGTH / 100 }, (_, piece) => madeRows(piece * 100, Array.from({ length: 100 }, (__, i) => {
    const ill = piece * 100 + i >= JUMP;
    const truth = draw() < 0.5 ? 0 : 1;
    return { truth, predicted: draw() < (ill ? 0.3 : 0.06) ? 1 - truth : truth, confidence: 0.6 + 0.35 * draw(), features: [(ill ? 0.2 : 0.5) + 0.2 * draw(), 0.3 + 0.3 * draw(), draw()] };
  })));
}

/** Which events go to a challenger: one in ten, drawn. */
function challenged(): boolean[] {
  const draw = uniform(5);
  return Array.from({ length: LENGTH }, () => draw() < 0.1);
}

function ran(pieces: readonly LogRows[], own: (index: number) => boolean, { reloadAfter = -1 } = {}): { set: MonitorSet; results: MonitorResult[] } {
  let set = new MonitorSet(defaultMonitors(LABELS, FEATURES), DELAY);
  const results: MonitorResult[] = [];
  pieces.forEach((rows, i) => {
    const picked = Array.from({ length: rows.count }, (_, row) => row).filter((row) => own(rows.firstIndex + row));
    if (picked.length > 0) results.push(...set.take(pickRows(rows, picked), { from: rows.firstIndex, to: rows.firstIndex + rows.count - 1 }));
    if (i === reloadAfter) set = MonitorSet.restore(JSON.parse(JSON.stringify(set.snapshot())));
  });
  return { set, results };
}

const drifting = ({ set }: { set: MonitorSet }): string[] => set.status().filter(({ latest }) => latest?.state === 'drift').map(({ spec }) => spec.id);

describe('monitors of rows with others in between', () => {
  const pieces = line();
  const elsewhere = challenged();
  const whole = ran(pieces, () => true);

  it('see a drift in nine tenths of the fruit as they see it in all of it', () => {
    const part = ran(pieces, (index) => !elsewhere[index]);
    expect(drifting(whole).length).toBeGreaterThan(2);
    expect(new Set(drifting(part))).toEqual(new Set(drifting(whole)));
    const first = (results: readonly MonitorResult[]) => results.find(({ state, monitorId }) => state === 'drift' && monitorId === drifting(whole)[0])!.index;
    expect(Math.abs(first(part.results) - first(whole.results))).toBeLessThan(200);
    expect(part.results.filter(({ state, index }) => state === 'drift' && index < JUMP)).toEqual([]);
  });

  it('a tenth of the fruit fills the same windows, with the events that it is of', () => {
    const { set, results } = ran(pieces, (index) => elsewhere[index]!);
    const own = elsewhere.flatMap((is, index) => (is ? [index] : []));
    const reference = set.referenceState;
    if (reference.kind !== 'not-at-rest') throw new Error(reference.kind);
    expect(reference.from).toBe(own[0]);
    expect(elsewhere[reference.brokeAt!]).toBe(true);
    expect(Math.abs(reference.brokeAt! - JUMP)).toBeLessThan(600);
    const detailed = results.filter(({ detail }) => detail !== null);
    expect(detailed.length).toBeGreaterThan(0);
    for (const { detail, index } of detailed) {
      const { from, to } = detail!.window;
      expect([elsewhere[from], elsewhere[to], to <= index]).toEqual([true, true, true]);
    }
  });

  it('a reload in the middle changes nothing', () => {
    const own = (index: number) => !elsewhere[index];
    for (const reloadAfter of [3, 11, 55]) expect(ran(pieces, own, { reloadAfter }).results).toEqual(ran(pieces, own).results);
  });

  it('how rows are cut changes nothing', () => {
    const finer = pieces.flatMap((rows) => [sliceRows(rows, 0, 37), sliceRows(rows, 37, 90), sliceRows(rows, 90, 100)]);
    const own = (index: number) => !elsewhere[index];
    expect(ran(finer, own).results).toEqual(ran(pieces, own).results);
  });

  it('events that nobody covers were skipped, and empty the windows', () => {
    const set = new MonitorSet(defaultMonitors(LABELS, FEATURES), DELAY);
    for (const rows of pieces.slice(0, 30)) set.take(rows);
    const before = set.status().find(({ spec }) => spec.id === 'brightness-psi' || spec.signal === 'feature.brightness')!;
    expect(before.latest!.sampleSize).toBeGreaterThan(400);
    set.take(pieces[31]!);
    const after = set.status().find(({ spec }) => spec.id === before.spec.id)!;
    expect(after.latest!.sampleSize).toBeLessThanOrEqual(100);
  });
});
