import { RE2JS } from 're2js';
import { OrchardError } from './errors.ts';

/** A pattern that must fit a whole value, in RE2's syntax: linear in time, without look-around and back references. */
interface WholePattern {
  /** What matching such a text costs at most, in steps: it grows with pattern and text. */
  steps(value: string): number;
  /** Whether the value fits. */
  test(value: string): boolean;
  /** The template with `$1`, `${1}`, `$name` and `$$` filled in as Go's `Regexp.Expand` does; null when the value does not fit. */
  expand(value: string, template: string): string | null;
}

/** Evaluations ask for the same few patterns again and again, and compiling costs far more than matching. */
const COMPILED = new Map<string, WholePattern>();
const MOST_COMPILED = 256;

/** Characters of a pattern. */
const LONGEST_PATTERN = 1000;
/** Characters of a pattern times how often its repetitions repeat them: a bound of what it is compiled to. */
const LARGEST_PATTERN = 20_000;
/** How much more a pattern costs that ignores case. */
const FOLDING = 10;
/** Characters of a text times the size of a pattern that count as one step. */
const STEP_CHARACTERS = 1000;

/** A bound of the size of a pattern, which is also what compiling it costs in steps. Nothing is compiled. Throws `over-budget` for one that is too large. */
export function patternSize(pattern: string): number {
  if (pattern.length > LONGEST_PATTERN) throw tooLarge(pattern);
  let repeated = 1;
  for (const [, least, most] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/gu)) repeated *= Math.max(1, Number(least), Number(most ?? 0));
  // RE2 itself allows no more than a thousand repetitions, also of repetitions.
  const size = pattern.length * Math.min(1000, repeated);
  if (size > LARGEST_PATTERN) throw tooLarge(pattern);
  // Classes that ignore case are folded, range by range.
  return /\(\?[a-zA-Z]*i/u.test(pattern) ? size * FOLDING : size;
}

function tooLarge(pattern: string): OrchardError {
  return new OrchardError('over-budget', `the regular expression ${pattern.length > 40 ? `${pattern.slice(0, 40)}…` : pattern} is too large`);
}

const stepsOf = (size: number, length: number): number => Math.ceil((size * length) / STEP_CHARACTERS);

/** `pattern` as Prometheus and Alertmanager compile it: `^(?:pattern)$`. Throws `argument-invalid` for what RE2 refuses, `over-budget` for what is too large. */
export function wholePattern(pattern: string): WholePattern {
  const known = COMPILED.get(pattern);
  if (known) return known;
  if (COMPILED.size >= MOST_COMPILED) COMPILED.clear();
  const compiled = compile(pattern);
  COMPILED.set(pattern, compiled);
  return compiled;
}

/** A pattern that may fit anywhere in a text. */
interface SearchPattern {
  /** What one search through such a text costs at most, in steps. */
  steps(text: string): number;
  test(text: string): boolean;
  /** Every match replaced by the template, filled in as Go's `Regexp.ReplaceAllString` does. `pay` takes the steps of each search. */
  replaceAll(text: string, template: string, pay: (steps: number) => void): string;
}

/** `pattern` as Go's `regexp.MustCompile` compiles it. Throws `argument-invalid` for what RE2 refuses, `over-budget` for what is too large. */
export function searchPattern(pattern: string): SearchPattern {
  const size = patternSize(pattern);
  try {
    const compiled = RE2JS.compile(pattern);
    const names = new Map(Object.entries(compiled.namedGroups()));
    return {
      steps: (text) => stepsOf(size, text.length),
      test: (text) => compiled.matcher(text).find(),
      replaceAll(text, template, pay) {
        const matcher = compiled.matcher(text);
        let [replaced, from] = ['', 0];
        const find = (): boolean => {
          pay(1 + stepsOf(size, text.length - from));
          return matcher.find();
        };
        while (find()) {
          const numberOf = (name: string) => (/^(0|[1-9]\d*)$/.test(name) ? Number(name) : (names.get(name) ?? -1));
          replaced += text.slice(from, matcher.start()) + expanded(template, (name) => {
            const group = numberOf(name);
            return group < 0 || group > matcher.groupCount() ? '' : (matcher.group(group) ?? '');
          });
          from = matcher.end();
        }
        return replaced + text.slice(from);
      },
    };
  } catch (cause) {
    throw refused(pattern, cause);
  }
}

function compile(pattern: string): WholePattern {
  const size = patternSize(pattern);
  try {
    // Alone first: `a)|(b` would become sound between the anchors.
    RE2JS.compile(pattern);
    const whole = RE2JS.compile(`^(?:${pattern})$`);
    const groupNumbers = new Map(Object.entries(whole.namedGroups()));
    return {
      steps: (value) => stepsOf(size, value.length),
      test: (value) => whole.test(value),
      expand(value, template) {
        const groups = whole.exec(value) as (string | undefined)[] | null;
        return groups && expanded(template, (name) => groups[/^(0|[1-9]\d*)$/.test(name) ? Number(name) : (groupNumbers.get(name) ?? -1)] ?? '');
      },
    };
  } catch (cause) {
    throw refused(pattern, cause);
  }
}

function refused(pattern: string, cause: unknown): OrchardError {
  const reason = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : String(cause);
  return new OrchardError('argument-invalid', `not a regular expression of RE2: ${pattern} (${reason})`, { cause });
}

/** The longest run of letters, digits and underscores is the name; a `$` before anything else stands for itself. */
function expanded(template: string, groupNamed: (name: string) => string): string {
  return template.replaceAll(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    return name === undefined ? '$' : groupNamed(name);
  });
}
