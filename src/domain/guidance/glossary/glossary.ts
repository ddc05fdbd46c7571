import type { TermText } from './term.ts';
import { ALERT_TERMS } from './texts/alerts.ts';
import { DATA_TERMS } from './texts/data.ts';
import { DRIFT_TERMS } from './texts/drift.ts';
import { IMPROVING_TERMS } from './texts/improving.ts';
import { LINE_TERMS } from './texts/line.ts';
import { MONITORING_TERMS } from './texts/monitoring.ts';
import { POLICY_TERMS } from './texts/policies.ts';
import { STATISTICS_TERMS } from './texts/statistics.ts';
import { TRAINING_TERMS } from './texts/training.ts';

const TEXTS = { ...DATA_TERMS, ...TRAINING_TERMS, ...LINE_TERMS, ...DRIFT_TERMS, ...STATISTICS_TERMS, ...MONITORING_TERMS, ...ALERT_TERMS, ...POLICY_TERMS, ...IMPROVING_TERMS };
export type TermId = keyof typeof TEXTS;

/** A term as lists show it. */
export interface Term extends TermText {
  readonly id: TermId;
}

const byName = (a: TermText, b: TermText): number => a.name.localeCompare(b.name, 'en', { sensitivity: 'base' });

/** Every term, by name. */
export const TERMS: readonly Term[] = Object.entries<TermText>(TEXTS).map(([id, text]) => ({ id: id as TermId, ...text })).sort(byName);

const BY_ID: ReadonlyMap<string, Term> = new Map(TERMS.map((term) => [term.id, term]));

/** The term of that id; undefined when there is none. */
export const termOf = (id: string): Term | undefined => BY_ID.get(id);

/** The letter under which a term is listed. */
export const letterOf = ({ name }: TermText): string => name[0]!.toUpperCase();

const plain = (text: string): string => text.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/gu, ' ').trim();
const namesOf = ({ name, also = [] }: TermText): string[] => [name, ...also].map(plain);

/** Terms of which a name has a word that begins with the query, those whose own name does first; all of them for an empty one. */
export function findTerms(query: string): readonly Term[] {
  const wanted = plain(query);
  if (wanted === '') return query.trim() === '' ? TERMS : [];
  const rank = (term: Term): number => {
    const [name, ...others] = namesOf(term) as [string, ...string[]];
    if (name.startsWith(wanted)) return 0;
    return [name, ...others].some((each) => ` ${each}`.includes(` ${wanted}`)) ? 1 : 2;
  };
  return TERMS.map((term) => ({ term, at: rank(term) })).filter(({ at }) => at < 2).sort((a, b) => a.at - b.at).map(({ term }) => term);
}

/** Names that are hardly ever meant otherwise, longest first: a text may link them. */
const LINKED = TERMS.filter(({ name }) => name.length >= 8).toSorted((a, b) => b.name.length - a.name.length);

/** A text in pieces: the first mention of each other term is one of its own, to be linked. */
export function mentions(text: string, own: TermId): readonly (string | { term: Term; text: string })[] {
  const names = new Map(LINKED.filter(({ id }) => id !== own).map((term) => [term.name.toLowerCase(), term]));
  const pattern = new RegExp(`\\b(${[...names.keys()].join('|')})\\b`, 'giu');
  const seen = new Set<string>();
  return text.split(pattern).map((piece) => {
    const term = names.get(piece.toLowerCase());
    if (!term || seen.has(term.id)) return piece;
    seen.add(term.id);
    return { term, text: piece };
  });
}

/** Pairs of letters of a text, with its ends. */
function pairsOf(text: string): Set<string> {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, i) => padded.slice(i, i + 2)));
}

/** The terms whose names are most like the query, by the pairs of letters that they share (Dice's coefficient). */
export function nearestTerms(query: string, most = 3): readonly Term[] {
  const wanted = pairsOf(plain(query));
  const likeness = (name: string): number => {
    const pairs = pairsOf(name);
    return (2 * [...pairs].filter((pair) => wanted.has(pair)).length) / (pairs.size + wanted.size);
  };
  return TERMS.map((term) => ({ term, at: Math.max(...namesOf(term).map(likeness)) })).sort((a, b) => b.at - a.at).slice(0, most).map(({ term }) => term);
}
