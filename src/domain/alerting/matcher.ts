import { OrchardError } from '../errors.ts';
import { wholePattern } from '../regex/re2.ts';

export type Labels = Readonly<Record<string, string>>;

/** A condition on one label, as Prometheus and Alertmanager have them. A missing label equals an empty one. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const WRITTEN = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|=|!=|!~)\s*(.*?)\s*$/s;

/**
 * Reads `severity="critical"`, `alertname=~Data.*` and the like as Alertmanager 0.25 and amtool do: in a value, quoted or not, `\"`, `\\` and
 * `\n` are escapes, and a backslash before anything else stands for itself. Throws `argument-invalid` for anything else.
 */
export function parseMatcher(text: string): Matcher {
  const [, name = '', operator = '', written = ''] = WRITTEN.exec(text) ?? [];
  const quoted = written.startsWith('"');
  const inner = quoted ? written.slice(1).replace(/^((?:[^\\"]|\\.)*)"$/s, '$1') : written;
  const unescaped = (quoted && inner.length !== written.length - 2) || /^(?:[^\\"]|\\.)*"/s.test(inner);
  if (name === '' || unescaped) throw new OrchardError('argument-invalid', `not a matcher: ${text}`);
  const value = inner.replaceAll(/\\([n"\\])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
  return checkedMatcher({ name, value, isRegex: operator.endsWith('~'), isEqual: !operator.startsWith('!') });
}

/** The matcher itself. Throws `argument-invalid` for a bad label name or pattern. */
export function checkedMatcher(matcher: Matcher): Matcher {
  if (!NAME.test(matcher.name)) throw new OrchardError('argument-invalid', `not a label name: ${matcher.name}`);
  if (matcher.isRegex) wholePattern(matcher.value);
  return matcher;
}

/** The text of a matcher, which `parseMatcher` reads back. */
export function writeMatcher({ name, value, isRegex, isEqual }: Matcher): string {
  return `${name}${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** Whether a label's value meets the matcher; patterns must fit the whole value. */
export function matchesValue(matcher: Matcher, value: string): boolean {
  const fits = matcher.isRegex ? wholePattern(matcher.value).test(value) : value === matcher.value;
  return fits === matcher.isEqual;
}

/** Whether labels meet every matcher. */
export function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matchesValue(matcher, Object.hasOwn(labels, matcher.name) ? labels[matcher.name]! : ''));
}

/** Label sets never change, and the same ones are asked for at every evaluation. */
const KEYS = new WeakMap<Labels, string>();

/** A text that is equal for equal label sets: names sorted, empty values left out. */
export function labelKey(labels: Labels): string {
  const known = KEYS.get(labels);
  if (known !== undefined) return known;
  const parts = Object.keys(labels).filter((name) => labels[name] !== '').sort().map((name) => `${name}=${JSON.stringify(labels[name])}`);
  const key = `{${parts.join(',')}}`;
  KEYS.set(labels, key);
  return key;
}
