import { timeAt } from '../world/stream/time.ts';
import { findingOf, type Trial } from '../remedy/trial.ts';
import type { JournalEntry, Measured, Note } from './entries.ts';

/** Words that the writer is given, since texts are made elsewhere. */
export interface JournalWords {
  remedy(trial: Trial): string;
}

/** A picture that stands in the text: its file and what it shows. */
export interface JournalPicture {
  readonly file: string;
  readonly alt: string;
}

/** The journal as Markdown: a post-mortem of each problem in Kaizen's five steps. `pictures`: by the number of the entry. `notes`: those beside no problem. */
export function journalMarkdown(entries: readonly JournalEntry[], notes: readonly Note[], words: JournalWords, pictures: ReadonlyMap<number, readonly JournalPicture[]> = new Map()): string {
  const parts = entries.map((entry) => entryMarkdown(entry, words, pictures.get(entry.number) ?? []));
  const free = notes.length === 0 ? [] : [`## Notes\n\n${notes.map(noteLine).join('\n')}`];
  return `${['# Journal', ...(entries.length === 0 ? ['Nothing has gone wrong on this line yet.'] : parts), ...free].join('\n\n')}\n`;
}

function entryMarkdown({ number, problem, designs, test, measures, adopted, cameBack, notes }: JournalEntry, words: JournalWords, pictures: readonly JournalPicture[]): string {
  const span = problem.to === null ? `since fruit ${problem.from}, still on` : `fruit ${problem.from} to ${problem.to}`;
  return [
    `## ${number}. ${escaped(problem.title)}`,
    `*${dayOf(problem.from)}, ${span}.*`,
    '### Problem',
    `${escaped(problem.title)}.${problem.kind === null ? '' : ` It points to ${problem.kind === 'slow' ? 'slowness' : problem.kind === 'fault' ? 'a fault' : `a ${problem.kind} drift`}.`}`,
    ...(pictures.length === 0 ? [] : [pictures.map(({ file, alt }) => `![${escaped(alt)}](${file})`).join(' ')]),
    '### Designs',
    designs.length === 0 ? 'Nothing was tried.' : table(['remedy', 'version', 'judged on', 'accuracy', '95 %', 'p'], designs.map((trial) => [
      words.remedy(trial), `v${trial.version}`, `${trial.judged} fruits`, ...(trial.difference ? [points(trial.difference.value), `${points(trial.difference.lower)} to ${points(trial.difference.upper)}`, pText(trial.difference.p)] : ['–', '–', '–']),
    ])),
    '### Tests',
    test === null ? 'None.' : `v${test.version} was replayed in the place of v${test.baseline} on ${test.judged} fruits that neither had learnt from: ${test.counts.mended} mended, ${test.counts.broken} broken. ${CONCLUSIONS[findingOf(test)]}`,
    '### Measures',
    adopted === null ? measuredText('Accuracy', measures.before) : table(['', 'before', 'after'], [['accuracy', shareText(measures.before), shareText(measures.after)]]),
    '### Adopted',
    adopted === null ? 'Nothing yet.' : `v${adopted.version} since fruit ${adopted.fromIndex} (${dayOf(adopted.fromIndex)}).${cameBack ? ` It came back: it had decided fruits ${cameBack.from} to ${cameBack.to - 1}. Nothing was trained.` : ''}`,
    ...(notes.length === 0 ? [] : ['### Notes', notes.map(noteLine).join('\n')]),
  ].join('\n\n');
}

const CONCLUSIONS = { better: 'It is better, beyond chance.', worse: 'It is worse, beyond chance.', tie: 'The difference may be chance.', unjudged: 'No fruit counted.' } as const;

const points = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} points`;
const pText = (p: number): string => (p < 0.001 ? 'below 0.001' : p.toPrecision(2));
const shareText = (measured: Measured | null): string => (measured ? `${(100 * measured.share).toFixed(1)} % of ${measured.count}` : 'not yet');
const measuredText = (what: string, measured: Measured | null): string => `${what}: ${shareText(measured)}.`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => escaped(cell)).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

const noteLine = ({ text, at }: Note): string => `- fruit ${at}: ${escaped(text.replaceAll(/\s+/gu, ' ').trim())}`;

function dayOf(event: number): string {
  return new Date(timeAt(event)).toISOString().slice(0, 10);
}

/** Text of people as text: nothing of it becomes markup. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+!|~]/gu, (mark) => `\\${mark}`);
}
