import { Composer, Parser, type CST, type Document, type LineCounter } from 'yaml';

/** A rule file is five deep; much deeper ones exhaust the stack of whoever composes them. */
const DEEPEST = 100;

/** What keeps a text from being composed, and where (characters from the beginning). */
export interface TooDeep { readonly detail: string; readonly offset: number }

/** The first document of a YAML text, null for a text without one, or where it is nested too deeply to be read. */
export function composed(text: string, lines: LineCounter): Document | TooDeep | null {
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const offset = tooDeepAt(tokens);
  if (offset !== null) return { detail: `it is nested more than ${DEEPEST} deep`, offset };
  // Keys that come twice are told by who reads the mapping: here they would be looked for pair by pair.
  const composer = new Composer({ prettyErrors: false, schema: 'core', merge: true, uniqueKeys: false });
  for (const document of composer.compose(tokens)) return document;
  return null;
}

/** Where tokens are first nested too deeply, without a call for each level. */
function tooDeepAt(tokens: readonly CST.Token[]): number | null {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return level[0]!.offset;
    level = level.flatMap(inside);
  }
  return null;
}

function inside(token: CST.Token): CST.Token[] {
  const value = 'value' in token && token.value ? [token.value] : [];
  const items = 'items' in token ? token.items.flatMap(({ key, value: held }) => [key, held]) : [];
  return [...value, ...items].filter((held): held is CST.Token => typeof held === 'object' && held !== null);
}
