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
    const reason = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : String(cause);
    throw new OrchardError('argument-invalid', `not a regular expression of RE2: ${pattern} (${reason})`, { cause });
  }
}

/** The longest run of letters, digits and underscores is the name; a `$` before anything else stands for itself. */
function expanded(template: string, groupNamed: (name: string) => string): string {
  return template.replaceAll(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    return name === undefined ? '$' : groupNamed(name);
  });
}
