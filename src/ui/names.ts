import { namePieces } from '../domain/dataset/name-pieces.ts';

/** First strong isolate, and its end: what stands between them does not turn the words around it. */
const ISOLATE = '\u2068';
const END = '\u2069';
/** Any letter of scripts that are written from right to left, or a sign that turns the direction. */
const TURNS = /[\p{Bidi_Control}\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * A name within a sentence that is plain text (an accessible name, a caption): signs that cannot be seen as their code, and
 * isolated where it could turn the words around it. On a screen, use parts/Name.svelte.
 */
export function nameText(name: string): string {
  const seen = namePieces(name).map(({ text, sign }) => (sign ? `[${text}]` : text)).join('');
  return TURNS.test(seen) ? `${ISOLATE}${seen}${END}` : seen;
}
