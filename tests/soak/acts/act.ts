import type { Random } from '../../../src/domain/common/random/random.ts';
import type { Received } from '../../e2e/harness/orchard.ts';
import { Refused } from '../../e2e/harness/orchard.ts';
import type { Change, Ledger } from '../ledger.ts';
import type { Line } from '../line.ts';
import type { Surface } from '../surface.ts';
import type { Tabs } from '../tabs.ts';

/** What the acts of a soak share. */
export interface Stage {
  readonly tabs: Tabs;
  readonly surface: Surface;
  readonly ledger: Ledger;
  /** A project that was exported: its file, and what was known of its line. */
  kept: { file: Received; line: Line } | null;
  /** The log may lose its oldest rows once it has so many. */
  retention: number;
  report(what: string): void;
  /** Says what an act chose, for the log. */
  note(what: string): void;
}

/** Something that a user or a script does in the leading tab. What it chooses comes from `draw` alone. */
export interface Act {
  readonly name: string;
  readonly weight: number;
  run(stage: Stage, draw: Random): Promise<unknown>;
}

/** A call in the leading tab. */
export function call<T = unknown>({ tabs, surface, note }: Stage, path: string, ...args: unknown[]): Promise<T> {
  note(`${path}(${args.map((arg) => String(JSON.stringify(arg)).slice(0, 80)).join(', ')})`);
  return surface.call<T>(tabs.leader, path, ...args);
}

/** Codes with which a call ends that was cut off: whether it happened is not known. */
const CUT_OFF = ['worker-died', 'worker-lost', 'cancelled'];

/** A call that makes another line of the line: the ledger is told what became of it, given the answer. */
export async function changing<T>(stage: Stage, path: string, args: unknown[], change: (answer?: T) => Change): Promise<T> {
  try {
    const answer = await call<T>(stage, path, ...args);
    stage.ledger.did(change(answer));
    return answer;
  } catch (error) {
    if (!(error instanceof Refused) || CUT_OFF.includes(error.code)) stage.ledger.mayHaveDone(change());
    throw error;
  }
}

/** One of a list. */
export const oneOf = <T>(draw: Random, list: readonly T[]): T => list[draw.int(list.length)]!;
