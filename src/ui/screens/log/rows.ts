import { CULTIVAR_IDS, cultivarOf } from '../../../domain/world/orchard/catalogue.ts';
import { SPECIES } from '../../../domain/world/orchard/world.ts';
import { cultivarNamed, speciesNamed } from '../../../domain/world/stream/kind.ts';
import { SUPPLIER_NAMES, supplierNamed } from '../../../domain/world/suppliers/suppliers.ts';
import type { LogColumn, LogColumns, LogFilter } from '../../../state/monitoring.svelte.ts';

/** One row of the prediction log, in words. */
export interface LogRow {
  index: number;
  timeMs: number;
  species: string;
  cultivar: string;
  /** Who sent it; '' where nobody is known. */
  supplier: string;
  prediction: string;
  confidence: number;
  /** Null until it arrives, and for labels that the orchard has no truth for. */
  truth: string | null;
  /** The label delay has passed, whether or not there is a truth. */
  known: boolean;
  right: boolean | null;
  latencyMs: number;
  version: number;
  /** How far the world has drifted, 0..1; NaN while that may not be told. */
  drift: number;
}

export const ROW_COLUMNS: LogColumn[] = ['index', 'timeMs', 'species', 'cultivar', 'supplier', 'predicted', 'confidence', 'reportedTruth', 'known', 'right', 'latencyMs', 'version', 'drift'];

/** In place of a truth that may not be told. */
const NOT_KNOWN = 255;

/** The rows of an answer. */
export function rowsOf(columns: LogColumns, labels: readonly string[]): LogRow[] {
  const at = (name: string, row: number): number => Number(columns[name]?.[row] ?? NaN);
  return Array.from({ length: columns['index']?.length ?? 0 }, (_, row): LogRow => {
    const known = SPECIES[at('species', row)];
    const species = known ?? speciesNamed(at('species', row)) ?? SPECIES[0];
    const sender = supplierNamed(at('supplier', row));
    const right = at('right', row);
    const truth = at('reportedTruth', row);
    return {
      index: at('index', row),
      timeMs: at('timeMs', row),
      species,
      cultivar: known ? cultivarOf(known, CULTIVAR_IDS[known][at('cultivar', row)] ?? '').name : (cultivarNamed(at('species', row), at('cultivar', row)) ?? ''),
      supplier: sender === undefined ? '' : SUPPLIER_NAMES[sender],
      prediction: labels[at('predicted', row)] ?? '',
      confidence: at('confidence', row),
      // A model with labels of its own has no truth, though the orchard knows the ripeness.
      truth: right === NOT_KNOWN || truth === NOT_KNOWN ? null : (labels[truth] ?? null),
      known: at('known', row) === 1,
      right: right === NOT_KNOWN ? null : right === 1,
      latencyMs: at('latencyMs', row),
      version: at('version', row),
      drift: at('drift', row),
    };
  });
}

/** A filter without what asks for nothing, and without a range that leaves nothing to find. */
export function cleanFilter(filter: LogFilter): LogFilter {
  const { from, to, maxConfidence } = filter;
  const clean: LogFilter = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));
  if (maxConfidence !== undefined && maxConfidence >= 1) delete clean.maxConfidence;
  if (from !== undefined && to !== undefined && to <= from) delete clean.to;
  return clean;
}

/** Whether a filter asks for anything but a stretch of the line: then rows must be read to be counted. */
export function readsContent({ outcome, predicted, species, version, maxConfidence }: LogFilter): boolean {
  return [outcome, predicted, species, version, maxConfidence].some((condition) => condition !== undefined);
}

/** `1 to 25 of 9 000` as numbers: the first and last row of a page, counted from one. */
export function pageRange(page: number, pageRows: number, total: number): { first: number; last: number; pages: number } {
  return { first: Math.min(total, page * pageRows + 1), last: Math.min(total, (page + 1) * pageRows), pages: Math.max(1, Math.ceil(total / pageRows)) };
}
