import { describe, expect, it } from 'vitest';
import { nextRemedy, proposals, REMEDIES, WORTHWHILE_TRUTHS, type RemedyId, type Situation } from '../../../src/domain/remedy/remedies.ts';

const CALM: Situation = { points: null, moved: {}, truths: 2000, labelDelay: 50, truthComes: true, recipe: 'linear', isLevelled: false, suspects: 0, pictures: 240 };
const of = (id: RemedyId, situation: Partial<Situation>) => proposals({ ...CALM, ...situation }).find((each) => each.id === id)!;

describe('what is expected of the eight remedies', () => {
  it('all eight are told of in any situation, two of each group', () => {
    const all = proposals(CALM);
    expect(all.map(({ id }) => id)).toEqual([...REMEDIES]);
    expect(new Set(all.map(({ group }) => group)).size).toBe(4);
  });

  it('an aged lamp: fresh fruit, darker copies and a levelled exposure help; a search does not', () => {
    const lamp = { points: 'covariate', moved: { brightness: -2.1, warmth: 0.8 } } as const;
    for (const id of ['new-data', 'augmentation', 'features'] as const) expect(of(id, lamp).prospect).toBe('helps');
    expect(of('settings', lamp).prospect).toBe('unlikely');
  });

  it('another taste: only truths tell of it, and a model that teaches itself repeats its mistakes', () => {
    const taste = { points: 'concept' } as const;
    expect(of('new-data', taste).prospect).toBe('helps');
    expect(of('augmentation', taste)).toMatchObject({ prospect: 'unlikely', reason: { code: 'concept-needs-truth' } });
    expect(of('model-feedback', taste)).toMatchObject({ prospect: 'unlikely', reason: { code: 'own-mistakes' } });
  });

  it('something is broken: it is to be mended, and nothing else is promised', () => {
    expect(proposals({ ...CALM, points: 'fault' }).every(({ prospect }) => prospect === 'unlikely' || prospect === 'cannot')).toBe(true);
  });

  it('too few truths: how many are missing is said', () => {
    expect(of('new-data', { points: 'covariate', truths: 20 })).toMatchObject({ prospect: 'cannot', reason: { code: 'few-truths', missing: WORTHWHILE_TRUTHS - 20 } });
    expect(of('new-data', { truthComes: false }).reason.code).toBe('no-truth');
  });

  it('many suspected labels: cleaning helps; none: not', () => {
    expect(of('cleaning', { suspects: 31 })).toMatchObject({ prospect: 'helps', reason: { code: 'suspects', count: 31 } });
    expect(of('cleaning', { suspects: 1 }).prospect).toBe('unlikely');
    expect(of('cleaning', { suspects: null }).reason.code).toBe('not-looked');
  });

  it('slow: only another recipe helps', () => {
    expect(proposals({ ...CALM, points: 'slow' }).filter(({ prospect }) => prospect === 'helps').map(({ id }) => id)).toEqual(['recipe']);
  });

  it('light that is levelled already is not levelled again', () => {
    expect(of('features', { points: 'covariate', moved: { brightness: -2 }, isLevelled: true }).prospect).toBe('unlikely');
  });

  it('nothing live: nothing can be tried', () => {
    expect(proposals({ ...CALM, recipe: null }).every(({ prospect }) => prospect === 'cannot')).toBe(true);
  });
});

describe('the remedy that comes first', () => {
  const first = (situation: Partial<Situation>, spent: readonly RemedyId[] = []) => nextRemedy(proposals({ ...CALM, ...situation }), (id) => spent.includes(id));
  const lamp = { points: 'covariate', moved: { brightness: -2.1 } } as const;

  it('is what is likely to help, then what waits for its truths, then what may help, and each is left once it is spent', () => {
    const order: RemedyId[] = [];
    for (let next = first(lamp); next !== null; next = first(lamp, order)) order.push(next);
    expect(order).toEqual(['features', 'new-data', 'augmentation', 'model-feedback']);
    expect(first({ ...lamp, truths: 0 }, ['features', 'augmentation']), 'truths will come').toBe('new-data');
    expect(first({ points: 'concept', truths: 10 })).toBe('new-data');
  });

  it('is none that only a hand could prepare, nor any where something is broken', () => {
    expect(first({ points: 'concept', suspects: 30 }, ['new-data'])).toBeNull();
    expect(first({ points: 'fault' })).toBeNull();
    expect(first({ recipe: null })).toBeNull();
  });
});
