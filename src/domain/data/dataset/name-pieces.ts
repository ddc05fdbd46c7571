import { shapingSigns } from './label.ts';

/** Signs that cannot be seen: those that labels are kept without, and those that only steer a machine. */
const UNSEEN = /[\p{DI}\p{Bidi_Control}\p{Cc}\u2800]/gu;

/** A stretch of a name, or one sign in it that cannot be seen: then its code is the text, as `U+200B`. */
interface NamePiece {
  text: string;
  sign: boolean;
}

/** A name of any origin, cut at the signs that cannot be seen and shape nothing, so that they can be shown for what they are. */
export function namePieces(name: string): NamePiece[] {
  const shaping = shapingSigns(name);
  const pieces: NamePiece[] = [];
  let from = 0;
  for (const { 0: sign, index } of name.matchAll(UNSEEN)) {
    if (shaping.has(index)) continue;
    if (index > from) pieces.push({ text: name.slice(from, index), sign: false });
    pieces.push({ text: `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`, sign: true });
    from = index + sign.length;
  }
  if (from < name.length) pieces.push({ text: name.slice(from), sign: false });
  return pieces;
}
