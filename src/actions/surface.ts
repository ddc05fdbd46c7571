import { codeOf, detailOf, messageOf } from '../domain/common/errors.ts';
import type { Concerns } from '../state/concerns.ts';
import { BY_NAME, type Calls } from './catalogue.ts';
import { listActions, runAction, type ActionState } from './run.ts';

/** `window.orchard`: every action as a call. Each rejects with a plain `{ code, message }`. */
export interface Automation extends Calls {
  version: string;
  /** Resolves once everything stored has been read. */
  ready: Promise<void>;
  /** Every action, what it does, whether it may be tried now, and how it is taken back. */
  actions(): Promise<ActionState[]>;
}

/** Builds the automation surface over the running app. `words` say what is so and what to do about an error that says nothing of itself but its code. */
export function createAutomation(on: Concerns, words: (error: unknown) => string): Automation {
  const plainly = <T>(work: Promise<T>): Promise<T> => told(work, words);
  const calls: Record<string, unknown> = {
    version: on.services.appVersion,
    get ready() { return on.opened; },
    actions: (): Promise<ActionState[]> => plainly(on.opened.then(() => listActions(on))),
  };
  for (const name of BY_NAME.keys()) {
    const [group, call] = name.split('.') as [string, string?];
    const run = (...args: unknown[]): Promise<unknown> => plainly(runAction(on, 'script', name, args as never));
    if (call === undefined) calls[group] = run;
    else calls[group] = { ...calls[group] as object, [call]: run };
  }
  return calls as unknown as Automation;
}

/** What fails says so as a plain object, which a script can read and a page can send. */
async function told<T>(work: Promise<T>, words: (error: unknown) => string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = codeOf(error);
    throw { code, message: detailOf(error) === '' ? `${code}: ${words(error)}` : messageOf(error) };
  }
}
