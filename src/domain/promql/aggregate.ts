import { OrchardError } from '../errors.ts';
import { labelKey, type Labels } from '../alerting/matcher.ts';
import type { Grouping } from './ast.ts';
import { fold, greater, lesser, meanOf, quantileOf, sumOf, varianceOf } from './range-functions.ts';
import { NAME } from './series.ts';
import { formatValue, type Sample } from './value.ts';

/** Aggregations of a group's values into one. */
const REDUCERS: Readonly<Record<string, (values: readonly number[], parameter: number) => number>> = {
  sum: sumOf,
  avg: meanOf,
  min: (values) => fold(values, lesser),
  max: (values) => fold(values, greater),
  count: (values) => values.length,
  group: () => 1,
  stddev: (values) => Math.sqrt(varianceOf(values)),
  stdvar: (values) => varianceOf(values),
  quantile: (values, q) => quantileOf(q, values),
};

/** The labels by which a series is grouped. */
export function groupLabels(labels: Labels, { mode, labels: names }: Grouping): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => (mode === 'by' ? names.includes(name) : name !== NAME && !names.includes(name))));
}

/** An aggregation over a vector. `parameter` is the number of topk, bottomk and quantile, or the label of count_values. */
export function aggregate(op: string, samples: readonly Sample[], grouping: Grouping, parameter: number | string | null): Sample[] {
  const groups = new Map<string, { labels: Labels; members: Sample[] }>();
  for (const sample of samples) {
    const labels = groupLabels(sample.labels, grouping);
    const key = labelKey(labels);
    const group = groups.get(key) ?? { labels, members: [] };
    groups.set(key, group);
    group.members.push(sample);
  }
  const each = [...groups.values()];
  if (op === 'topk' || op === 'bottomk') return each.flatMap(({ members }) => best(members, parameter as number, op === 'topk'));
  if (op === 'count_values') return each.flatMap(({ labels, members }) => countValues(labels, members, parameter as string));
  const reduce = REDUCERS[op];
  if (!reduce) throw new OrchardError('argument-invalid', `PromQL: aggregation ${op} is not supported`);
  return each.map(({ labels, members }) => ({ labels, value: reduce(members.map(({ value }) => value), parameter as number) }));
}

function best(members: readonly Sample[], k: number, largest: boolean): Sample[] {
  const ordered = [...members].sort((a, b) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value)) return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
    return largest ? b.value - a.value : a.value - b.value;
  });
  return ordered.slice(0, Math.max(0, Math.trunc(k) || 0));
}

function countValues(labels: Labels, members: readonly Sample[], name: string): Sample[] {
  const counts = new Map<string, number>();
  for (const { value } of members) counts.set(formatValue(value), (counts.get(formatValue(value)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ labels: { ...labels, [name]: value }, value: count }));
}
