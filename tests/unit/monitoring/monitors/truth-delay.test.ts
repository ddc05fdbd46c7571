import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOME, outcomesOf } from '../../../../src/domain/monitoring/monitors/extract.ts';
import { pickRows, sliceRows, type LogRows } from '../../../../src/domain/log/rows.ts';
import { TruthDelay } from '../../../../src/domain/monitoring/monitors/truth-delay.ts';
import { madeRows, uniform } from './rows.ts';

const line = (from: number, count: number): LogRows => {
  const draw = uniform(from + 1);
  return madeRows(from, Array.from({ length: count }, () => ({ predicted: draw() < 0.3 ? 1 : 0 })));
};

/** Every outcome that a delay tells of rows that come in pieces, as pairs of event and code; unknown ones left out. */
function told(delay: TruthDelay, rows: LogRows, cuts: readonly number[], reload = false): [event: number, code: number, cameWith: number][] {
  const out: [number, number, number][] = [];
  let held = delay;
  const ends = [...new Set([...cuts.filter((cut) => cut > 0 && cut < rows.count), rows.count])].sort((a, b) => a - b);
  let from = 0;
  for (const to of ends) {
    const piece = sliceRows(rows, from, to);
    const { codes, apart } = held.take(piece);
    codes.forEach((code, i) => {
      const came = apart ? apart.rows[i]! : i;
      const index = piece.indices ? piece.indices[came]! : piece.firstIndex + came;
      if (code !== OUTCOME.unknown) out.push([apart ? apart.events[i]! : index - held.delay, code, index]);
    });
    if (reload) held = TruthDelay.restore(JSON.parse(JSON.stringify(held.snapshot())));
    from = to;
  }
  return out;
}

describe('truths that come late', () => {
  it('each outcome of rows with others in between is told once, with the first own row from which on it may be known', () => {
    fc.assert(fc.property(
      fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 500 }), fc.uniqueArray(fc.integer({ min: 0, max: 299 }), { minLength: 1, maxLength: 200 }),
      fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 }), fc.boolean(), (delay, from, picks, cuts, reload) => {
        const all = line(from, 300);
        const rows = pickRows(all, picks.sort((a, b) => a - b));
        const outcomes = outcomesOf(all);
        const own = picks.map((pick) => from + pick);
        const expected = own.flatMap((event) => {
          const came = own.find((other) => other >= event + delay);
          return came === undefined ? [] : [[event, outcomes[event - from]!, came]];
        });
        expect(told(new TruthDelay(delay), rows, cuts, reload)).toEqual(expected);
      },
    ));
  });

  it('rows that name their events, one after the other, are as rows that do not', () => {
    const rows = line(40, 200);
    const named = { ...rows, indices: Uint32Array.from({ length: 200 }, (_, i) => 40 + i) };
    expect(told(new TruthDelay(25), named, [13, 77])).toEqual(told(new TruthDelay(25), rows, [50]));
  });

  it('what was judged elsewhere before all rows are own again is told of no one', () => {
    const all = line(0, 400);
    const half = pickRows(sliceRows(all, 100, 200), Array.from({ length: 50 }, (_, i) => 2 * i));
    const delay = new TruthDelay(30);
    const events = [sliceRows(all, 0, 100), half, sliceRows(all, 200, 400)].flatMap((rows) => told(delay, rows, []).map(([event]) => event));
    const own = Array.from({ length: 400 }, (_, event) => event).filter((event) => event < 100 || event >= 200 || event % 2 === 0);
    expect(events).toEqual(own.filter((event) => event < 370));
  });

  it('forgets what waited when rows were skipped', () => {
    const delay = new TruthDelay(10);
    told(delay, line(0, 50), []);
    delay.forget();
    expect(told(delay, line(80, 30), [7]).map(([event]) => event)).toEqual(Array.from({ length: 20 }, (_, i) => 80 + i));
  });
});
