import { DECIMAL } from '../../common/decimal.ts';
import type { Labels } from '../alerts/matcher.ts';
import { OrchardError } from '../../common/errors.ts';
import { NAME } from '../promql/series.ts';
import { formatValue } from '../promql/value.ts';
import { METRIC_NAME, METRIC_TYPES, type MetricFamily, type MetricSample, type MetricType } from './family.ts';

/** Media type of the text exposition format of Prometheus. */
export const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

/** Families in the text exposition format 0.0.4. With `timestampMs` every sample carries that moment, Unix ms. */
export function writeExposition(families: readonly MetricFamily[], timestampMs?: number): string {
  let text = '';
  for (const { name, type, help, samples } of families) {
    text += `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
    for (const sample of samples) {
      const moment = sample.timestampMs ?? timestampMs;
      text += `${seriesText(sample.labels)} ${formatValue(sample.value)}${moment === undefined ? '' : ` ${Math.trunc(moment)}`}\n`;
    }
  }
  return text;
}

/** A series as PromQL and the text format write it: `name{label="value"}`. */
export function seriesText(labels: Labels): string {
  const { [NAME]: name = '', ...rest } = labels;
  const parts = Object.entries(rest).map(([label, value]) => `${label}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
}

/** Reads the text exposition format 0.0.4. Throws `file-schema` with the line of the first mistake. */
export function parseExposition(text: string): MetricFamily[] {
  const families = new Map<string, { name: string; type: MetricType; help: string; samples: MetricSample[]; typed: boolean }>();
  const familyOf = (name: string) => {
    let family = families.get(name);
    if (!family) families.set(name, family = { name, type: 'untyped', help: '', samples: [], typed: false });
    return family;
  };
  const lines = text.split('\n');
  if (text !== '' && lines.at(-1) !== '') throw wrong(lines.length, 'the last line must end with a line feed');
  const seen = new Set<string>();
  lines.forEach((raw, i) => {
    const line = raw.trim();
    if (line === '') return;
    if (line.startsWith('#')) {
      const [, keyword, name = '', rest = ''] = /^#\s*(HELP|TYPE)\s+(\S+)\s?(.*)$/u.exec(line) ?? [];
      if (keyword === undefined) return;
      if (!METRIC_NAME.test(name)) throw wrong(i + 1, `${JSON.stringify(name)} is not a metric name`);
      const family = familyOf(name);
      if (keyword === 'HELP') family.help = rest.replaceAll(/\\([\\n])/gu, (_, sign: string) => (sign === 'n' ? '\n' : '\\'));
      else {
        const type = METRIC_TYPES.find((known) => known === rest.trim());
        if (!type) throw wrong(i + 1, `there is no type ${JSON.stringify(rest)}`);
        if (family.typed || family.samples.length > 0) throw wrong(i + 1, `the type of ${name} comes twice, or after its samples`);
        Object.assign(family, { type, typed: true });
      }
      return;
    }
    const sample = readSample(line, i + 1);
    const key = seriesText(Object.fromEntries(Object.entries(sample.labels).sort(([a], [b]) => (a < b ? -1 : 1))));
    if (seen.has(key)) throw wrong(i + 1, `${key} comes twice`);
    seen.add(key);
    familyOf(ownerOf(sample.labels[NAME]!, families)).samples.push(sample);
  });
  return [...families.values()].map(({ name, type, help, samples }) => ({ name, type, help, samples }));
}

/** The family of a series: `x_bucket`, `x_sum` and `x_count` belong to the histogram or summary x. */
function ownerOf(name: string, families: ReadonlyMap<string, { type: MetricType }>): string {
  const [, base, suffix] = /^(.+)_(bucket|sum|count)$/u.exec(name) ?? [];
  const type = base === undefined ? undefined : families.get(base)?.type;
  return type === 'histogram' || (type === 'summary' && suffix !== 'bucket') ? base! : name;
}

const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*(,|(?=\}))/uy;

function readSample(line: string, number: number): MetricSample {
  const [, name] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)/u.exec(line) ?? [];
  if (name === undefined) throw wrong(number, 'a sample begins with a metric name');
  let labels: Labels = { [NAME]: name };
  let at = name.length + /^\s*/u.exec(line.slice(name.length))![0].length;
  if (line[at] === '{') {
    at += 1;
    while (!/^\s*\}/u.test(line.slice(at))) {
      LABEL.lastIndex = at;
      const [, label, value] = LABEL.exec(line) ?? [];
      if (label === undefined) throw wrong(number, `unexpected ${JSON.stringify(line.slice(at, at + 20))} among the labels`);
      if (Object.hasOwn(labels, label)) throw wrong(number, `the label ${label} comes twice`);
      labels = { ...labels, [label]: value!.replaceAll(/\\(.)/gu, (escaped, sign: string) => (sign === 'n' ? '\n' : sign === '\\' || sign === '"' ? sign : escaped)) };
      at = LABEL.lastIndex;
    }
    at += line.slice(at).indexOf('}') + 1;
  } else if (at === name.length) throw wrong(number, `${name} has no value`);
  const [value = '', timestamp, ...more] = line.slice(at).trim().split(/\s+/u);
  if (more.length > 0 || (timestamp !== undefined && !/^-?\d+$/u.test(timestamp))) throw wrong(number, 'after the value comes at most a time in whole ms');
  return { labels, value: readValue(value, number), ...(timestamp === undefined ? {} : { timestampMs: Number(timestamp) }) };
}

function readValue(text: string, number: number): number {
  const [, sign, word] = /^([+-]?)(inf|infinity|nan)$/iu.exec(text) ?? [];
  if (word !== undefined) return word.toLowerCase() === 'nan' ? NaN : sign === '-' ? -Infinity : Infinity;
  if (!DECIMAL.test(text)) throw wrong(number, `${JSON.stringify(text)} is not a number`);
  return Number(text);
}

function wrong(line: number, detail: string): OrchardError {
  return new OrchardError('file-schema', `exposition, line ${line}: ${detail}`);
}
