/** A rule file is five deep. The parser of YAML calls itself for every level, and a browser gives up a whole worker whose stack ends in the wrong place. */
export const DEEPEST = 100;

/**
 * Where a text is nested more deeply than it is safe to parse as YAML (characters from its beginning), or null. Told by the signs alone, wherever they
 * stand: brackets that are open, and beginnings of blocks further and further to the right. Never fewer than there are.
 */
export function tooDeepAt(text: string): number | null {
  let brackets = 0;
  /** Columns at which blocks may have begun that are not over. */
  const blocks: number[] = [];
  let lineAt = 0;
  let blank = true;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (sign === '\n' || sign === '\r') {
      lineAt = at + 1;
      blank = true;
      continue;
    }
    if (sign === ' ' || sign === '\t') continue;
    if (blank) {
      blank = false;
      while (blocks.length > 0 && blocks.at(-1)! >= at - lineAt) blocks.pop();
      blocks.push(at - lineAt);
    } else if ((sign === '-' || sign === '?' || sign === ':') && /^\s?$/u.test(text[at + 1] ?? '')) {
      blocks.push(at - lineAt);
    }
    if (sign === '[' || sign === '{') brackets += 1;
    else if (sign === ']' || sign === '}') brackets = Math.max(0, brackets - 1);
    if (brackets > DEEPEST || blocks.length > DEEPEST) return at;
  }
  return null;
}
