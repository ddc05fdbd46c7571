import { namePieces } from '../domain/data/dataset/name-pieces.ts';
import { apart } from '../domain/common/isolated.ts';

/**
 * A name within a sentence that is plain text (an accessible name, a caption): signs that cannot be seen as their code, and
 * isolated where it could turn the words around it. On a screen, use parts/Name.svelte.
 */
export function nameText(name: string): string {
  return apart(namePieces(name).map(({ text, sign }) => (sign ? `[${text}]` : text)).join(''));
}
