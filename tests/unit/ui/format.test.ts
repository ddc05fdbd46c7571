import { describe, expect, it } from 'vitest';
import {
  bytes, count, duration, grouped, indexLabel, moment, number, percent, percentNumber, pNumber, powerOfTen, pValue, probability, rate, signed, significant, simulatedDate, simulatedTime, timeLeft,
} from '../../../src/ui/format.ts';

const S = '\u00a0';

describe('numbers', () => {
  it('groups thousands and keeps fractions whole', () => {
    expect(number(18412)).toBe(`18${S}412`);
    expect(number(1234567.891, 2)).toBe(`1${S}234${S}567.89`);
    expect(number(999)).toBe('999');
    expect(number(0.12345, 5)).toBe('0.12345');
  });

  it('groups them in a sentence too, and leaves names and fractions as they are', () => {
    expect(grouped('“Harvest 2026” begins at fruit 1501; 18412 fruits put aside.')).toBe(`“Harvest 2026” begins at fruit 1${S}501; 18${S}412 fruits put aside.`);
    expect(grouped('Deployed v1500 at 0.12345')).toBe('Deployed v1500 at 0.12345');
  });

  it('writes a real minus, and none before a zero', () => {
    expect(number(-0.031, 3)).toBe('\u22120.031');
    expect(number(-0.0001, 2)).toBe('0.00');
  });

  it('has a sign for what is not a number', () => {
    for (const nothing of [null, undefined, Number.NaN]) expect(number(nothing)).toBe('\u2013');
    expect(number(Infinity)).toBe('\u221e');
  });

  it.each([[0.001, '0.001'], [0.000012345, '0.0000123'], [12.3456, '12.3'], [123456, `123${S}000`], [0, '0'], [-0.05, '\u22120.05'], [100, '100']])('significant(%d) is %s', (value, text) => {
    expect(significant(value)).toBe(text);
  });

  it('writes shares as percent', () => {
    expect(percent(0.886)).toBe(`88.6${S}%`);
    expect(percent(null)).toBe('\u2013');
    expect(percentNumber(1)).toBe('100.0');
  });

  it('always signs a difference', () => {
    expect([signed(1.6), signed(-0.031, 3), signed(0), signed(-0.001)]).toEqual(['+1.6', '\u22120.031', '\u00b10.0', '\u00b10.0']);
  });

  it('never rounds a probability up to certainty', () => {
    expect([probability(0.999), probability(1), probability(0.584), probability(0), probability(0.001), probability(0.006)]).toEqual(['0.99', '1.00', '0.58', '0.00', '0.01', '0.01']);
  });

  it('never writes a p-value with an exponent', () => {
    expect([pValue(0.0123), pValue(8e-78), pValue(0), pValue(null)]).toEqual(['p 0.012', 'p below 0.001', 'p below 0.001', 'p \u2013']);
    expect([pNumber(0.0004), pNumber(0.0004, 0.00001), pNumber(0, 0.00001)]).toEqual(['below 0.001', '0.0004', 'below 0.00001']);
  });

  it('writes what no decimals can hold by its power of ten', () => {
    expect([powerOfTen(1.5e-9, 2), powerOfTen(-2e12)].map((text) => text.replaceAll(S, ' '))).toEqual(['1.5 × 10⁻⁹', '−2.00 × 10¹²']);
  });

  it('counts in words', () => {
    expect([count(1, 'picture'), count(476, 'picture'), count(2, 'class', 'classes')]).toEqual(['1 picture', '476 pictures', '2 classes']);
  });
});

describe('measures', () => {
  it.each([
    [0.42, `0.4${S}ms`], [6.8, `6.8${S}ms`], [9.96, `10${S}ms`], [240.4, `240${S}ms`], [999.6, `1.0${S}s`], [1900, `1.9${S}s`], [42_000, `42${S}s`], [59_700, `1${S}min`],
    [120_000, `2${S}min`], [3_600_000, `1${S}h`], [4_800_000, `1${S}h 20${S}min`], [Number.NaN, '\u2013'],
  ])('duration(%d) is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([[0, `0${S}B`], [999, `999${S}B`], [1500, `1.5${S}kB`], [999_600, `1.0${S}MB`], [214e6, `214${S}MB`], [1.4e9, `1.4${S}GB`]])('bytes(%d) is %s', (n, text) => {
    expect(bytes(n)).toBe(text);
  });

  it('shortens axis labels', () => {
    expect([0, 500, 4000, 16_500, 1_200_000].map(indexLabel)).toEqual(['0', '500', `4${S}k`, `16.5${S}k`, `1.2${S}M`]);
  });

  it('shows slow rates with a decimal', () => {
    expect([rate(0), rate(0.52), rate(148.2), rate(2140)]).toEqual(['0', '0.5', '148', `2${S}140`]);
  });

  it('says what is left', () => {
    expect([timeLeft(12_000), timeLeft(200), timeLeft(null)]).toEqual([`about 12${S}s left`, 'almost done', '']);
  });
});

describe('dates', () => {
  it('reads simulated time as UTC', () => {
    const at = Date.UTC(2026, 2, 14, 10, 42);
    expect(simulatedDate(at)).toBe('14 March 2026');
    expect(simulatedTime(at)).toBe('10:42');
    expect(simulatedDate(Number.NaN)).toBe('\u2013');
  });

  it('shortens real moments by how near they are', () => {
    const now = new Date(2026, 2, 14, 12, 0).getTime();
    expect(moment(new Date(2026, 2, 14, 9, 5).getTime(), now)).toBe('09:05');
    expect(moment(new Date(2026, 1, 2).getTime(), now)).toBe('2 February');
    expect(moment(new Date(2024, 1, 2).getTime(), now)).toBe('2 February 2024');
  });
});
