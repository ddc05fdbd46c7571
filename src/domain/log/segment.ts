import { OrchardError } from '../common/errors.ts';
import { SPECIES } from '../world/orchard/world.ts';
import { NO_SUPPLIER, SUPPLIERS } from '../world/suppliers/suppliers.ts';
import { PHOTOGRAPH } from '../world/stream/truth.ts';
import { pack, unpack } from '../common/pack.ts';
import type { Columns } from '../common/pack.ts';
import { ROW_COLUMNS, SHADOW_COLUMNS, numbersPerRow } from './rows.ts';
import { SEGMENT_ROWS } from './segment-rows.ts';
import type { LogRows, RowColumns, ShadowColumns } from './rows.ts';

const KIND = 'segment 2';
/** As it was written before deployments were counted: all columns but that one. */
const KIND_BEFORE = 'segment 1';
const SHADOW = 'shadow.';
/** `predicted` is a byte. */
const MOST_LABELS = 256;
const MOST_FEATURES = 256;
const LONGEST_NAME = 200;

/** Packs consecutive rows into one buffer. */
export function encodeSegment({ firstIndex, count, labels, features, columns, shadow, indices }: LogRows): ArrayBuffer {
  if (indices) throw new OrchardError('internal', 'a segment keeps consecutive rows');
  const inShadow = Object.entries(shadow ?? {}).map(([name, column]) => [SHADOW + name, column]);
  return pack({ kind: KIND, firstIndex, count, labels, features }, { ...columns, ...Object.fromEntries(inShadow) } as unknown as Columns);
}

/** Rows of a packed segment, as views of the buffer. Throws `storage-corrupt` on anything torn, changed or not a segment. */
export function decodeSegment(buffer: ArrayBuffer): LogRows {
  const { meta, columns } = unpack(buffer);
  const { kind, firstIndex, count, labels, features } = (meta ?? {}) as Partial<LogRows & { kind: string }>;
  const valid = (kind === KIND || kind === KIND_BEFORE) && isNatural(firstIndex) && isNatural(count) && count > 0 && count <= SEGMENT_ROWS && isNames(labels, MOST_LABELS) && isNames(features, MOST_FEATURES);
  if (!valid) throw new OrchardError('storage-corrupt', 'not a segment');
  if (kind === KIND_BEFORE) columns['deployment'] = new Uint32Array(count);
  // Rows of before suppliers were told; whoever knows of none reads those of after.
  columns['supplier'] ??= new Uint8Array(count).fill(NO_SUPPLIER);
  const taken = (types: object, prefix = ''): object => Object.fromEntries(Object.entries(types).map(([name, Type]: [string, new () => unknown]) => {
    const column = columns[prefix + name];
    const length = count * numbersPerRow(name as keyof RowColumns, labels.length, features.length);
    if (!(column instanceof Type) || (column as Uint8Array).length !== length) throw new OrchardError('storage-corrupt', `column ${prefix}${name}`);
    return [name, column];
  }));
  const rows: LogRows = {
    firstIndex, count, labels, features, columns: taken(ROW_COLUMNS) as RowColumns,
    ...(columns[`${SHADOW}version`] ? { shadow: taken(SHADOW_COLUMNS, SHADOW) as ShadowColumns } : {}),
  };
  const foreign = (predicted: Uint8Array) => predicted.some((label) => label >= labels.length);
  const nobody = rows.columns.supplier.some((supplier) => supplier >= SUPPLIERS.length && supplier !== NO_SUPPLIER);
  if (nobody || foreign(rows.columns.predicted) || (rows.shadow && foreign(rows.shadow.predicted)) || rows.columns.species.some((species) => species >= SPECIES.length && species !== PHOTOGRAPH)) {
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
