import * as v from 'valibot';

/** What a schema asks for where it has no words of its own, by the kind of the issue. */
const ASKED: Readonly<Record<string, (requirement: unknown) => string>> = {
  number: () => 'a number', string: () => 'a text', boolean: () => 'true or false', array: () => 'a list', object: () => 'an object', loose_object: () => 'an object', strict_object: () => 'an object',
  finite: () => 'a finite number', integer: () => 'a whole number', safe_integer: () => 'a whole number',
  min_value: (low) => `at least ${String(low)}`, max_value: (high) => `at most ${String(high)}`, gt_value: (low) => `more than ${String(low)}`, lt_value: (high) => `less than ${String(high)}`,
  min_length: (least) => `at least ${String(least)} long`, max_length: (most) => `at most ${String(most)} long`,
};
const LONGEST = 300;
const LONGEST_GIVEN = 60;

/** What is wrong with a value, for whoever wrote it: the key, what is taken there, and what was given. `whole` names the value itself. At most 300 characters. */
export function refusalText(issue: v.BaseIssue<unknown>, whole: string): string {
  return `${v.getDotPath(issue) ?? whole}: ${faultText(issue)}`.slice(0, LONGEST);
}

/** What is wrong, without the key. */
export function faultText(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'there is no such key';
  // A key that is asked for and not there: of what stands at it nothing is known.
  if (issue.type.endsWith('object') && issue.expected?.startsWith('"')) return 'missing';
  const asked = issue.message.startsWith('Invalid ') ? askedText(issue) : issue.message;
  if (issue.input === undefined) return `missing; ${asked}`;
  return `${asked}${givenText(issue.input)}`;
}

function askedText({ type, requirement, expected }: v.BaseIssue<unknown>): string {
  return ASKED[type]?.(requirement) ?? (type === 'picklist' ? `one of ${expected!.replaceAll(/[()]/gu, '').replaceAll(' | ', ', ')}` : expected ?? 'another value');
}

function givenText(input: unknown): string {
  if (Array.isArray(input)) return `, not a list of ${input.length}`;
  if (typeof input === 'object' && input !== null || typeof input === 'function') return '';
  return `, not ${typeof input === 'string' ? JSON.stringify(input.length > LONGEST_GIVEN ? `${input.slice(0, LONGEST_GIVEN)}…` : input) : String(input)}`;
}

/** One of several shapes that a key tells apart, so that what is wrong with one is said of that one. `alone` are texts that stand without a key; `words` say all that there is. */
export function byKey<Output>(shapes: Readonly<Record<string, v.GenericSchema<unknown, Output>>>, words: string, alone: readonly (Output & string)[] = []): v.GenericSchema<unknown, Output> {
  const none = v.never(words) as v.GenericSchema<unknown, Output>;
  const texts = v.picklist(alone, words) as unknown as v.GenericSchema<unknown, Output>;
  return v.lazy((input) => {
    if (typeof input === 'string') return texts;
    const key = typeof input === 'object' && input !== null ? Object.keys(input).find((each) => Object.hasOwn(shapes, each)) : undefined;
    return key === undefined ? none : shapes[key]!;
  });
}
