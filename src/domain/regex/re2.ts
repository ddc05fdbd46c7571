import { RE2JS } from 're2js';
import { OrchardError } from '../errors.ts';

/** A pattern that must fit a whole value, in RE2's syntax: linear in time, without look-around and back references. */
export interface WholePattern {
  /** Whether the value fits. */
  test(value: string): boolean;
  /** The template with `$1`, `${1}`, `$name` and `$$` filled in as Go's `Regexp.Expand` does; null when the value does not fit. */
  expand(value: string, template: string): string | null;
}

/** Evaluations ask for the same few patterns again and again, and compiling costs far more than matching. */
const COMPILED = new Map<string, WholePattern>();
const MOST_COMPILED = 256;

/** `pattern` as Prometheus and Alertmanager compile it: `^(?:pattern)$`. Throws `argument-invalid` for what RE2 refuses. */
export function wholePattern(pattern: string): WholePattern {
  const known = COMPILED.get(pattern);
  if (known) return known;
  if (COMPILED.size >= MOST_COMPILED) COMPILED.clear();
  const compiled = compile(pattern);
  COMPILED.set(pattern, compiled);
  return compiled;
}

/** A pattern that may fit anywhere in a text. */
export interface SearchPattern {
  test(text: string): boolean;
  /** Every match replaced by the template, filled in as Go's `Regexp.ReplaceAllString` does. */
  replaceAll(text: string, template: string): string;
}

/** `pattern` as Go's `regexp.MustCompile` compiles it. Throws `argument-invalid` for what RE2 refuses. */
export function searchPattern(pattern: string): SearchPattern {
  try {
    const compiled = RE2JS.compile(pattern);
    const names = new Map(Object.entries(compiled.namedGroups()));
    return {
      test: (text) => compiled.matcher(text).find(),
      replaceAll(text, template) {
        const matcher = compiled.matcher(text);
        let [replaced, from] = ['', 0];
        while (matcher.find()) {
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
  try {
    // Alone first: `a)|(b` would become sound between the anchors.
    RE2JS.compile(pattern);
    const whole = RE2JS.compile(`^(?:${pattern})$`);
    const groupNumbers = new Map(Object.entries(whole.namedGroups()));
    return {
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
