import { getContext } from 'svelte';
import type { Part } from './part.ts';
import { sayIn, type Say } from './say.ts';
import type { Translator } from './translation.ts';

/** Each language with its tag for numbers and dates, and its texts, which come when it is spoken. English lies in the screens' own code. */
const LANGUAGES = {
  en: { tag: 'en-GB', load: null },
  zz: { tag: 'en-GB', load: () => import('./marked.ts').then(({ translate }) => translate as Translator) },
} as const satisfies Record<string, { tag: string; load: (() => Promise<Translator>) | null }>;

export type LanguageCode = keyof typeof LANGUAGES;
export const LANGUAGE_CODES = Object.keys(LANGUAGES) as LanguageCode[];

/** What the page speaks. It is settled before the page is mounted and stays, so that no screen has two. */
export interface Language {
  code: LanguageCode;
  /** The texts of a part; in English where the language lacks them. */
  of<T>(part: Part<T>): T;
  say: Say;
}

function language(code: LanguageCode, translate: Translator | null): Language {
  const say = sayIn(LANGUAGES[code].tag);
  const known = new Map<string, unknown>();
  return {
    code, say,
    of<T>(part: Part<T>): T {
      const texts = (known.get(part.name) ?? translate?.(part, say) ?? part.english(say)) as T;
      known.set(part.name, texts);
      return texts;
    },
  };
}

export const english = (): Language => language('en', null);

/** The language with its texts. */
export async function loadLanguage(code: LanguageCode): Promise<Language> {
  return language(code, await LANGUAGES[code].load?.() ?? null);
}

/** Which language to speak: the one that the address asks for (`?lang=fr`), else the reader's first that there is. Marks only when asked for. */
export function languageOf<C extends string>(search: string, preferred: readonly string[], codes: readonly C[]): C | 'en' {
  const asked = new URLSearchParams(search).get('lang');
  const known = (wanted: string): C | undefined => codes.find((code) => code === wanted.toLowerCase().split('-')[0]);
  if (asked !== null) return known(asked) ?? 'en';
  return preferred.map(known).find((code) => code !== undefined && code !== 'zz') ?? 'en';
}

const KEY = Symbol('language');

/** The context that the page is mounted with. */
export const speaking = (spoken: Language): Map<unknown, unknown> => new Map([[KEY, spoken]]);

/** What the page speaks, for a component while it is made. */
export function spoken(): Language {
  return getContext<Language | undefined>(KEY) ?? english();
}

/** A part's texts, for a component while it is made. */
export function texts<T>(part: Part<T>): T {
  return spoken().of(part);
}
