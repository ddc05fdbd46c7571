/** A rule file is five deep. The parser of YAML calls itself for every level, and a browser gives up a whole worker whose stack ends in the wrong place. */
const DEEPEST_FLOW = 100;
const DEEPEST_BLOCK = 300;

/**
 * Where a text is nested more deeply than it is safe to parse as YAML (characters from its beginning), or null. Told by the signs alone: brackets
 * that are open, wherever they stand, and how far to the right a line begins, which no nesting of blocks can exceed.
 */
export function tooDeepAt(text: string): number | null {
  let open = 0;
  let begins = true;
  let column = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (sign === '\n' || sign === '\r') [begins, column] = [true, 0];
    else if (begins && ' \t-?:'.includes(sign)) {
      column += 1;
      if (column > DEEPEST_BLOCK) return at;
    } else begins = false;
    if (sign === '[' || sign === '{') {
      open += 1;
      if (open > DEEPEST_FLOW) return at;
    } else if (sign === ']' || sign === '}') open = Math.max(0, open - 1);
  }
  return null;
}
