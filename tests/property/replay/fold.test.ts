import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LearntFruit } from '../../../src/domain/delivery/comparison/learnt.ts';
import { ReplayFold, type ReplayedRows, type ReplaySubject } from '../../../src/domain/replay/fold.ts';
import { samplePositions } from '../../../src/domain/replay/request.ts';
import type { StretchColumns } from '../../../src/domain/replay/stretch.ts';
import { UNKNOWN_TRUTH } from '../../../src/domain/world/stream/truth.ts';
import { NO_SUPPLIER } from '../../../src/domain/world/suppliers/suppliers.ts';

const event = fc.record({ truth: fc.constantFrom(0, 1, UNKNOWN_TRUTH), species: fc.integer({ min: 0, max: 7 }), learnt: fc.boolean(), a: fc.double({ min: 0, max: 1, noNaN: true }), b: fc.double({ min: 0, max: 1, noNaN: true }) });
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function rowsOf(events: readonly Event[], from: number): ReplayedRows {
  const index = Uint32Array.from(events, (_, i) => from + i);
  const columns: StretchColumns = {
    index, pictureIndex: index.slice(), seed: new Float64Array(events.length), species: Uint8Array.from(events, ({ species }) => species),
    cultivar: new Uint8Array(events.length), supplier: new Uint8Array(events.length).fill(NO_SUPPLIER), reportedTruth: Uint8Array.from(events, ({ truth }) => truth),
  };
  return { columns, scores: [Float32Array.from(events.flatMap(({ a }) => [a, 1 - a])), Float32Array.from(events.flatMap(({ b }) => [b, 1 - b]))] };
}

const VALUES = [[2, -1], [-5, 0]];

it('every fruit is counted once, whatever the pieces; tables, lists, slices and bins agree', () => {
  fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 120 }), fc.array(fc.nat(120), { maxLength: 4 }), fc.nat(1e6), (events, cuts, order) => {
    const learnt = new LearntFruit();
    events.forEach((each, index) => { if (each.learnt) learnt.add({ seed: 0, index }); });
    const subjects: ReplaySubject[] = [{ key: '1', version: 1, labels: ['ripe', 'unripe'], learnt: null }, { key: 'x', version: null, labels: ['ripe', 'unripe'], learnt }];
    const plan = { from: 0, to: events.length, planned: events.length, recorded: events.length, baseline: '1', values: VALUES, fromLog: [] };
    const ends = [...new Set([0, ...cuts.map((cut) => cut % events.length), events.length])].sort((a, b) => a - b);
    const pieces = ends.slice(1).map((end, i) => rowsOf(events.slice(ends[i], end), ends[i]!));
    const fold = new ReplayFold(plan, subjects);
    for (let left = [...pieces], turn = order; left.length > 0; turn = turn * 7 + 3) fold.add(left.splice(turn % left.length, 1)[0]!);
    const result = fold.result();
    const whole = new ReplayFold(plan, subjects);
    whole.add(rowsOf(events, 0));
    expect(result).toEqual(whole.result());

    const counted = events.filter((each) => each.truth !== UNKNOWN_TRUTH && !each.learnt);
    const right = (p: number, truth: number) => (Math.fround(p) >= Math.fround(1 - p) ? 0 : 1) === truth;
    const [a, b] = [counted.filter((each) => right(each.a, each.truth)).length, counted.filter((each) => right(each.b, each.truth)).length];
    expect(result.judged).toBe(counted.length);
    expect(result.learnt).toEqual({ 1: 0, x: events.filter((each) => each.learnt).length });
    if (counted.length === 0) {
      expect(result.accuracy).toEqual({ 1: null, x: null });
      expect(result.paired['x']).toBeNull();
      return;
    }
    expect([result.accuracy['1']!.right, result.accuracy['x']!.right]).toEqual([a, b]);
    const { counts, difference, interval, p } = result.paired['x']!;
    expect(counts.bothRight + counts.onlyChampion).toBe(a);
    expect(counts.bothRight + counts.onlyChallenger).toBe(b);
    expect(result.mended['x']).toHaveLength(counts.onlyChallenger);
    expect(result.broken['x']).toHaveLength(counts.onlyChampion);
    expect(interval.lower).toBeLessThanOrEqual(difference);
    expect(interval.upper).toBeGreaterThanOrEqual(difference);
    expect(p).toBeGreaterThan(0);
    for (const by of ['species', 'cultivar', 'predicted']) {
      const slices = result.slices.filter((each) => each.by === by);
      expect(slices.reduce((sum, { of }) => sum + of, 0)).toBe(counted.length);
      expect(slices.reduce((sum, { accuracy }) => sum + accuracy['x']!.right, 0)).toBe(b);
    }
    expect(result.accuracy['x']!.bins.reduce((sum, bin) => sum + (bin?.right ?? 0), 0)).toBe(b);
    const { value } = result;
    expect(value['x']!.bins.reduce((sum, { total }) => sum + total, 0)).toBeCloseTo(value['x']!.total);
    expect(result.paired['x']!.value!.mean * counted.length).toBeCloseTo(value['x']!.total - value['1']!.total);
  }));
});

it('a sample rises, lies in the stretch, and has one event of each stratum', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 300 }), fc.integer(), (rows, most, seed) => {
    const positions = samplePositions(rows, most, seed);
    expect(positions).toHaveLength(Math.min(rows, most));
    positions.forEach((position, i) => {
      expect(position).toBeLessThan(rows);
      if (i > 0) expect(position).toBeGreaterThan(positions[i - 1]!);
      if (rows > most) expect(position).toBeGreaterThanOrEqual(Math.floor((i * rows) / most));
    });
  }));
});
