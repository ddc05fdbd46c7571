import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('../../scripts/fuzz/child.mjs', import.meta.url));
/** Of the heap, MB; what a case takes beyond the heap is measured in the child. */
const HEAP_MB = 1024;

export interface Fault {
  readonly target: string;
  readonly number: number;
  readonly what: string;
  readonly input: string;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
  /** Number of the first case. */
  readonly first?: number;
  /** A part of the names of the targets that take part. */
  readonly only?: string;
  /** A case that takes longer hangs, ms. */
  readonly limitMs: number;
  readonly onProgress?: (done: number) => void;
}

export interface FuzzResult {
  readonly faults: readonly Fault[];
  /** How often each target refused with each code; `taken` counts what it took. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

type Said =
  | { readonly begin: number; readonly target: string }
  | { readonly end: number; readonly code: string | null }
  | { readonly fault: string; readonly input: string };

/**
 * Hands made-up inputs to every parser, in a process of their own: one that hangs, or dies for want of memory, is a fault, and the rest go
 * on in the next process. The same seed makes the same cases.
 */
export async function fuzz({ seed, cases, first = 0, only = '', limitMs, onProgress }: FuzzOptions): Promise<FuzzResult> {
  const faults: Fault[] = [];
  const counts: Record<string, Record<string, number>> = {};
  const end = first + cases;
  let next = first;
  while (next < end) {
    let at = { number: next, target: '' };
    const note = (what: string, input = '') => faults.push({ ...at, what, input });
    const died = await inChild({ seed, from: next, to: end, only }, limitMs, (said) => {
      if ('begin' in said) at = { number: said.begin, target: said.target };
      else if ('fault' in said) note(said.fault, said.input);
      else if ('end' in said) {
        const ofTarget = (counts[at.target] ??= {});
        const code = said.code ?? 'taken';
        ofTarget[code] = (ofTarget[code] ?? 0) + 1;
        onProgress?.(said.end + 1 - first);
      }
    });
    if (died === null) break;
    if (at.target === '') throw new Error(`the cases did not begin: ${died}`);
    note(died);
    next = at.number + 1;
  }
  return { faults, counts };
}

/** Runs cases in a process. Answers null when all of them ended, else how the process did. */
function inChild(task: { seed: number; from: number; to: number; only: string }, limitMs: number, hear: (said: Said) => void): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, CHILD, JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
    let hung = false;
    let watch: NodeJS.Timeout | undefined;
    const lines = createInterface({ input: child.stdio[3] as Readable });
    const awaitLine = (): void => {
      clearTimeout(watch);
      watch = setTimeout(() => {
        hung = true;
        child.kill('SIGKILL');
      }, limitMs);
    };
    awaitLine();
    lines.on('line', (line) => {
      awaitLine();
      hear(JSON.parse(line) as Said);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(watch);
      resolve(hung ? `no answer within ${limitMs / 1000} s` : code === 0 ? null : `the process ended with ${signal ?? code}`);
    });
  });
}
