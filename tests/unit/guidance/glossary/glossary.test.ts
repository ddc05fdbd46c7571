import { describe, expect, it } from 'vitest';
import { findTerms, mentions, nearestTerms, TERMS, termOf } from '../../../../src/domain/guidance/glossary/glossary.ts';
import type { Formula } from '../../../../src/domain/guidance/glossary/term.ts';
import { SCREENS } from '../../../../src/domain/world/share/address.ts';

const sentences = (text: string): string[] => text.split(/(?<=[.?!])\s+/u);
const words = (text: string): string[] => text.toLowerCase().match(/[a-z]+/gu) ?? [];
const LITTLE = new Set('a an and as at by for from how in is it its no not of on or so that the there this to was what which with without'.split(' '));
const linear = (formula: Formula): string => formula.map((piece) => (typeof piece === 'string' ? piece : JSON.stringify(piece))).join('');

describe('the glossary', () => {
  it('has at least sixty terms, each with an id that can stand in an address', () => {
    expect(TERMS.length).toBeGreaterThanOrEqual(60);
    for (const { id } of TERMS) expect(id).toMatch(/^[a-z][a-z0-9-]*$/u);
  });

  it('gives no name to two terms', () => {
    const names = TERMS.flatMap(({ name, also = [] }) => [name, ...also].map((each) => each.toLowerCase()));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('sends a reader only to terms and screens that are there, and never to the term itself', () => {
    for (const { id, unlike = [], meets } of TERMS) {
      expect(unlike.filter((other) => other === id || !termOf(other)), id).toEqual([]);
      expect(meets.length, id).toBeGreaterThan(0);
      expect(meets.filter(([screen, place]) => !SCREENS.includes(screen) || place === ''), id).toEqual([]);
    }
  });

  it.each([...TERMS])('explains $id in whole sentences of a readable length', ({ brief, definition, page, formula }) => {
    expect(brief).not.toMatch(/[.]$/u);
    expect(brief.length).toBeGreaterThanOrEqual(10);
    expect(brief.length).toBeLessThanOrEqual(52);
    for (const text of [definition, ...(page ? [page] : []), ...(formula ? [formula.words] : [])]) {
      expect(text).toMatch(/^[A-Z].*\.$/su);
      expect(text.length).toBeLessThanOrEqual(280);
      for (const sentence of sentences(text)) expect(sentence.length, sentence).toBeLessThanOrEqual(190);
    }
    expect(definition.length).toBeGreaterThanOrEqual(80);
    expect([2, 3, 4]).toContain(sentences(definition).length);
    if (formula) {
      expect(linear(formula.pieces).length).toBeGreaterThan(3);
      expect(formula.source).toMatch(/, /u);
    }
  });

  it('defines no term by its own name alone', () => {
    for (const { name, brief, id } of TERMS) {
      const own = new Set(words(name));
      expect(words(brief).filter((word) => !own.has(word) && !LITTLE.has(word)).length, id).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('finding a term', () => {
  it('finds it by its name, by another name and by a word of it', () => {
    expect(findTerms('psi')[0]?.id).toBe('psi');
    expect(findTerms('ECE')[0]?.id).toBe('calibration-error');
    expect(findTerms('stability').map(({ id }) => id)).toEqual(['psi']);
    expect(findTerms('kolmogorov smirnov')[0]?.id).toBe('ks');
  });

  it('puts names that begin so first, and shows all for nothing typed', () => {
    const found = findTerms('re').map(({ name }) => name);
    expect(found.slice(0, 4)).toEqual(['Recall', 'Recipe', 'Recording rule', 'Recurring']);
    expect(findTerms('  ')).toBe(TERMS);
  });

  it('marks the first mention of another term in a text, and leaves the text as it is', () => {
    const text = 'Far from the reference. The Reference has a standard deviation.';
    const pieces = mentions(text, 'psi');
    expect(pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('')).toBe(text);
    expect(pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.term.id]))).toEqual(['reference', 'standard-deviation']);
    expect(mentions(text, 'reference').flatMap((piece) => (typeof piece === 'string' ? [] : [piece.term.id]))).toEqual(['standard-deviation']);
  });

  it('finds nothing where nothing fits, and names the three nearest', () => {
    for (const wrong of ['acuracy', '漢字', '%%%', 'x'.repeat(10_000)]) {
      expect(findTerms(wrong)).toEqual([]);
      expect(nearestTerms(wrong)).toHaveLength(3);
    }
    expect(nearestTerms('acuracy')[0]?.id).toBe('accuracy');
    expect(nearestTerms('presision')[0]?.id).toBe('precision');
    expect(nearestTerms('populaton stabilty index')[0]?.id).toBe('psi');
  });
});
