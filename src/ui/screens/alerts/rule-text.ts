import type { RuleFileRefusal } from '../../alert-texts.ts';

/** Largest rule file that is opened, bytes: written by hand, they are a thousandth of it. */
const MOST_BYTES = 1_000_000;

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

/** The text of a rule file, or why it is none. Line ends become `\n`, as text areas have them. */
export async function readRuleText(file: Blob): Promise<{ text: string } | { refused: RuleFileRefusal }> {
  if (file.size > MOST_BYTES) return { refused: 'large' };
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return { refused: 'unreadable' };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? { refused: 'binary' } : { text: text.replaceAll(/\r\n?/g, '\n') };
  } catch {
    return { refused: 'binary' };
  }
}
