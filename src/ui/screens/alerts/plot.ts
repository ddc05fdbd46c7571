import { labelKey, type Labels } from '../../../domain/alerting/alerts/matcher.ts';
import { formatValue as exactValue, type Value } from '../../../domain/alerting/promql/value.ts';
import type { QueriedSeries } from '../../../state/alerts.svelte.ts';

/** Series that a chart draws; more are lines that nobody can tell apart. */
export const MOST_LINES = 5;

/** A line of an answer: what it is now, and how it came there. */
interface ResultRow {
  key: string;
  /** As a selector that would find it. */
  text: string;
  /** As Prometheus writes it; null when it has no sample now. */
  now: string | null;
  /** Its place among the lines of the chart; null when it is not drawn. */
  line: number | null;
}

/** `name{label="value"}`, or `{}` for a series without labels. */
export function seriesText({ __name__: name = '', ...labels }: Labels): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ');
  return inside === '' && name !== '' ? name : `${name}{${inside}}`;
}

/** The rows of an answer: those with a value now, greatest first, then those that have none any more. Lines are given out in that order. */
export function resultRows(value: Value, series: readonly QueriedSeries[]): ResultRow[] {
  const drawn = new Set(series.map(({ labels }) => labelKey(labels)));
  const now = nowOf(value).toSorted((a, b) => b.value - a.value || (Number.isNaN(a.value) ? 1 : -1));
  const known = new Set(now.map(({ labels }) => labelKey(labels)));
  const rows = [
    ...now.map(({ labels, text }) => ({ key: labelKey(labels), text: seriesText(labels), now: text })),
    ...series.filter(({ labels }) => !known.has(labelKey(labels))).map(({ labels }) => ({ key: labelKey(labels), text: seriesText(labels), now: null })),
  ];
  let line = 0;
  return rows.map((row) => ({ ...row, line: drawn.has(row.key) && line < MOST_LINES ? line++ : null }));
}

/** As Prometheus writes it, to eight digits: the rest is noise that takes room. */
function formatValue(value: number): string {
  return exactValue(Number(value.toPrecision(8)));
}

function nowOf(value: Value): { labels: Labels; value: number; text: string }[] {
  switch (value.type) {
    case 'scalar': return [{ labels: {}, value: value.value, text: formatValue(value.value) }];
    case 'string': return [{ labels: {}, value: NaN, text: JSON.stringify(value.value) }];
    case 'vector': return value.samples.map(({ labels, value: number }) => ({ labels, value: number, text: formatValue(number) }));
    case 'range': return value.windows.map(({ labels, values }) => ({ labels, value: values[values.length - 1] ?? NaN, text: Array.from(values).slice(-5).map(formatValue).join(', ') }));
  }
}

/** The range of values that a chart spans, widened when it is one value; null without a finite one. */
export function valueRange(series: readonly QueriedSeries[]): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { value } of series) {
    for (const number of value) {
      if (!Number.isFinite(number)) continue;
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
  }
  if (low > high) return null;
  return low < high ? [low, high] : [low - (Math.abs(low) || 1) / 10, high + (Math.abs(high) || 1) / 10];
}

/** The path of a series in px; it is broken where there is no number, or no sample for more than `gap` events. */
export function pathOf({ index, value }: QueriedSeries, x: (index: number) => number, y: (value: number) => number, gap: number): string {
  let path = '';
  let before: number | null = null;
  index.forEach((at, i) => {
    const number = value[i]!;
    if (!Number.isFinite(number)) return void (before = null);
    path += `${before === null || at - before > gap ? 'M' : 'L'}${x(at).toFixed(1)} ${y(number).toFixed(1)}`;
    before = at;
  });
  return path;
}
