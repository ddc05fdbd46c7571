import type { Dice } from './dice.ts';

/** Values whose digits are hard to round, and those that are no numbers. */
export const VALUES = [
  0, 1, -1, 0.5, 2.5, 3.5, 0.125, 0.375, 97.25, 3.14159, 42, 8.0625, 1e-5, 123456, 999999.5, 1e6, 1234567, 1e21, 1.7e308, 5e-324, -1500.25, 59.9996, 3661, 90_061.7,
  0.00123, 2047.5, 1023.99, 1e15, 0.1 + 0.2, 1_772_344_800, NaN, Infinity, -Infinity,
];

/** Labels of the series that a template speaks of. */
export const LABELS = { job: 'line', mode: 'äpfel rot', host: 'db-1.example.org:9090', text: 'a<b>&"c" \\ d=\'e\'', number: '12.5', constructor: 'own' };

const NAMES = ['job', 'mode', 'host', 'text', 'number', 'constructor', 'toString', '__proto__', 'nothing', '__name__'];
const FLAGS = ['', '', '', '+', '-', '#', '0', ' ', '+0', '-0', '# ', '0-'];
const VERBS = [...'fffeEgGgvvvssdxXqtbcoT%', 'F', 'O', 'z', 'ä'];

/** A template of Go from a grammar: most are sound, many fail when they are filled. */
export function template(dice: Dice): string {
  return new Grammar(dice).text(3);
}

class Grammar {
  readonly #dice: Dice;
  #variables: string[] = [];

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  text(depth: number): string {
    return this.#dice.times(1, depth > 1 ? 3 : 2, () => this.#dice.of(() => this.#plain(), () => this.#action(depth), () => this.#action(depth))).join('');
  }

  #plain(): string {
    return this.#dice.pick(['x', ' a ', '\n  b\n', 'äö', '%', '} {', ' $value ', "'", '"', '\t']);
  }

  #braced(inner: string): string {
    const d = this.#dice;
    return `{{${d.pick(['', ' ', ' ', '- ', '-\n'])}${inner}${d.pick(['', ' ', ' ', ' -', '\t-'])}}}`;
  }

  #action(depth: number): string {
    const d = this.#dice;
    if (depth <= 0 || d.chance(0.55)) return this.#braced(this.#pipe(2));
    const scoped = (make: () => string) => {
      const known = [...this.#variables];
      const made = make();
      this.#variables = known;
      return made;
    };
    return d.of(
      () => scoped(() => this.#braced(`if ${this.#condition()}`) + this.text(depth - 1) + (d.chance(0.3) ? this.#braced(`else if ${this.#condition()}`) + this.text(depth - 1) : '')
        + (d.chance(0.5) ? this.#braced('else') + this.text(depth - 1) : '') + this.#braced('end')),
      () => scoped(() => this.#braced(`with ${this.#binding()}`) + this.text(depth - 1) + (d.chance(0.4) ? this.#braced('else') + this.text(depth - 1) : '') + this.#braced('end')),
      () => scoped(() => {
        const names = d.pick([[], ['$e'], ['$k', '$e']]);
        const head = names.length === 0 ? '' : `${names.join(', ')} := `;
        const over = d.pick(['$labels', '.Labels', '$.Labels', '(args 1 "a" 2.5)', 'query "n" | sortByLabel "i"', 'query "n > 1" | sortByLabel "i"', '$externalLabels', '$value', 'nil', '(query "none")']);
        this.#variables.push(...names);
        const body = this.text(depth - 1) + (d.chance(0.2) ? this.#braced(`if ${this.#condition()}`) + this.#braced(d.pick(['break', 'continue'])) + this.#braced('end') : '');
        return this.#braced(`range ${head}${over}`) + body + (d.chance(0.3) ? this.#braced('else') + this.text(depth - 1) : '') + this.#braced('end');
      }),
      () => {
        const pipe = this.#pipe(2);
        const name = d.pick(['$a', '$b', '$c']);
        const declared = this.#variables.includes(name) && d.chance(0.5);
        this.#variables.push(name);
        return this.#braced(`${name} ${declared ? '=' : ':='} ${pipe}`);
      },
      () => this.#braced(d.pick(['/* a comment */', '/**/', '/* {{ }} */'])),
      () => `{{define "t"}}[{{.}}]{{end}}${this.#braced(`template "t"${d.pick(['', ' .Value', ' $value', ' $labels.job'])}`)}`,
      () => scoped(() => `{{block "b" ${d.pick(['.', '$labels'])}}}<{{.}}>{{end}}`),
    );
  }

  #binding(): string {
    const value = this.#pipe(2);
    if (this.#dice.chance(0.7)) return value;
    this.#variables.push('$w');
    return `$w := ${value}`;
  }

  #condition(): string {
    const d = this.#dice;
    return d.of(
      () => `${d.pick(['eq', 'ne', 'lt', 'le', 'gt', 'ge'])} ${this.#operand(1)} ${this.#operand(1)}`,
      () => `${d.pick(['gt', 'lt', 'ge', 'le', 'eq', 'ne'])} $value ${d.pick(['0.0', '1.0', '1', '42.', '1e3', '.5', '-2.5'])}`,
      () => `eq ${this.#label()} ${d.times(1, 3, () => d.pick(['"line"', '"a"', '`own`', '"\\u00e4pfel rot"'])).join(' ')}`,
      () => `${d.pick(['and', 'or'])} ${d.times(1, 3, () => this.#operand(1)).join(' ')}`,
      () => `not ${this.#operand(1)}`,
      () => `match ${d.pick(['"^l"', '"(?i)LINE"', '`\\d+`', '"ä"', '"(?!x)"', '"["'])} ${this.#label()}`,
      () => this.#operand(2),
    );
  }

  #label(): string {
    const name = this.#dice.pick(NAMES);
    return this.#dice.pick([`$labels.${name}`, `$labels.${name}`, `.Labels.${name}`, `$.Labels.${name}`, `(index $labels "${name}")`]);
  }

  #number(): string {
    return this.#dice.pick(['0', '1', '-3', '42', '0x1F', '0b101', '017', '0o17', '1_000', "'a'", "'\\n'", '0.0', '1.5', '-2.5e3', '.25', '3.', '1e21', '12345.6789', '1e100']);
  }

  #string(): string {
    return this.#dice.pick(['""', '"a"', '"12.5"', '"1h30m"', '"äö ü"', '"a\\tb\\"c"', '`raw \\d`', '"\\x41\\101\\u00e9"', '"<b>&\'"', '"NaN"', '"-Inf"', '"0x10"', '"host.example.org:80"', '"[::1]:80"', '"日本語 a_b c-d"']);
  }

  #operand(depth: number): string {
    const d = this.#dice;
    return d.of(
      () => d.pick(['$value', '$value', '.Value', '$.Value']),
      () => this.#label(),
      () => this.#number(),
      () => this.#string(),
      () => d.pick(['true', 'false', '.', '$labels', '$externalURL', 'nil', '(args 1 "b").arg1', '(args).x', '$']),
      () => (this.#variables.length > 0 ? d.pick(this.#variables) : '$value'),
      () => (depth > 0 ? `(${this.#pipe(depth - 1)})` : '$value'),
    );
  }

  #format(): string {
    const d = this.#dice;
    const pieces = d.times(1, 2, () => {
      const width = d.pick(['', '', '', '8', '12', '3', '*', '[1]', '[2]8']);
      const precision = d.pick(['', '', '.0', '.1', '.2', '.3', '.', '.10', '.25', '.*']);
      return `${d.pick(['', 'a', ' ', '=', 'ä'])}%${d.pick(FLAGS)}${width}${precision}${d.pick(VERBS)}`;
    });
    return `"${pieces.join('')}${d.pick(['', '', '', '%%', '!', '%'])}"`;
  }

  #call(depth: number): string {
    const d = this.#dice;
    const operand = () => this.#operand(depth);
    return d.of(
      () => `printf ${this.#format()} ${d.times(0, 3, operand).join(' ')}`,
      () => `printf ${this.#format()} $value`,
      () => `printf ${d.pick(['"%s"', '"%v"', '"%q"', '"%+q"', '"%#q"', '"%x"', '"% X"', '"%10s|"', '"%-10s|"', '"%.3s"', '"%05s"'])} ${this.#label()}`,
      () => `${d.pick(['humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage', 'humanizeTimestamp'])} ${d.pick(['$value', '.Value', this.#number(), this.#string(), operand()])}`,
      () => `${d.pick(['title', 'toUpper', 'toLower', 'stripPort', 'stripDomain', 'parseDuration', 'graphLink', 'tableLink'])} ${d.pick([this.#label(), this.#string(), operand()])}`,
      () => `reReplaceAll ${d.pick(['"(.)l"', '`\\s+`', '"(?P<x>[a-z])(\\\\d?)"', '""', '"("'])} ${d.pick(['"<$1>"', '"${x}-"', '"$x_"', '"$$"', '""'])} ${this.#label()}`,
      () => `${d.pick(['print', 'println', 'html', 'js', 'urlquery'])} ${d.times(0, 3, operand).join(' ')}`,
      () => `len ${d.pick(['$labels', this.#label(), this.#string(), '(query "n")', operand()])}`,
      () => `index ${d.pick(['$labels "job"', '(args "a" 2) "arg0"', '$labels 1', 'nil 1', '$value 0', `$labels ${operand()}`])}`,
      () => `slice ${d.pick(['"abcdef"', '$labels.job', '42'])} ${d.times(0, 3, () => d.pick(['0', '1', '2', '5', '-1'])).join(' ')}`,
      () => d.pick(['query "n" | sortByLabel "i" | first | value', 'query "n{i=\\"2\\"}" | first | label "i"', '(query "n" | sortByLabel "i" | first).Labels.i', 'query "none" | first', 'query "sum(" | first', '(index (query "n" | sortByLabel "i") 1).Value', 'query "1 + 1" | first | value', 'query "n" | sortByLabel "i" | first', 'strvalue (query "n" | sortByLabel "i" | first)', 'args 1 $value | printf "%v"', 'query "none"']),
      () => this.#condition(),
    );
  }

  #pipe(depth: number): string {
    const d = this.#dice;
    if (depth <= 0 || d.chance(0.3)) return this.#operand(0);
    let pipe = d.chance(0.5) ? this.#operand(depth - 1) : this.#call(depth - 1);
    for (let more = d.below(3); more > 0; more -= 1) {
      pipe += d.pick([' | ', '|', ' |']) + d.of(
        () => `printf ${this.#format()}`,
        () => d.pick(['humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage', 'title', 'toUpper', 'html', 'js', 'urlquery', 'len', 'print', 'printf "%q"', 'not', 'eq "x"', 'stripPort', 'or 0']),
        () => d.pick(['$value', '.', '"a"', 'nil', '$labels.job']),
      );
    }
    return pipe;
  }
}
