import type { Page } from '@playwright/test';
import { Refused } from '../e2e/harness/orchard.ts';
import type { Row } from './line.ts';
import { within } from './surface.ts';

export interface ReadLog { durable: number; index: number; running: boolean; rows: Row[] }

/** What of a row never changes once it is written: all but what is told of it later. */
const STEADY = ['index', 'timeMs', 'species', 'cultivar', 'ripeness', 'predicted', 'confidence', 'latencyMs', 'modelMs', 'queue', 'version', 'drift'];

/** How far the line is stored, and then the whole log, each row as its event and a digest. Throws `Refused`, `Gone` or `Hang`. */
export async function readRows(page: Page): Promise<ReadLog> {
  const answer = await within('reading the log', page.evaluate(digestsInPage, STEADY));
  if ('refused' in answer) throw new Refused(answer.refused.code, answer.refused.message);
  const { indices, digests, ...status } = answer;
  return { ...status, rows: indices.map((index, i) => [index, digests[i]!] as const) };
}

/** Runs in the page, so it must stand alone. */
async function digestsInPage(columns: string[]): Promise<{ indices: number[]; digests: number[]; durable: number; index: number; running: boolean } | { refused: { code: string; message: string } }> {
  try {
    const { durable, index, running } = await window.orchard.line.status();
    const read = await window.orchard.log.query({ columns: columns as never[] });
    const indices = Array.from(read['index'] as Uint32Array);
    const digests = new Uint32Array(indices.length).fill(2_166_136_261);
    for (const name of columns) {
      const words = new Uint32Array(Float64Array.from(read[name] as ArrayLike<number>).buffer);
      for (let i = 0; i < digests.length; i += 1) digests[i] = Math.imul(Math.imul(digests[i]! ^ words[2 * i]!, 16_777_619) ^ words[2 * i + 1]!, 16_777_619);
    }
    return { indices, digests: Array.from(digests), durable, index, running };
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return { refused: { code: code ?? 'none', message: message ?? String(error) } };
  }
}
