import { describe, expect, it } from 'vitest';
import { lineMove } from '../../../src/ui/parts/arrows.ts';
import { codeLine, indentEn, lineNumbers, offsetOf, wordEnd } from '../../../src/ui/parts/code.ts';
import { differenceScale, shareScale } from '../../../src/ui/parts/interval.ts';
import { rowGroups } from '../../../src/ui/parts/ledger.ts';
import { panelPath, valueBefore } from '../../../src/ui/parts/multiples.ts';
import { pairText } from '../../../src/ui/parts/pairs.ts';

describe('the arrow keys among things in a line', () => {
  it('lead to the neighbour and to both ends, and stop there', () => {
    expect(lineMove('ArrowRight', 0, 3, 'x')).toBe(1);
    expect(lineMove('ArrowLeft', 0, 3, 'x')).toBeNull();
    expect(lineMove('ArrowRight', 2, 3, 'x')).toBeNull();
    expect(lineMove('End', 0, 3, 'x')).toBe(2);
    expect(lineMove('Home', 0, 3, 'x')).toBeNull();
    expect(lineMove('ArrowDown', 0, 3, 'y')).toBe(1);
  });

  it('leave the keys of the other direction alone', () => {
    expect(lineMove('ArrowDown', 0, 3, 'x')).toBeNull();
    expect(lineMove('ArrowRight', 0, 3, 'y')).toBeNull();
  });
});

describe('scales of intervals', () => {
  it('of shares begin where they usually do or further down, end at 1, and hold every interval', () => {
    expect(shareScale([{ lower: 0.86 }]).ticks[0]).toEqual({ value: 0.6, words: '60' });
    expect(shareScale([{ lower: 0.93 }], 0.9).ticks.map(({ words }) => words)).toEqual(['90', '100']);
    const low = shareScale([{ lower: 0.31 }]);
    expect([low.place(0.3), low.place(1)]).toEqual([0, 1]);
    expect([low.ticks[0]!.value, low.ticks.at(-1)!.words]).toEqual([0.4, '100']);
  });

  it('of differences have none in the middle, and say their ends with a sign', () => {
    const { ticks, place } = differenceScale([{ lower: -0.02, upper: 0.134 }]);
    expect(ticks.map(({ words }) => words)).toEqual(['−15', 'no difference', '+15']);
    expect([place(-0.15), place(0), place(0.15)]).toEqual([0, 0.5, 1]);
    expect(differenceScale([{ lower: -0.1, upper: 0.1 }]).ticks[2]!.words).toBe('+10');
  });
});

describe('a ledger', () => {
  it('keeps its rows under their headings in the order of the first of each', () => {
    const rows = [{ is: 'b', of: 1 }, { is: 'a', of: 2 }, { is: 'b', of: 3 }];
    expect(rowGroups(rows, ({ is }) => is).map(({ title, rows: of }) => [title, of.map((row) => row.of)])).toEqual([['b', [1, 3]], ['a', [2]]]);
    expect(rowGroups(rows, undefined)).toEqual([{ title: '', rows }]);
    expect(rowGroups([], undefined)).toEqual([]);
  });
});

describe('small multiples', () => {
  const panel = { x: [0, 10, 20], y: [1, 3, 2] };

  it('say the newest value at a moment, and nothing before the first', () => {
    expect([valueBefore(panel, 10), valueBefore(panel, 19.9), valueBefore(panel, 99)]).toEqual([3, 3, 2]);
    expect(valueBefore(panel, -1)).toBeNaN();
  });

  it('draw a value until the next one, and leave a gap where there is none', () => {
    expect(panelPath(panel, [0, 20], [0, 4], 100, 40, true)).toBe('M0.0 30.0H50.0V10.0H100.0V20.0');
    expect(panelPath({ x: [0, 10, 20], y: [1, NaN, 2] }, [0, 20], [0, 4], 100, 40)).toBe('M0.0 30.0M100.0 20.0');
  });
});

describe('pairs of two versions', () => {
  it('are told as mended and broken', () => {
    expect(pairText({ bothRight: 1703, onlyChampion: 49, onlyChallenger: 213, bothWrong: 35 }).replaceAll('\u00a0', ' ')).toBe('1 703 both right, 213 mended, 49 broken, 35 both wrong');
  });
});

describe('code', () => {
  it.each([
    ['      - pause: { duration: 72h }', '      ', '- pause: ', '{ duration: 72h }'],
    ['name: supplier_unripe_share', '', 'name: ', 'supplier_unripe_share'],
    ['  "kind": "linear",', '  ', '"kind": ', '"linear",'],
    ['steps:', '', 'steps:', ''],
    ['\t- just words', '\t', '- just words', ''],
    ['', '', '', ''],
  ])('of the line “%s” sets the value apart, and loses nothing of it', (line, indent, name, value) => {
    expect(codeLine(line)).toEqual({ indent, name, value });
    expect(indent + name + value).toBe(line);
  });

  it('counts its lines, and gives a tab two places', () => {
    expect(lineNumbers('a\nb\n')).toBe('1\n2\n3');
    expect([indentEn('  '), indentEn('\t'), indentEn('')]).toEqual([2, 2, 0]);
  });

  it('finds the place of a mistake, and the word that is one', () => {
    const text = 'groups:\n  - name: mine\n';
    expect(text.slice(offsetOf(text, 2, 5), wordEnd(text, offsetOf(text, 2, 5)))).toBe('name:');
    expect(offsetOf(text, 99, 1)).toBe(text.length);
    expect(offsetOf(text, 1, 99)).toBe(7);
  });
});
