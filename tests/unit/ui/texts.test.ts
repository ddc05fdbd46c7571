import { describe, expect, it } from 'vitest';
import { count, number, simulatedDate } from '../../../src/ui/format.ts';
import { english, LANGUAGE_CODES, languageOf, loadLanguage } from '../../../src/ui/texts/language.ts';
import { part, type Part } from '../../../src/ui/texts/part.ts';
import { sayIn } from '../../../src/ui/texts/say.ts';
import { shell } from '../../../src/ui/texts/shell.ts';
import { translator, type Parts } from '../../../src/ui/texts/translation.ts';
import { welcome } from '../../../src/ui/texts/welcome.ts';

const PARTS: { [K in keyof Parts]: Part<Parts[K]> } = { shell, welcome };

/** Where two objects of texts differ in their keys, or in what stands there. */
function differences(own: unknown, other: unknown, at = ''): string[] {
  if (typeof own !== 'object' || own === null) return typeof own === typeof other ? [] : [`${at}: ${typeof own} against ${typeof other}`];
  if (typeof other !== 'object' || other === null) return [`${at}: nothing`];
  const keys = new Set([...Object.keys(own), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences((own as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], `${at}.${key}`));
}

describe('the texts', () => {
  it('are the same in every language, key by key', async () => {
    for (const code of LANGUAGE_CODES) {
      const language = await loadLanguage(code);
      for (const [name, one] of Object.entries(PARTS)) expect(differences(one.english(language.say), language.of(one as Part<unknown>)), `${code}, ${name}`).toEqual([]);
    }
    // What this would find.
    expect(differences({ a: 'x', b: { c: () => '' } }, { a: 'y', b: { d: () => '' } })).toEqual(['.b.c: function against undefined', '.b.d: undefined against function']);
  });

  it('do not compile with a key left out', () => {
    const { cancel: _, ...rest } = welcome.english(sayIn('en-GB'));
    // @ts-expect-error `cancel` is missing
    expect(translator({ welcome: () => rest })).toBeTypeOf('function');
  });

  it('are in English where a language lacks a part, and where marks are asked for in marks', async () => {
    expect((await loadLanguage('zz')).of(welcome).photograph(240)).toBe('⟦Photograph 240 fruits⟧');
    expect(english().of(welcome).photograph(1)).toBe('Photograph 1 fruit');
    expect(translator({})(part('shell', () => ({ a: 'b' })), sayIn('en-GB'))).toBeNull();
  });
});

describe('the language', () => {
  it('is what the address asks for, else the first of the reader that there is, else English', () => {
    const codes = ['en', 'fr', 'zz'] as const;
    expect(languageOf('?lang=fr', ['en'], codes)).toBe('fr');
    expect(languageOf('?lang=xx', ['fr'], codes)).toBe('en');
    expect(languageOf('', ['de-AT', 'fr-CH', 'en'], codes)).toBe('fr');
    expect(languageOf('', ['de'], codes)).toBe('en');
    expect(languageOf('', ['zz'], codes)).toBe('en');
    expect(languageOf('?lang=zz', ['en'], codes)).toBe('zz');
  });
});

describe('numbers and plurals', () => {
  it('are in English as everywhere on the page', () => {
    const say = sayIn('en-GB');
    for (const n of [0, 1, 2, 999, 1000, 18_412, 1_234_567, -3, -1500]) expect(say.number(n)).toBe(number(n));
    for (const n of [0.5, 12.25, -0.031, 1999.96, -0.001]) expect(say.number(n, 1)).toBe(number(n, 1));
    for (const n of [0, 1, 2, 1500]) expect(say.count(n, { one: 'fruit', other: 'fruits' })).toBe(count(n, 'fruit'));
    for (const ms of [0, Date.UTC(2026, 2, 14), Date.UTC(2026, 11, 31, 23, 59)]) expect(say.date(ms)).toBe(simulatedDate(ms));
  });

  it('follow the rules of another language', () => {
    const forms = { one: 'jabłko', few: 'jabłka', many: 'jabłek', other: 'jabłka' };
    expect([1, 3, 12].map((n) => sayIn('pl').count(n, forms))).toEqual(['1 jabłko', '3 jabłka', '12 jabłek']);
    expect(sayIn('fr').form(0, { one: 'fruit', other: 'fruits' })).toBe('fruit');
    expect(sayIn('fr').number(18_412.5, 1)).toBe('18\u00a0412,5');
    expect(sayIn('fr').date(Date.UTC(2026, 2, 14))).toBe('14 mars 2026');
  });
});
