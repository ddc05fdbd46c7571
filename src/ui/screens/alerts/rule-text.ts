import type { RuleFileRefusal } from '../../alert-texts.ts';

/** Largest rule file that is opened, bytes: written by hand, they are a thousandth of it. */
const MOST_BYTES = 1_000_000;

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
