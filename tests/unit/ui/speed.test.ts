import { describe, expect, it } from 'vitest';
import { english } from '../../../src/ui/texts/language.ts';
import { shell } from '../../../src/ui/texts/shell.ts';
import { LAPSES, lapseLabel, lapseNote } from '../../../src/ui/shell/speed.ts';

describe('the time-lapse menu', () => {
  const t = english().of(shell).transport;

  it('offers what is watched as a multiple of the belt', () => {
    expect(LAPSES.map((lapse) => lapseLabel(lapse))).toEqual(['1×', '3×', '10×', '30×', '100×', 'max']);
    expect(lapseLabel(2.5)).toBe('2.5×');
  });

  it('says where this machine stops', () => {
    expect(lapseNote(t, 30, 8, 370)).toBe('240 fruits a second');
    expect(lapseNote(t, 100, 8, 370)).toBe('800 a second; here it stops at 46×');
    expect(lapseNote(t, 'max', 8, 370)).toBe('here about 370 a second, 46×');
    expect(lapseNote(t, 'max', 8, null)).toBe('as fast as this machine can');
  });
});
