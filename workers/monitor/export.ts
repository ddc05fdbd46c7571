import { csvLine } from '../../src/domain/common/csv.ts';
import { withoutTurns } from '../../src/domain/common/isolated.ts';
import { cultivarNamed, speciesNamed } from '../../src/domain/world/stream/kind.ts';
import { SUPPLIER_NAMES, supplierNamed } from '../../src/domain/world/suppliers/suppliers.ts';
import { LOG_COLUMNS } from '../protocol/monitor.ts';
import type { LogColumn, LogFilter } from '../protocol/monitor.ts';
import { LabelNames, NOT_KNOWN, columnOf } from './columns.ts';
import { countRows, scan } from './reader.ts';
import type { LogView, Picked } from './reader.ts';

interface ExportOptions {
  format: 'csv' | 'json';
  /** Columns that are left out. */
  without?: readonly LogColumn[] | undefined;
  /** All labels and features that the log has: each gets a column. */
  labels: readonly string[];
  features: readonly string[];
  signal: AbortSignal;
  onProgress(progress: { done: number; total: number }): void;
}

type Cell = string | number | null;

/**
 * The rows that pass as a CSV (RFC 4180) or JSON file, a segment at a time. Labels, species and cultivars are written as words;
 * what is not known yet is empty (CSV) or null (JSON).
 */
export async function exportRows(view: LogView, filter: LogFilter, options: ExportOptions): Promise<Blob> {
  const { format, without = [], labels, features, signal, onProgress } = options;
  const columns: LogColumn[] = [...LOG_COLUMNS.filter((column) => !without.includes(column)), ...labels.map((label) => `score.${label}` as const), ...features.map((name) => `feature.${name}` as const)];
  const total = await countRows(view, filter, signal);
  const parts: string[] = format === 'csv' ? [csvLine(columns)] : ['['];
  let pieces: Blob[] = [];
  let done = 0;
  for await (const { picked } of scan(view, filter, { offset: 0, limit: Infinity, newestFirst: false }, signal)) {
    if (!picked) continue;
    const table = textColumns(columns, picked, view.lastKnown);
    for (let row = 0; row < picked.picks.length; row += 1) {
      const cells = table.map((column) => column(row));
      if (format === 'csv') parts.push(csvLine(cells));
      else parts.push(done + row === 0 ? '\n' : ',\n', withoutTurns(JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, cells[i]])))));
    }
    done += picked.picks.length;
    // A Blob may leave the heap: a million rows would not fit in it as text.
    pieces = [...pieces, new Blob(parts.splice(0))];
    onProgress({ done, total });
  }
  if (format === 'json') parts.push('\n]\n');
  return new Blob([...pieces, ...parts], { type: format === 'csv' ? 'text/csv' : 'application/json' });
}

function textColumns(columns: readonly LogColumn[], picked: Picked, lastKnown: number): ((row: number) => Cell)[] {
  const labels = new LabelNames();
  return columns.map((column) => {
    const values = columnOf(column, picked, lastKnown, labels);
    switch (column) {
      case 'predicted': case 'truth': case 'reportedTruth': return (row) => labels.names[values[row]!] ?? null;
      case 'species': return (row) => speciesNamed(values[row]!) ?? null;
      case 'cultivar': {
        const species = columnOf('species', picked, lastKnown, labels);
        return (row) => cultivarNamed(species[row]!, values[row]!) ?? null;
      }
      case 'supplier': return (row) => supplierText(values[row]!);
      case 'right': return (row) => (values[row] === NOT_KNOWN ? null : values[row]!);
      default: return values instanceof Float32Array ? (row) => shortest(values[row]!) : (row) => values[row]!;
    }
  });
}

/** Null where nobody is known. */
function supplierText(position: number): string | null {
  const supplier = supplierNamed(position);
  return supplier ? SUPPLIER_NAMES[supplier] : null;
}

/** A 32-bit float without the digits that it does not have. */
function shortest(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(7)) : null;
}
