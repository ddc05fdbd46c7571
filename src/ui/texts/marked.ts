import type { Part } from './part.ts';
import type { Translator } from './translation.ts';

/** No language, but English in marks (`?lang=zz`): what stands on a screen without them has not been moved to its texts. */
export const translate: Translator = <T>({ english }: Part<T>, say: Parameters<Translator>[1]) => marked(english(say)) as T;

function marked(texts: unknown): unknown {
  if (typeof texts === 'string') return texts === '' ? '' : `⟦${texts}⟧`;
  if (typeof texts === 'function') return (...given: unknown[]) => marked((texts as (...given: unknown[]) => unknown)(...given));
  return Object.fromEntries(Object.entries(texts as object).map(([key, text]) => [key, marked(text)]));
}
