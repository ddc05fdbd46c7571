import * as v from 'valibot';
import { detailOf, OrchardError } from '../domain/common/errors.ts';
import { faultText } from '../domain/common/refusal.ts';
import type { Action } from './action.ts';
import { plainCopy } from './plain-copy.ts';

type Taking = Pick<Action, 'takes' | 'code'>;

export const real = v.pipe(v.number(), v.finite());
export const whole = v.pipe(v.number(), v.safeInteger());
export const natural = v.pipe(whole, v.minValue(0));
export const position = v.pipe(real, v.minValue(0));
export const text = v.string();
export const blob = v.instance(Blob);
export const signal = v.instance(AbortSignal);
/** Read by a parser of its own, which says what is wrong with it. */
export const anything = v.unknown();
export const numbers = v.custom<ArrayLike<number>>((value) => (Array.isArray(value) || ArrayBuffer.isView(value)) && Array.from(value as ArrayLike<unknown>).every((each) => typeof each === 'number'), 'a list of numbers is expected');
export const count = (most: number) => v.pipe(v.number(), v.minValue(1), v.maxValue(most), v.transform(Math.round));
/** What it throws is its author's to hear of, and stops nothing of ours. */
export const callback = v.pipe(v.custom<(...told: unknown[]) => void>((value) => typeof value === 'function', 'a function is expected'), v.transform((tell) => (...told: unknown[]): void => {
  try {
    tell(...told);
  } catch (error) {
    reportError(error);
  }
}));
/** An object of these keys. A list is told apart before its items are counted as keys. */
export const keyed = <const E extends v.ObjectEntries>(entries: E) => v.pipe(v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value), 'an object is expected'), v.strictObject(entries));
export const signalled = v.optional(keyed({ signal: v.optional(signal) }));
export const followed = v.optional(keyed({ signal: v.optional(signal), onProgress: v.optional(callback) }));

/** The arguments of an action as they are at this moment. Throws its code for one that cannot be read. */
export function readArguments({ takes, code }: Taking, given: readonly unknown[]): unknown[] {
  return takes.map((_, i) => {
    try {
      return plainCopy(given[i]);
    } catch (error) {
      throw new OrchardError(code, [`argument ${i + 1} cannot be read`, detailOf(error)].filter((part) => part !== '').join(': '));
    }
  });
}

/** The arguments of an action as it takes them. Throws its code for any other, saying which and why; `argument-invalid` for one that is missing. */
export function takenArguments({ takes, code }: Taking, given: readonly unknown[]): unknown[] {
  return takes.map((schema, i) => {
    const parsed = v.safeParse(schema, given[i], { abortEarly: true });
    if (parsed.success) return parsed.output;
    if (given[i] === undefined) throw new OrchardError('argument-invalid', `argument ${i + 1} is missing`);
    const [issue] = parsed.issues;
    const path = v.getDotPath(issue);
    throw new OrchardError(code, `argument ${i + 1}${path === null ? '' : `, ${path}`}: ${faultText(issue)}`);
  });
}
