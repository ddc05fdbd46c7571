import { Composer, Parser, type Document, type LineCounter } from 'yaml';
import { DEEPEST, tooDeepAt } from './yaml-depth.ts';

/** What keeps a text from being composed, and where (characters from the beginning). */
interface TooDeep { readonly detail: string; readonly offset: number }

/** The first document of a YAML text, null for a text without one, or where it is nested too deeply to be read. */
export function composed(text: string, lines: LineCounter): Document | TooDeep | null {
  const offset = tooDeepAt(text);
  if (offset !== null) {
    for (const start of [0, ...Array.from(text.slice(0, offset).matchAll(/\n/gu), ({ index }) => index + 1)]) lines.addNewLine(start);
    return { detail: `it is nested more than ${DEEPEST} deep`, offset };
  }
  // Keys that come twice are told by who reads the mapping: here they would be looked for pair by pair.
  const composer = new Composer({ prettyErrors: false, schema: 'core', merge: true, uniqueKeys: false });
  for (const document of composer.compose(new Parser(lines.addNewLine).parse(text))) return document;
  return null;
}
