import { setTimeout as after } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { ERROR_CODES } from '../../src/domain/common/errors.ts';
import { orchard, Refused } from '../e2e/harness/orchard.ts';

/** A call that takes longer hangs, ms: far more than any of them takes on a busy machine. */
export const LIMIT_MS = 120_000;

/** Where in the code something arose. */
const STACK = /\n\s*at |\s+at \S+ \(|(?:https?|file|blob|wasm):\S*:\d+/u;

/** The tab went away under the call, as a fault of the soak wants it. */
export class Gone extends Error {
  override name = 'Gone';
}
/** A call did not settle. */
export class Hang extends Error {
  override name = 'Hang';
}

/** What is wrong with the way in which a call was refused; null when nothing is. */
export function faultOfRefusal(code: string, message: string): string | null {
  if (!(ERROR_CODES as readonly string[]).includes(code)) return `refused with ${code}, which is no code of ours: ${message}`;
  if (code === 'internal') return `refused with ${message}`;
  return STACK.test(message) ? `the message tells where in the code it arose: ${message}` : null;
}

/** Waits for something of a page for as long as a call may take. Throws `Hang`, or `Gone` when the page went away. */
export async function within<T>(what: string, work: Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  const over = new AbortController();
  const hang = after(limitMs, null, { signal: over.signal }).then(() => { throw new Hang(`${what} did not settle within ${limitMs / 1000} s`); });
  hang.catch(() => {});
  try {
    return await Promise.race([work, hang]);
  } catch (error) {
    if (error instanceof Error && /Target|has been closed|Execution context|crashed|navigation/iu.test(error.message) && !(error instanceof Refused)) throw new Gone(error.message);
    throw error;
  } finally {
    over.abort();
  }
}

/** `window.orchard` of any tab, with an eye on how its calls end. */
export class Surface {
  /** Calls that were answered, and how often each was refused by code. */
  readonly answered = new Map<string, number>();
  readonly refusals = new Map<string, number>();
  readonly #report: (what: string) => void;

  constructor(report: (what: string) => void) {
    this.#report = report;
  }

  /** Throws `Refused`, `Gone` or `Hang`. */
  async call<T = unknown>(page: Page, path: string, ...args: unknown[]): Promise<T> {
    try {
      const answer = await within(path, orchard(page).call<T>(path, ...args));
      count(this.answered, path);
      return answer;
    } catch (error) {
      if (error instanceof Refused) this.refused(path, error);
      throw error;
    }
  }

  refused(path: string, { code, message }: { code: string; message: string }): void {
    count(this.refusals, code);
    const fault = faultOfRefusal(code, message);
    if (fault !== null) this.#report(`${path}: ${fault}`);
  }
}

export function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
