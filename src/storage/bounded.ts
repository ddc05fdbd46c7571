import * as v from 'valibot';
import { LIMITS } from '../domain/world/drift/schema.ts';
import { OrchardError } from '../domain/common/errors.ts';

/*
 * Schemas with a bound: of whatever is counted in a file or a row there is a most. The bounds are those of the app, or many times what it
 * ever writes.
 */

const counted = (most: number): string => most.toLocaleString('en');

/** A text of at most so many UTF-16 units. */
export const textOf = (most: number) => v.pipe(v.string(), v.maxLength(most, `at most ${counted(most)} characters`));

/** Any list, whatever is in it. */
const anyList = v.custom<unknown[]>(Array.isArray, ({ received }) => `Invalid type: Expected Array but received ${received}`);

/** A list of at most so many items. It is counted before its items are looked at. */
export const listOf = <const S extends v.GenericSchema>(item: S, most: number) => v.pipe(anyList, v.maxLength(most, `at most ${counted(most)}`), v.array(item));

/** A whole number in a range. */
export const wholeIn = (least: number, most: number) => v.pipe(
  v.number(), v.integer(), v.minValue(least, `at least ${counted(least)}`), v.maxValue(most, `at most ${counted(most)}`),
);

export const real = v.pipe(v.number(), v.finite());
/** A number that says how many, or which one. */
export const natural = wholeIn(0, Number.MAX_SAFE_INTEGER);
/** Versions, runs, deployments are numbered one after another: room for the next ones is left. */
export const counter = wholeIn(0, 1e9);
/** A fruit of the line. */
export const index = wholeIn(0, LIMITS.length);
/** Unix ms that a calendar has. */
export const timeMs = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15));

/** Kinds of issues that say that something is more than is taken. */
const TOO_MUCH: readonly string[] = ['max_length', 'max_value'];

/**
 * A value of a file, by its schema. Throws `file-too-large` where it goes beyond a bound, else `file-schema`; both are about the first
 * thing that is wrong, and where.
 */
export function parseOfFile<T>(schema: v.GenericSchema<unknown, T>, value: unknown, where: string): T {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [outer] = parsed.issues;
  const issue = mostSpecific(outer);
  const about = `${[where, v.getDotPath(outer), issue === outer ? null : v.getDotPath(issue)].filter((part) => part !== null).join(', ')}: ${issue.message}`;
  throw new OrchardError(TOO_MUCH.includes(issue.type) ? 'file-too-large' : 'file-schema', about, { about });
}

/** Of what may be one thing or another, what is wrong with one of them tells more than that it is neither. */
function mostSpecific(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const inner = issue.issues?.find(({ type }) => TOO_MUCH.includes(type)) ?? issue.issues?.[0];
  return inner ? mostSpecific(inner) : issue;
}
