import { describe, expect, test } from 'vitest';
import { accuracyStanding } from '../../../../src/domain/monitoring/summaries/accuracy-standing.ts';

const of = (successes: number, trials: number) => ({ successes, trials });

describe('how accuracy stands', () => {
  test('a difference that the size of the held-out test allows is no difference', () => {
    // 47 of 48 pictures may have been anything from 89 to 99.6 %.
    const standing = accuracyStanding(of(465, 500), { heldOut: of(47, 48) });
    expect(standing).toMatchObject({ accuracy: 0.93, against: 'held-out', referenceKnown: 48, standing: 'as-usual' });
    expect(standing.referenceInterval!.lower).toBeCloseTo(0.891, 3);
    expect(standing.differenceInterval!.upper).toBeGreaterThan(0);
  });

  test('is below where it is more than chance, with the interval of the difference', () => {
    const standing = accuracyStanding(of(435, 500), { reference: of(978, 1000), heldOut: of(47, 48) });
    expect(standing).toMatchObject({ against: 'reference', standing: 'below', known: 500 });
    expect(standing.difference).toBeCloseTo(-0.108, 6);
    expect(standing.differenceInterval!.lower).toBeCloseTo(-0.141, 2);
    expect(standing.differenceInterval!.upper).toBeCloseTo(-0.079, 2);
    expect(accuracyStanding(of(998, 1000), { reference: of(470, 500) }).standing).toBe('above');
  });

  test('stays unknown with few truths, or without anything to compare with', () => {
    expect(accuracyStanding(of(3, 19), { heldOut: of(47, 48) })).toMatchObject({ standing: 'unknown', difference: null });
    expect(accuracyStanding(of(400, 500), {})).toMatchObject({ standing: 'unknown', against: null, accuracy: 0.8 });
    expect(accuracyStanding(of(0, 0), { reference: of(978, 1000) })).toMatchObject({ accuracy: null, interval: null, standing: 'unknown' });
    expect(accuracyStanding(of(400, 500), { reference: of(5, 5), heldOut: of(480, 500) }).against).toBe('held-out');
  });

  test('two perfect records are as usual', () => {
    expect(accuracyStanding(of(50, 50), { heldOut: of(48, 48) })).toMatchObject({ standing: 'as-usual', p: 1 });
  });
});
