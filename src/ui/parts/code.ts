/** What is remarkable about lines of a code panel, from 1. */
export interface LineMark {
  from: number;
  /** The last of them; `from` when left out. */
  to?: number;
  /** `current` is where a run stands, `done` lies behind it; `added` and `removed` are of a diff. */
  kind: 'current' | 'done' | 'error' | 'warning' | 'added' | 'removed';
  /** At the end of its last line: `21 h left`. */
  words?: string;
}

/** A mistake in a text that is being written. */
export interface CodeProblem {
  /** From 1. */
  line: number;
  column: number;
  severity: 'error' | 'warning';
  words: string;
}

/** A line as a panel writes it: its indent as it is, what is not a value, and the value, which is bold. */
export interface CodeLine {
  indent: string;
  name: string;
  value: string;
}

/** `steps:` and the name before a value: what YAML, JSON and settings have in common. */
const NAME = /^((?:- )?"?[\w./-]+"?\s*[:=]\s+)(.*)$/u;

/** A line taken apart for reading; together the parts are the line. */
export function codeLine(line: string): CodeLine {
  const indent = /^[ \t]*/u.exec(line)![0];
  const rest = line.slice(indent.length);
  const [, name = rest, value = ''] = NAME.exec(rest) ?? [];
  return { indent, name, value };
}

/** How wide an indent is, in en: a tab is two. */
export function indentEn(indent: string): number {
  return indent.replaceAll('\t', '  ').length;
}

/** Where a line and column (from 1) stand in a text; clamped to it. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let i = 1; i < line; i += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + column - 1, end < 0 ? text.length : end);
}

/** The end of the word, or of what stands in its place, that begins at an offset; never beyond the line. */
export function wordEnd(text: string, offset: number): number {
  const word = /^(?:[\w:.]+|[^\s])/u.exec(text.slice(offset, offset + 200));
  return offset + (word?.[0].length ?? 0);
}

/** `1\n2\n3` for a text of three lines. */
export function lineNumbers(text: string): string {
  return Array.from({ length: text.split('\n').length }, (_, i) => i + 1).join('\n');
}
