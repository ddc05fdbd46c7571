import type { Limit, Measured, Row } from './row.ts';

export interface Result {
  id: string;
  what: string;
  unit: string;
  value: number | null;
  budget: string;
  baseline: number | null;
  baselineOf: string;
  ratio: number | null;
  ratioBudget: string;
  met: boolean | null;
  /** Why there is no number. */
  note: string;
  details: Record<string, number | string>;
}

const keeps = (value: number, limit: Limit): boolean => ('atMost' in limit ? value <= limit.atMost : value >= limit.atLeast);
const words = (limit: Limit | undefined, unit: string): string =>
  limit === undefined ? '' : 'atMost' in limit ? `≤ ${number(limit.atMost)}${unit}` : `≥ ${number(limit.atLeast)}${unit}`;

/** A number with three significant digits, thin-spaced from a thousand on. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits).replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros)).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ' ');
}

/** What a row's numbers amount to beside its budgets. */
export function judge(row: Row, { value, baseline, details = {} }: Measured): Result {
  const ratio = row.baseline === undefined || baseline === undefined ? null : row.baseline.ratio === 'value ÷ baseline' ? value / baseline : baseline / value;
  const met = (row.budget === undefined || keeps(value, row.budget)) && (row.baseline === undefined || ratio === null || keeps(ratio, row.baseline.budget));
  return { ...blank(row), value, baseline: baseline ?? null, ratio, met, details };
}

/** A row that gave no number, and why. */
export const without = (row: Row, note: string, met: boolean | null): Result => ({ ...blank(row), met, note });

function blank(row: Row): Result {
  return {
    id: row.id,
    what: row.what,
    unit: row.unit,
    value: null,
    budget: words(row.budget, ` ${row.unit}`),
    baseline: null,
    baselineOf: row.baseline?.what ?? '',
    ratio: null,
    ratioBudget: words(row.baseline?.budget, '×'),
    met: null,
    note: '',
    details: {},
  };
}

/** The table for a terminal. */
export function table(results: readonly Result[]): string {
  const lines = [['', 'row', 'measured', 'budget', 'ratio', 'budget', 'baseline']];
  for (const r of results) {
    lines.push([
      r.met === null ? '–' : r.met ? 'ok' : 'OVER',
      r.id,
      r.value === null ? r.note : `${number(r.value)} ${r.unit}`,
      r.budget,
      r.ratio === null ? '' : `${number(r.ratio)}×`,
      r.ratioBudget,
      r.baseline === null ? '' : `${number(r.baseline)} ${r.unit}: ${r.baselineOf}`,
    ]);
  }
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}
