import { OrchardError } from '../errors.ts';
import { SPECIES } from '../orchard/world.ts';
import { pack, unpack } from './pack.ts';
import type { Columns } from './pack.ts';
import { ROW_COLUMNS, numbersPerRow } from './rows.ts';
import { SEGMENT_ROWS } from './segment-rows.ts';
import type { LogRows, RowColumns } from './rows.ts';

const KIND = 'segment 1';
/** `predicted` is a byte. */
const MOST_LABELS = 256;
const MOST_FEATURES = 256;
const LONGEST_NAME = 200;

/** Packs consecutive rows into one buffer. */
export function encodeSegment({ firstIndex, count, labels, features, columns, indices }: LogRows): ArrayBuffer {
  if (indices) throw new OrchardError('internal', 'a segment keeps consecutive rows');
  return pack({ kind: KIND, firstIndex, count, labels, features }, columns as unknown as Columns);
}

/** Rows of a packed segment, as views of the buffer. Throws `storage-corrupt` on anything torn, changed or not a segment. */
export function decodeSegment(buffer: ArrayBuffer): LogRows {
  const { meta, columns } = unpack(buffer);
  const { kind, firstIndex, count, labels, features } = (meta ?? {}) as Partial<LogRows & { kind: string }>;
  const valid = kind === KIND && isNatural(firstIndex) && isNatural(count) && count > 0 && count <= SEGMENT_ROWS && isNames(labels, MOST_LABELS) && isNames(features, MOST_FEATURES);
  if (!valid) throw new OrchardError('storage-corrupt', 'not a segment');
  for (const [name, Type] of Object.entries(ROW_COLUMNS)) {
    const column = columns[name];
    const length = count * numbersPerRow(name as keyof RowColumns, labels.length, features.length);
    if (!(column instanceof Type) || column.length !== length) throw new OrchardError('storage-corrupt', `column ${name}`);
  }
  const rows: LogRows = { firstIndex, count, labels, features, columns: columns as unknown as RowColumns };
  if (rows.columns.predicted.some((label) => label >= labels.length) || rows.columns.species.some((species) => species >= SPECIES.length)) {
    throw new OrchardError('storage-corrupt', 'a value that stands for nothing');
  }
  if (!rows.columns.timeMs.every(Number.isFinite)) throw new OrchardError('storage-corrupt', 'a time that is none');
  return rows;
}

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNames(value: unknown, most: number): value is string[] {
  return Array.isArray(value) && value.length <= most && value.every((name) => typeof name === 'string' && name.length <= LONGEST_NAME);
}
