import { OrchardError } from '../../common/errors.ts';
import { patternSize, wholePattern } from '../../common/re2.ts';
import type { Labels, Matcher } from './matcher.ts';

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

/** Takes the steps of compiling the patterns of matchers. Throws `over-budget` for one that is too large. */
export function payForPatterns(matchers: readonly Matcher[], pay: (steps: number) => void): void {
  for (const { isRegex, value } of matchers) if (isRegex) pay(patternSize(value));
}

/** Whether a label's value meets the matcher; patterns must fit the whole value. `pay` takes the steps of looking. */
export function matchesValue(matcher: Matcher, value: string, pay?: (steps: number) => void): boolean {
  if (!matcher.isRegex) return (value === matcher.value) === matcher.isEqual;
  const pattern = wholePattern(matcher.value);
  pay?.(pattern.steps(value));
  return pattern.test(value) === matcher.isEqual;
}

/** Whether labels meet every matcher. `pay` takes the steps of looking, of which there is at least one. */
export function matchesAll(matchers: readonly Matcher[], labels: Labels, pay?: (steps: number) => void): boolean {
  pay?.(1);
  return matchers.every((matcher) => {
    pay?.(1);
    return matchesValue(matcher, Object.hasOwn(labels, matcher.name) ? labels[matcher.name]! : '', pay);
  });
}
