import type { GenericSchema } from 'valibot';
import type { ErrorCode } from '../domain/common/errors.ts';
import type { Concerns } from '../state/concerns.ts';

/** How what an act did is taken back. */
export type Undone =
  /** Undo in the dock takes it back. */
  | 'offered'
  /** Another action does, or the same one with what was there before. */
  | { readonly by: string }
  /** There is no need: what was there stays beside what it added. */
  | 'adds'
  /** It cannot be: the screen says so beforehand. */
  | 'final';

/** One thing that a user can do, by hand, by the next step, or by a script. */
export interface Action<Args extends unknown[] = never[], Answer = unknown> {
  /** What it does, as a sentence that starts with a verb. */
  readonly does: string;
  /**
   * `act` changes what all tabs share, or waits for what only the tab that leads sees: only that tab answers it. `look` answers from what is stored, which a
   * tab that follows reads anew for it. `compute` needs nothing but its arguments.
   */
  readonly kind: 'act' | 'look' | 'compute';
  /** Its arguments, in order. */
  readonly takes: readonly GenericSchema<unknown, unknown>[];
  /** What it fails with when it is given anything else. */
  readonly code: ErrorCode;
  /** Null for what changes nothing that is stored. */
  readonly undone: Undone | null;
  /** Why it cannot be done now, whatever its arguments; null when it may be tried. */
  obstacle(on: Concerns): ErrorCode | null;
  run(on: Concerns, ...args: Args): Promise<Answer>;
}

type Given<Args extends unknown[], Answer> = Pick<Action<Args, Answer>, 'does' | 'run'> & Partial<Pick<Action<Args, Answer>, 'takes' | 'code' | 'obstacle'>>;

function action<Args extends unknown[], Answer>(kind: Action['kind'], undone: Undone | null, { does, run, takes = [], code = 'argument-invalid', obstacle = () => null }: Given<Args, Answer>): Action<Args, Answer> {
  return { does, kind, takes, code, undone, obstacle, run };
}

/** An action that changes something. */
export function act<Args extends unknown[], Answer>({ undone, ...given }: Given<Args, Answer> & { undone: Undone | null }): Action<Args, Answer> {
  return action('act', undone, given);
}

/** An action that answers from what is stored. */
export function look<Args extends unknown[], Answer>(given: Given<Args, Answer>): Action<Args, Answer> {
  return action('look', null, given);
}

/** An action that needs nothing of the project. */
export function compute<Args extends unknown[], Answer>(given: Given<Args, Answer>): Action<Args, Answer> {
  return action('compute', null, given);
}
