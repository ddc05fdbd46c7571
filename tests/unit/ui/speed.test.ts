import { describe, expect, it } from 'vitest';
import { LAPSES, lapseLabel, lapseNote } from '../../../src/ui/shell/speed.ts';

describe('the time-lapse menu', () => {
  it('offers what is watched as a multiple of the belt', () => {
    expect(LAPSES.map(lapseLabel)).toEqual(['1×', '3×', '10×', '30×', '100×', 'max']);
    expect(lapseLabel(2.5)).toBe('2.5×');
  });

  it('says where this machine stops', () => {
    expect(lapseNote(30, 8, 370)).toBe('240 fruits a second');
    expect(lapseNote(100, 8, 370)).toBe('800 a second; here it stops at 46×');
    expect(lapseNote('max', 8, 370)).toBe('here about 370 a second, 46×');
    expect(lapseNote('max', 8, null)).toBe('as fast as this machine can');
  });
});
