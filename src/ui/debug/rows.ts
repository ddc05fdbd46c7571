import type { Kept, Records, Waiting } from '../../state/services.ts';
import { bytes, duration } from '../format.ts';

type Recorded = Pick<Records, 'entries' | 'waiting' | 'total'>;

/** A line of the debug record, as it is read. */
export interface Row {
  key: string;
  atMs: number;
  from: string;
  /** What it is, where it is no call. */
  kind: Kept['kind'];
  name: string;
  /** Empty where it took no time of its own. */
  took: string;
  /** What was sent and what came back; empty where nothing was. */
  size: string;
  outcome: string;
  tone: 'alert' | 'warn' | undefined;
}

/** The calls that wait, then what is over, newest first; of one worker (or the page), or of all with null. */
export function rowsOf({ entries, waiting }: Recorded, from: string | null, nowMs: number): Row[] {
  const of = ({ from: own }: { from: string }): boolean => from === null || own === from;
  return [...waiting.filter(of).toReversed().map((call) => waitingRow(call, nowMs)), ...entries.filter(of).toReversed().map(keptRow)];
}

/** Who is in the record, in alphabetical order. */
export function sourcesOf({ entries, waiting }: Recorded): string[] {
  return [...new Set([...entries, ...waiting].map(({ from }) => from))].sort();
}

function waitingRow({ from, name, sinceMs, sentBytes }: Waiting, nowMs: number): Row {
  return {
    key: `waits ${from} ${name} ${sinceMs}`, atMs: sinceMs, from, kind: 'call', name, took: duration(Math.max(0, nowMs - sinceMs)), size: sizeWords(sentBytes, 0),
    outcome: 'not answered', tone: 'warn',
  };
}

function keptRow(entry: Kept): Row {
  const outcome = 'outcome' in entry ? entry.outcome : '';
  return {
    key: String(entry.id), atMs: entry.atMs, from: entry.from, kind: entry.kind, name: entry.name,
    took: 'elapsedMs' in entry ? duration(entry.elapsedMs) : '',
    size: entry.kind === 'call' ? sizeWords(entry.sentBytes, entry.answeredBytes) : entry.kind === 'notice' ? sizeWords(0, entry.bytes) : '',
    outcome, tone: outcome === '' || outcome === 'ok' ? undefined : outcome === 'cancelled' || outcome === 'superseded' ? 'warn' : 'alert',
  };
}

function sizeWords(sent: number, answered: number): string {
  return [sent > 0 ? `→ ${bytes(sent)}` : '', answered > 0 ? `← ${bytes(answered)}` : ''].filter((part) => part !== '').join(' ');
}

/** `10:42:03.218`, in the reader's own time zone. */
export function clock(ms: number): string {
  const at = new Date(ms);
  const padded = (n: number, digits = 2): string => String(n).padStart(digits, '0');
  return `${padded(at.getHours())}:${padded(at.getMinutes())}:${padded(at.getSeconds())}.${padded(at.getMilliseconds(), 3)}`;
}

/** The rows as lines of text, oldest first, under what they are of. */
export function textOf(rows: readonly Row[], { appVersion, nowMs }: { appVersion: string; nowMs: number }): string {
  const lines = rows.toReversed().map(({ atMs, from, kind, name, took, size, outcome }) =>
    [new Date(atMs).toISOString().slice(11, 23), from.padEnd(8), kind.padEnd(7), name.padEnd(14), took.padStart(8), outcome, size].join('  ').trimEnd());
  return `Orchard ${appVersion}, ${new Date(nowMs).toISOString()}, times in UTC\n${lines.join('\n')}\n`.replaceAll('\u00a0', ' ');
}

/** All of the record as a file, for whoever looks into a fault: names, sizes and codes. */
export function fileOf({ entries, waiting, total }: Recorded, { appVersion, nowMs }: { appVersion: string; nowMs: number }): Blob {
  return new Blob([JSON.stringify({ format: 'orchard-debug', schema: 1, appVersion, createdMs: nowMs, total, waiting, entries }, null, 1)], { type: 'application/json' });
}
