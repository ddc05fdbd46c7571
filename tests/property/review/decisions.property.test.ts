import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, decidedBy, queueOf, takeBack, type Amendment, type CleaningAct, type Wish } from '../../../src/domain/review/decisions.ts';
import type { Finding } from '../../../src/domain/review/findings.ts';

const LABELS = ['ripe', 'unripe', 'rotten'];
const IDS = ['a', 'b', 'c', 'd', 'e'];

/** The data set after an amendment, as storage has it; what was removed is remembered. */
function amended(held: ReadonlyMap<string, string>, all: ReadonlyMap<string, string>, { remove = [], restore = [], relabel = [] }: Amendment): Map<string, string> {
  const next = new Map(held);
  for (const id of remove) next.delete(id);
  for (const id of restore) next.set(id, all.get(id)!);
  for (const { id, label } of relabel) next.set(id, label);
  return next;
}

const decision = fc.oneof(fc.constant('keep' as const), fc.constant('drop' as const), fc.record({ label: fc.constantFrom(...LABELS) }));
const wishes = fc.uniqueArray(fc.record({ id: fc.constantFrom(...IDS), decision, seen: fc.constantFrom(...LABELS) }), { selector: ({ id }) => id, minLength: 1, maxLength: 3 });
const start = fc.record(Object.fromEntries(IDS.map((id) => [id, fc.constantFrom(...LABELS)])) as Record<string, fc.Arbitrary<string>>);

describe('decisions', () => {
  it('are taken back exactly, newest first, to where it began; what came too late has changed nothing', () => {
    fc.assert(fc.property(start, fc.array(wishes, { maxLength: 12 }), fc.boolean(), (labels, series, fresh) => {
      const states = [new Map(Object.entries(labels))];
      const seenLast = new Map(Object.entries(labels));
      const acts: CleaningAct[] = [];
      for (const asked of series) {
        const now = states.at(-1)!;
        const wish = asked.map((each): Wish => ({ ...each, seen: fresh ? now.get(each.id) ?? each.seen : each.seen, reasons: ['label'] }));
        const stale = wish.some(({ id, seen }) => now.get(id) !== seen);
        if (stale) {
          expect(() => decide(wish, now, LABELS, 'hand', acts.length)).toThrow('review-stale');
          continue;
        }
        const { act, amendment } = decide(wish, now, LABELS, 'hand', acts.length);
        expect(act.decisions.map(({ before }) => before)).toEqual(wish.map(({ seen }) => seen));
        acts.push(act);
        const next = amended(now, seenLast, amendment);
        for (const [id, label] of next) seenLast.set(id, label);
        states.push(next);
      }
      // Every decision is in the record, and the newest of a picture is the one that counts.
      const newest = new Map(acts.flatMap(({ decisions }) => decisions.map((each) => [each.id, each] as const)));
      expect(new Map([...decidedBy(acts)].map(([id, each]) => [id, each.decision]))).toEqual(newest);
      for (let i = acts.length - 1; i >= 0; i -= 1) {
        const back = amended(states[i + 1]!, seenLast, takeBack(acts[i]!, states[i + 1]!));
        for (const { id, before } of acts[i]!.decisions) if (acts[i]!.decisions.some((each) => each.id === id && each.act === 'relabel')) seenLast.set(id, before);
        expect(back).toEqual(states[i]);
      }
    }));
  });

  it('are refused a second time on what the first one changed', () => {
    const held = new Map([['a', 'ripe']]);
    const wish: Wish = { id: 'a', decision: { label: 'unripe' }, seen: 'ripe', reasons: ['label'] };
    expect(() => decide([wish], amended(held, held, decide([wish], held, LABELS, 'hand', 1).amendment), LABELS, 'hand', 2)).toThrow('review-stale');
    expect(() => decide([wish, wish], held, LABELS, 'hand', 1)).toThrow('review-stale');
    expect(() => decide([{ ...wish, decision: { label: 'sweet' } }], held, LABELS, 'hand', 1)).toThrow('label-unknown');
    expect(decide([{ ...wish, decision: { label: 'ripe' } }], held, LABELS, 'hand', 1)).toMatchObject({ act: { decisions: [{ act: 'keep' }] }, amendment: {} });
  });

  it('cannot be taken back where the picture was changed since', () => {
    const { act } = decide([{ id: 'a', decision: 'drop', seen: 'ripe', reasons: [] }], new Map([['a', 'ripe']]), LABELS, 'hand', 1);
    expect(() => takeBack(act, new Map([['a', 'ripe']]))).toThrow('review-stale');
  });
});

describe('the queue', () => {
  const doubt = (id: string, given = 'ripe'): Finding => ({ kind: 'labels', reason: 'label', ids: [id], given, suggested: 'unripe', probability: 0.9, usual: 0.8, selfConfidence: 0.1, nearest: [], agreeing: 0, caution: null, score: 0.9 });
  const copies: Finding = { kind: 'duplicates', reason: 'near', ids: ['x', 'y', 'z'], best: 'x', bits: 1, score: 0.5 };
  const held = new Map([['a', 'ripe'], ['b', 'unripe'], ['x', 'ripe'], ['y', 'ripe'], ['z', 'ripe']]);
  const acted = (wishes: Omit<Wish, 'seen'>[], from = held): CleaningAct => decide(wishes.map((wish) => ({ ...wish, seen: from.get(wish.id)! })), from, LABELS, 'hand', 1).act;

  it('keeps what was decided as decided, though it is doubted again under either label', () => {
    const acts = [acted([{ id: 'a', decision: { label: 'unripe' }, reasons: ['label'] }])];
    const now = new Map([...held, ['a', 'unripe'] as const]);
    for (const given of ['ripe', 'unripe']) expect(queueOf([doubt('a', given)], acts, now).map(({ decided }) => decided?.decision.act)).toEqual(['relabel']);
    expect(queueOf([doubt('a', 'rotten')], acts, new Map([['a', 'rotten']]))[0]!.decided).toBeNull();
  });

  it('leaves out what was relabelled or removed elsewhere', () => {
    expect(queueOf([doubt('b'), doubt('gone')], [], held)).toEqual([]);
  });

  it('has copies waiting until no two of them are left undecided', () => {
    expect(queueOf([copies], [], held)[0]!.decided).toBeNull();
    expect(queueOf([copies], [acted([{ id: 'x', decision: 'keep', reasons: ['label'] }])], held)[0]!.decided).toBeNull();
    const one = acted([{ id: 'x', decision: 'keep', reasons: ['near'] }, { id: 'y', decision: 'drop', reasons: ['near'] }, { id: 'z', decision: 'drop', reasons: ['near'] }]);
    expect(queueOf([copies], [one], new Map([['x', 'ripe']]))[0]!.decided).not.toBeNull();
    const all = acted(copies.ids.map((id) => ({ id, decision: 'keep' as const, reasons: ['near' as const] })));
    expect(queueOf([copies], [all], held)[0]!.decided).not.toBeNull();
  });
});
