import { Composer, Parser, type Document, type LineCounter } from 'yaml';
import { DEEPEST, tooDeepAt } from './depth.ts';

/** What keeps a text from being composed, and where (characters from the beginning). */
interface TooDeep { readonly detail: string; readonly offset: number }

/** The first document of a YAML text, null for a text without one, or where it is nested too deeply to be read. */
export function composed(text: string, lines: LineCounter): Document | TooDeep | null {
  const tooDeep = tooDeepIn(text, lines);
  if (tooDeep) return tooDeep;
  for (const document of documentsOf(text, lines)) return document;
  return null;
}

/** All documents of a YAML text, or where it is nested too deeply to be read. */
export function allComposed(text: string, lines: LineCounter): Document[] | TooDeep {
  return tooDeepIn(text, lines) ?? [...documentsOf(text, lines)];
}

function tooDeepIn(text: string, lines: LineCounter): TooDeep | null {
  const offset = tooDeepAt(text);
  if (offset === null) return null;
  for (const start of [0, ...Array.from(text.slice(0, offset).matchAll(/\n/gu), ({ index }) => index + 1)]) lines.addNewLine(start);
  return { detail: `it is nested more than ${DEEPEST} deep`, offset };
}

function documentsOf(text: string, lines: LineCounter): Iterable<Document> {
  // Keys that come twice are told by who reads the mapping: here they would be looked for pair by pair.
  const composer = new Composer({ prettyErrors: false, schema: 'core', merge: true, uniqueKeys: false });
  return composer.compose(new Parser(lines.addNewLine).parse(text)) as Iterable<Document>;
}
