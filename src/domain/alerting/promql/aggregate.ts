import { labelKey, type Labels } from '../alerts/matcher.ts';
import type { Grouping } from './ast.ts';
import { onlyLabels, requireLabelName, withLabel, withoutLabels } from './labels.ts';
import { refusal } from './refusal.ts';
import { NAME } from './series.ts';
import { fold, greater, lesser, meanOf, quantileOf, varianceOf } from './statistics.ts';
import { formatDecimal, type Sample } from './value.ts';

/** Aggregations of a group's values into one. */
const REDUCERS = new Map<string, (values: readonly number[], parameter: number) => number>([
  ['sum', (values) => fold(values, (sum, value) => sum + value)],
  ['avg', meanOf],
  ['min', (values) => fold(values, lesser)],
  ['max', (values) => fold(values, greater)],
  ['count', (values) => values.length],
  ['group', () => 1],
  ['stddev', (values) => Math.sqrt(varianceOf(values))],
  ['stdvar', varianceOf],
  ['quantile', (values, q) => quantileOf(q, values)],
]);

/** The labels by which a series is grouped. */
function groupLabels(labels: Labels, { mode, labels: names }: Grouping): Labels {
  return mode === 'by' ? onlyLabels(labels, names) : withoutLabels(labels, [NAME, ...names]);
}

/** An aggregation over a vector. `parameter` is the number of topk, bottomk and quantile, or the label of count_values. */
export function aggregate(op: string, samples: readonly Sample[], grouping: Grouping, parameter: number | string | null): Sample[] {
  if (op === 'count_values') return countValues(samples, grouping, parameter as string);
  const groups = grouped(samples, grouping);
  if (op === 'topk' || op === 'bottomk') {
    const k = parameter as number;
    if (!(Math.abs(k) < 2 ** 63)) throw refusal(`${op} cannot take ${k} series`);
    return groups.flatMap(({ members }) => best(members, k, op === 'topk'));
  }
  const reduce = REDUCERS.get(op)!;
  return groups.map(({ labels, members }) => ({ labels, value: reduce(members.map(({ value }) => value), parameter as number) }));
}

function grouped(samples: readonly Sample[], grouping: Grouping): { labels: Labels; members: Sample[] }[] {
  const groups = new Map<string, { labels: Labels; members: Sample[] }>();
  for (const sample of samples) {
    const labels = groupLabels(sample.labels, grouping);
    const key = labelKey(labels);
    const group = groups.get(key);
    if (group) group.members.push(sample);
    else groups.set(key, { labels, members: [sample] });
  }
  return [...groups.values()];
}

function best(members: readonly Sample[], k: number, largest: boolean): Sample[] {
  return inOrder(members, largest).slice(0, Math.max(0, Math.trunc(k)));
}

/** By value, NaN last either way. */
export function inOrder(samples: readonly Sample[], largestFirst: boolean): Sample[] {
  return [...samples].sort((a, b) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value)) return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
    // Equal infinities have no difference.
    return a.value === b.value ? 0 : a.value < b.value === largestFirst ? 1 : -1;
  });
}

/** How often each value occurs; the value becomes a label, in place of one of that name. */
function countValues(samples: readonly Sample[], grouping: Grouping, name: string): Sample[] {
  requireLabelName(name);
  const labelled = samples.map(({ labels, value }) => ({ labels: withLabel(labels, name, formatDecimal(value)), value }));
  const by = grouping.mode === 'by' ? { ...grouping, labels: [...grouping.labels, name] } : grouping;
  return grouped(labelled, by).map(({ labels, members }) => ({ labels, value: members.length }));
}
