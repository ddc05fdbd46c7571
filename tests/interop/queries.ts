import fc from 'fast-check';
import { AGGREGATORS } from '../../src/domain/alerting/promql/lex.ts';
import { CALENDAR_FUNCTIONS } from '../../src/domain/alerting/promql/calendar.ts';
import { SIGNATURES } from '../../src/domain/alerting/promql/signatures.ts';
import type { ValueType } from '../../src/domain/alerting/promql/ast.ts';
import { awkwardSeries, BEGIN } from './world.ts';

const pick = fc.constantFrom<string[]>;
const text = (parts: TemplateStringsArray, ...values: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...values).map((chosen) => parts.map((part, i) => part + (chosen[i] ?? '')).join(''));
const maybe = (arbitrary: fc.Arbitrary<string>) => fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary });

const METRICS = [
  'c_total', 'gap_total', 'acc', 'nanv', 'infv', 'big', 'huge', 'tenth', 'half', 'neg', 'lat_bucket', 'mix_bucket', 'negb_bucket', 'nonmono_bucket', 'req', 'info', 'dup',
  'odd', 'sum', 'offset', 'job:rate:sum', 'jitter', 'brief_total', 'ended', 'mixed', 'tiny', 'clock', 'nosuch',
];
/** Metrics whose values differ from series to series, so that it is not left to chance which of them topk keeps. */
const DISTINCT = ['c_total', 'nanv', 'infv', 'half', 'neg', 'req', 'jitter', 'mixed'];
const LABELS = ['job', 'inst', 'label', 'v', 'k', 'svc', 'team', 'le', 'i', 'x', 'constructor', '__proto__', 'toString', 'nosuch', '__name__'];

const label = pick(...LABELS);
const metric = pick(...METRICS);
const labelList = fc.array(label, { maxLength: 2 }).map((labels) => `(${labels.join(', ')})`);
const duration = pick('15s', '30s', '1m', '2m', '5m', '10m', '1m30s', '45s500ms', '1h');
const modifiers = fc.tuple(maybe(pick(' offset 15s', ' offset 1m', ' offset -30s', ' offset 5m', ' offset 90s')), maybe(pick(` @ ${BEGIN + 300}`, ` @ ${BEGIN + 123.4}`, ' @ start()', ' @ end()', ' @ -5', ' @ 1.7e9')))
  .map(([offset, at]) => (offset.length % 2 ? offset + at : at + offset));
const quoted = pick('"a"', '"1"', "'2'", '`x`', '"b"', '""', '"🍌"', '"\\U0001F34C"', '"\\u00e4pfel rot"', '"line1\\nline2"', '"o\'neil\'s"', "'o\\'neil\\'s'", '"0.5"', '"\\x61"', '"\\141"');
const PATTERN_PARTS = ['a', 'b', 'inst', '1', '.', '.*', '+', '*', '??', '|', '(', ')', '(?:', '(?i)', '(?s:', '(?P<n>', '[', '[^', ']', '-', '{2}', '{1,}', '{,2}', '^', '$', '🍌', 'ä', ' ', '\\\\d', '\\\\w', '\\\\b', '\\\\pL', '\\\\p{Greek}', '\\\\z', '\\\\Q', '\\\\E', '\\\\x{1F34C}', '\\\\n', '[[:alpha:]]', '\\\\1', '(?=', '(?U)'];
const anyPattern = fc.array(pick(...PATTERN_PARTS), { minLength: 1, maxLength: 5 }).map((parts) => `"${parts.join('')}"`);
const pattern = pick('".*"', '".+"', '"a|b"', '"[0-9]+"', '"(?i:A)"', '"\\\\p{L}.*"', '"."', '`a\\.b`', '"(?s).*"', '"1|2|"', '""', '"[[:alpha:]].*"', '"[^a]"', '"\\\\d+"', '"🍌|a.b"', '"(?i)ÄPFEL.*"');
const matcher = fc.oneof(text`${label}${pick('=', '!=')}${quoted}`, text`${label}${pick('=~', '!~')}${pattern}`, text`${label}${pick('=~', '!~')}${anyPattern}`);
/** A matcher that some series meet. */
const met = fc.constantFrom(...awkwardSeries().map(({ labels }) => labels)).chain(({ __name__: name, ...labels }) =>
  fc.subarray(Object.entries(labels)).map((pairs) => `${name}{${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(', ')}}`));
const braces = fc.array(matcher, { maxLength: 2 }).map((matchers) => `{${matchers.join(',')}}`);
const selector = fc.oneof(
  { weight: 5, arbitrary: metric },
  { weight: 1, arbitrary: text`${metric}${braces}` },
  { weight: 3, arbitrary: met },
  { weight: 1, arbitrary: text`{__name__=~${pick('"acc|neg"', '"[a-c].*"', '"lat_bucket|req"', '".+"')}}` },
);
const number = pick('0', '1', '2', '-1', '0.5', '1.5', '100', '1e3', 'NaN', 'Inf', '-Inf', '010', '0x1F', '.5', '3.', '1e-3', '0.9', '1e100');
const bool = maybe(fc.constant(' bool'));
const arithmetic = pick('+', '-', '*', '/', '%', '^');
const comparison = pick('==', '!=', '>', '<', '>=', '<=');
const matching = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: text` ${pick('on', 'ignoring')}${labelList}` },
  { weight: 2, arbitrary: text` ${pick('on', 'ignoring')}${labelList} ${pick('group_left', 'group_right')}${maybe(labelList)}` },
  { weight: 1, arbitrary: pick(' on(svc) group_left(team)', ' on(svc) group_right', ' on(v) group_left(label)', ' ignoring(inst, team) group_left') },
);
const grouping = fc.oneof(fc.constant(''), text` ${pick('by', 'without')} ${labelList} `);

/** Arguments that are texts: what label_replace and label_join take, and some that they refuse. */
const target = pick('"kind"', '"label"', '"__name__"', '"k"', '"__proto__"', '"bad-name"', '""');
const TEXTS: Readonly<Record<string, readonly fc.Arbitrary<string>[]>> = {
  label_replace: [target, pick('"$1"', '"$1-$2"', '"${1}x"', '"$1_$2"', '"$$1"', '"a"', '""', '"$first"', '"$0"', '"cost $"'), label.map((name) => `"${name}"`), fc.oneof(pattern, pick('"(.*)"', '"(.).*"', '"(?P<first>a).*"', '"(a).(b)"', '"("', '"(?=a)"'))],
  label_join: [target, pick('"-"', '""', '"🍌"'), label.map((name) => `"${name}"`)],
};

/** The last digit of these is free, so that nothing may be made of their results that would bring it to the front. */
const TRANSCENDENTAL = ['exp', 'ln', 'log2', 'log10', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'];

const { scalar, vector, range } = fc.letrec<{ scalar: string; vector: string; range: string }>((tie) => {
  const of: Readonly<Record<ValueType, fc.Arbitrary<string>>> = { scalar: tie('scalar'), vector: tie('vector'), range: tie('range'), string: quoted };
  const argument = (name: string, type: ValueType, place: number) => (type === 'string' ? TEXTS[name]![place - 1]! : of[type]);
  const callable = [...SIGNATURES].filter(([name, { types }]) => types.length > 0 && !TRANSCENDENTAL.includes(name));
  const call = ([name, { types, least, most }]: (typeof callable)[number]) => {
    // Moments that a calendar has, and not the values of any metric.
    if (CALENDAR_FUNCTIONS.has(name)) return text`${fc.constant(name)}(${pick('', 'clock', 'timestamp(jitter)', 'vector(-86400.5)', 'acc * 1e9', 'vector(time())')})`;
    const counts = fc.integer({ min: least, max: Math.min(most, types.length) });
    return counts.chain((count) => fc.tuple(...types.slice(0, count).map((type, i) => argument(name, type, i)))).map((args) => `${name}(${args.join(', ')})`);
  };
  const returns = (type: ValueType) => fc.oneof(...callable.filter(([, signature]) => signature.returns === type).map(call));
  const plain = [...AGGREGATORS].filter((op) => !['topk', 'bottomk', 'quantile', 'count_values'].includes(op));
  return {
    scalar: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'query' },
      { weight: 6, arbitrary: number },
      { weight: 1, arbitrary: pick('time()', 'pi()') },
      { weight: 1, arbitrary: returns('scalar') },
      { weight: 1, arbitrary: text`(${of.scalar} ${arithmetic} ${of.scalar})` },
      { weight: 1, arbitrary: text`${of.scalar} ${comparison} bool ${of.scalar}` },
      { weight: 1, arbitrary: text`-${of.scalar}` },
    ),
    vector: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'query' },
      { weight: 8, arbitrary: text`${selector}${modifiers}` },
      { weight: 10, arbitrary: returns('vector') },
      { weight: 3, arbitrary: text`${pick(...plain)}${grouping}(${of.vector})` },
      { weight: 1, arbitrary: text`${pick(...plain)}(${of.vector})${grouping}` },
      { weight: 1, arbitrary: text`quantile${grouping}(${of.scalar}, ${of.vector})` },
      { weight: 1, arbitrary: text`${pick('topk', 'bottomk')}${grouping}(${number}, ${pick(...DISTINCT)})` },
      { weight: 1, arbitrary: text`count_values${grouping}(${target}, ${selector})` },
      // The same series on both sides, so that they find each other.
      { weight: 3, arbitrary: fc.tuple(metric, arithmetic, comparison, bool, matching, modifiers, fc.boolean()).map(([name, a, b, flag, how, moved, compares]) => `${name} ${compares ? b + flag : a}${how} ${name}${moved}`) },
      { weight: 2, arbitrary: text`${of.vector} ${arithmetic}${matching} ${of.vector}` },
      { weight: 2, arbitrary: text`${of.vector} ${comparison}${bool}${matching} ${of.vector}` },
      { weight: 2, arbitrary: text`${of.vector} ${pick('and', 'or', 'unless')}${matching} ${of.vector}` },
      { weight: 2, arbitrary: text`${of.vector} ${comparison}${bool} ${of.scalar}` },
      { weight: 2, arbitrary: text`${of.scalar} ${fc.oneof(arithmetic, comparison)} ${of.vector}` },
      { weight: 1, arbitrary: text`${pick('-', '+', '- ')}${of.vector}` },
      { weight: 2, arbitrary: text`(${of.vector})` },
    ),
    range: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'query' },
      { weight: 6, arbitrary: text`${selector}[${duration}]${modifiers}` },
      { weight: 1, arbitrary: text`${selector}[${duration}:${pick('', '15s', '30s', '7s', '1m')}]${modifiers}` },
      { weight: 2, arbitrary: text`(${of.vector})[${pick('1m', '2m', '5m')}:${pick('', '15s', '30s', '1m')}]${modifiers}` },
    ),
  };
});

const SNIPPETS = ['', ' ', '(', ')', '{', '}', '[', ']', ',', '"', "'", '`', '\\', '+', '-', '*', '^', '=', '!', '~', '<', '#', '.', '0', '1', '5', 's', 'm', 'h', 'ms', ' offset 1m', ' @ 1', ' bool ', ' by (k)', ' on(k) ', ' group_left ', ' and ', 'sum', '\n# note\n', ';', '_', ':', '1_0', '0x', 'e', '"x"', '[5m]', '[5m:1m]', '{k="1"}', 'a', '\u00a0'];
const edit = fc.record({ at: fc.nat({ max: 9999 }), length: fc.nat({ max: 2 }), put: pick(...SNIPPETS) });

/** A query with up to three slips of the pen; many are refused, and many are not. */
const slipped = fc.tuple(fc.oneof(vector, range, scalar), fc.array(edit, { minLength: 1, maxLength: 3 })).map(([query, edits]) =>
  edits.reduce((sofar, { at, length, put }) => {
    const place = at % (sofar.length + 1);
    return sofar.slice(0, place) + put + sofar.slice(place + length);
  }, query));

const lettersOf = (letters: string, maxLength: number) => fc.string({ unit: pick(...letters), minLength: 1, maxLength });
const TEXT_PARTS = ['a', '\\n', '\\x41', '\\xff', '\\xc3\\xa4', '\\101', '\\400', '\\u00e4', '\\ud800', '\\U0001F34C', '\\U00110000', '\\q', '\\"', "\\'", '\\`', '\\\\', '\\', '"', "'", '`', '\n', '\r', '🍌', '\u{FFFD}'];
/** Numbers, durations and texts, written rightly or nearly so. */
const literal = fc.oneof(
  lettersOf('0011789.xXeE+-_afinNaI', 6),
  lettersOf('0125smhdwy', 6).map((length) => `count_over_time(neg[${length}])`),
  fc.tuple(pick('"', "'", '`'), fc.array(pick(...TEXT_PARTS), { maxLength: 4 })).map(([quote, parts]) => quote + parts.join('') + quote),
);

/** Operators in a row, to see what binds to what. */
const operand = text`${maybe(pick('-', '+', '- -'))}${pick('neg', 'neg', 'tenth', '2', '0.5', 'half{k="2"}', 'neg offset 1m', `neg @ ${BEGIN + 300}`, '(neg)', 'vector(3)')}`;
const operator = fc.oneof(arithmetic, text` ${comparison} bool `, pick(' == ', ' < ', ' and ', ' or ', ' unless ', ' atan2 ', ' - on() ', ' > ignoring(k) ', ' * on(k) '));
const row = fc.tuple(operand, fc.array(fc.tuple(operator, operand), { minLength: 1, maxLength: 4 })).map(([first, rest]) => first + rest.flat().join(''));

/** Queries of any kind: mostly well-typed, a share with slips. */
export const anyQuery = fc.oneof(
  { weight: 12, arbitrary: vector },
  { weight: 1, arbitrary: scalar },
  { weight: 1, arbitrary: range },
  { weight: 1, arbitrary: text`${pick(...TRANSCENDENTAL)}(${vector})` },
  { weight: 1, arbitrary: text`${vector} atan2${bool}${matching} ${vector}` },
  { weight: 1, arbitrary: text`${pick('sort', 'sort_desc')}(${vector})` },
  { weight: 4, arbitrary: slipped },
  { weight: 2, arbitrary: row },
  { weight: 2, arbitrary: literal },
);

/** Every function and aggregation of numbers over every metric. */
export const plainQueries = METRICS.flatMap((name) => {
  const plain: Readonly<Record<ValueType, string>> = { scalar: '0.3', vector: name, range: `${name}[2m]`, string: '' };
  const calls = [...SIGNATURES].filter(([called, { types }]) => types.length > 0 && !types.includes('string') && !CALENDAR_FUNCTIONS.has(called));
  return [
    ...calls.map(([called, { types }]) => `${called}(${types.map((type) => plain[type]).join(', ')})`),
    ...[...AGGREGATORS].filter((op) => !['topk', 'bottomk', 'count_values'].includes(op)).map((op) => `${op}(${op === 'quantile' ? '0.3, ' : ''}${name})`),
    `count_values("v", ${name})`,
  ];
});

/** Between samples, at one, and where the lookback ends. */
export const anyMoment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(600.5, 600, 333.25, 607.123) },
  { weight: 1, arbitrary: fc.constantFrom(900, 900.001, 899.999, -10) },
).map((seconds) => BEGIN + seconds);
