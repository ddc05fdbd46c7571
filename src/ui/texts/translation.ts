import type { Part, TextsOf } from './part.ts';
import type { Say } from './say.ts';
import type { shell } from './shell.ts';
import type { welcome } from './welcome.ts';

/** Every part, by its name: a screen whose texts are moved here adds its line. */
export interface Parts {
  shell: TextsOf<typeof shell>;
  welcome: TextsOf<typeof welcome>;
}

/** A language's own texts, key by key those of the English ones; a part that is left out is read in English. */
export type Translation = { [K in keyof Parts]?: (say: Say) => Parts[K] };

/** What a language's file answers with. */
export type Translator = <T>(part: Part<T>, say: Say) => T | null;

/** A language by its texts. */
export const translator = (texts: Translation): Translator => <T>({ name }: Part<T>, say: Say) =>
  ((texts as Record<string, ((say: Say) => unknown) | undefined>)[name]?.(say) ?? null) as T | null;
