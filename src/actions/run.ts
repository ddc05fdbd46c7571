import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { Concerns } from '../state/concerns.ts';
import type { Undone } from './action.ts';
import { readArguments, takenArguments } from './arguments.ts';
import { BY_NAME, type ActionName, type AnswerOf, type ArgumentsOf } from './catalogue.ts';

/** An action as it stands. */
export interface ActionState {
  name: ActionName;
  does: string;
  /** Why it cannot be done now, whatever its arguments; null when it may be tried. */
  obstacle: ErrorCode | null;
  /** How it is taken back; null for what changes nothing. */
  undone: Undone | null;
}

/** Who has an action run: a hand on the page or the next step, or a script. */
export type Origin = 'page' | 'script';

/**
 * Runs an action, and records that it was: reads its arguments once, waits for the stored project, asks for the lead where the action needs it, and takes the arguments as they are
 * meant. A tab that only looks on reads what is stored by now. Throws a code of the closed set; what is refused has changed nothing.
 */
export async function runAction<Name extends ActionName>(on: Concerns, from: Origin, name: Name, args: ArgumentsOf<Name>): Promise<AnswerOf<Name>> {
  const startedMs = performance.now();
  const over = (outcome: 'ok' | ErrorCode): void => on.services.records.record({ kind: 'action', from, name, elapsedMs: performance.now() - startedMs, outcome });
  try {
    const answer = await run(on, name, args);
    over('ok');
    return answer;
  } catch (error) {
    over(codeOf(error));
    throw error;
  }
}

async function run<Name extends ActionName>(on: Concerns, name: Name, args: ArgumentsOf<Name>): Promise<AnswerOf<Name>> {
  const action = BY_NAME.get(name)!;
  const given = readArguments(action, args);
  await on.opened;
  const { leading } = on.shell;
  if (action.kind === 'act' && !leading) throw new OrchardError('not-leading', name);
  const taken = takenArguments(action, given);
  if (!leading && action.kind === 'look') await on.lookAgain();
  return await action.run(on, ...taken) as AnswerOf<Name>;
}

/** Every action, and whether it may be tried now. */
export function listActions(on: Concerns): ActionState[] {
  return [...BY_NAME].map(([name, { does, kind, undone, obstacle }]) => ({ name, does, obstacle: kind === 'act' && !on.shell.leading ? 'not-leading' : obstacle(on), undone }));
}
