import { describe, expect, it } from 'vitest';
import { csvCell } from '../../../src/domain/common/csv.ts';
import { codeOf, detailOf, messageOf, OrchardError } from '../../../src/domain/common/errors.ts';
import { isolated, shortened, withNamesIsolated, withoutTurns } from '../../../src/domain/common/isolated.ts';
import { Shell } from '../../../src/state/shell.svelte.ts';

describe('names within sentences', () => {
  it('stand apart where their script runs the other way, and turn nothing', () => {
    expect(isolated('ripe')).toBe('ripe');
    expect(isolated('\u05d1\u05e9\u05dc 3')).toBe('\u2068\u05d1\u05e9\u05dc 3\u2069');
    expect(isolated('a\u202egnp.\u2069b\nc')).toBe('agnp.b c');
    expect(withNamesIsolated('Renamed “\u0646\u0627” to “\u202ea”, 3 pictures\u202e')).toBe('Renamed “\u2068\u0646\u0627\u2069” to “a”, 3 pictures');
    expect(withNamesIsolated('Removed “a” and its 2 pictures')).toBe('Removed “a” and its 2 pictures');
  });

  it('keep their place where a sentence has isolated them already, and where a text is cut', () => {
    expect(withNamesIsolated('Share of \u2068\u0646\u0627\u2069, 3 \u202epictures')).toBe('Share of \u2068\u0646\u0627\u2069, 3 pictures');
    expect(withNamesIsolated('\u2068\u0646\u0627\u202e and 3')).toBe('\u0646\u0627 and 3');
    expect(shortened('Share of \u2068\u05d1\u05e9\u05dc\u05d1\u05e9\u05dc\u2069', 14)).toBe('Share of \u2068\u05d1\u05e9\u05dc\u2069…');
    expect(shortened('Share of \u2068\u05d1\u2069 fruit', 14)).toBe('Share of \u2068\u05d1\u2069 …');
    expect(shortened('ADWIN', 5)).toBe('ADWIN');
  });

  it('are isolated in what is announced and offered to be undone', () => {
    const shell = new Shell();
    shell.offerUndo('Removed “\u0646\u0627\u202e” and its 2 pictures', async () => {});
    expect(shell.undo?.text).toBe('Removed “\u2068\u0646\u0627\u2069” and its 2 pictures');
    expect(shell.announcement).toBe('Removed “\u2068\u0646\u0627\u2069” and its 2 pictures. Undo is offered.');
  });

  it('turn nothing in exports', () => {
    expect(csvCell('a\u202eb')).toBe('ab');
    expect(csvCell('\u202e=1+1')).toBe('\'=1+1');
    const json = withoutTurns(JSON.stringify({ name: '\u202ea' }));
    expect(json).toBe('{"name":"\\u202ea"}');
    expect(JSON.parse(json)).toEqual({ name: '\u202ea' });
  });
});

describe('what a program is told of an error', () => {
  it.each([
    ['a stack of Chromium', 'boom\n    at parse (http://localhost:4173/assets/main.js:1:2345)\n    at async x'],
    ['a stack in one line', 'boom at parse (http://localhost:4173/assets/main.js:1:2345)'],
    ['a stack of Firefox', 'boom\nparse@http://localhost:4173/assets/main.js:1:2345'],
    ['a place alone', 'boom blob:http://localhost/ab:12:3'],
  ])('has no address in it: %s', (_, message) => {
    for (const error of [new Error(message), new OrchardError('file-schema', message)]) {
      expect(detailOf(error)).toMatch(/^boom(?:\nparse)?$/u);
      expect(messageOf(error)).toMatch(/^(?:internal|file-schema): boom(?:\nparse)?$/u);
    }
  });

  it('is its code where there is nothing else to say', () => {
    expect(messageOf(null)).toBe('internal');
    expect(messageOf(new OrchardError('label-empty'))).toBe('label-empty');
    expect(codeOf({ code: 'nonsense' })).toBe('internal');
  });
});
