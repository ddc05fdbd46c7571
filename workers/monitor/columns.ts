import { confidenceAt, featureAt, scoreAt, shareOf } from '../../src/domain/log/rows.ts';
import type { LogRows, RowColumns } from '../../src/domain/log/rows.ts';
import { OUTCOME, outcomeCode } from '../../src/domain/monitoring/summaries/outcomes.ts';
import { OUTSIDE_LABELS, PHOTOGRAPH, truthFor, truthKind, UNKNOWN_TRUTH } from '../../src/domain/world/stream/truth.ts';
import { SPECIES } from '../../src/domain/world/orchard/world.ts';
import { lotOf } from '../../src/domain/world/stream/lots.ts';
import { RIPENESS_LABELS } from '../../src/domain/world/stream/event.ts';
import { OrchardError } from '../../src/domain/common/errors.ts';
import { LOG_COLUMNS } from '../protocol/monitor.ts';
import type { LogColumn, LogColumns } from '../protocol/monitor.ts';
import { isKnown } from './reader.ts';
import type { Picked } from './reader.ts';

/** In place of a truth, or of right and wrong, that may not be told yet. */
export const NOT_KNOWN = 255;

type Numbers = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
type Read = (row: number) => number;

/** The types of the columns that are not bytes; scores and features are 32-bit floats. */
const TYPES: Partial<Record<LogColumn, new (length: number) => Numbers>> = {
  index: Uint32Array, lot: Uint32Array, timeMs: Float64Array, ripeness: Float32Array, confidence: Float32Array, latencyMs: Float32Array, modelMs: Float32Array,
  queue: Uint16Array, version: Uint32Array, drift: Float32Array,
};

/** Label names of an answer, in the order in which they came up. Ripe and unripe are always 0 and 1, as in every truth. */
export class LabelNames {
  readonly names: string[] = [...RIPENESS_LABELS];

  codeOf(name: string): number {
    const known = this.names.indexOf(name);
    if (known >= 0) return known;
    return this.names.push(name) - 1;
  }
}

/** Checks names of columns. Throws `argument-invalid`. */
export function parseColumns(columns: readonly string[] | undefined): LogColumn[] {
  const wanted = columns ?? LOG_COLUMNS;
  for (const name of wanted) {
    if (!(LOG_COLUMNS as readonly string[]).includes(name) && !/^(feature|score)\../u.test(name)) throw new OrchardError('argument-invalid', `column ${name}`);
  }
  return [...new Set(wanted)] as LogColumn[];
}

/** One column of picked rows. */
export function columnOf(column: LogColumn, { rows, picks }: Picked, lastKnown: number, labels: LabelNames): Numbers {
  const Type = TYPES[column] ?? (column.includes('.') ? Float32Array : Uint8Array);
  const values = new Type(picks.length);
  const read = readerOf(column, rows, lastKnown, labels);
  for (let i = 0; i < picks.length; i += 1) values[i] = read(picks[i]!);
  return values;
}

/** Pieces of a column, one after the other. */
export function joined(column: LogColumn, pieces: readonly Numbers[]): Numbers {
  const Type = TYPES[column] ?? (column.includes('.') ? Float32Array : Uint8Array);
  const whole = new Type(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let length = 0;
  for (const piece of pieces) {
    whole.set(piece, length);
    length += piece.length;
  }
  return whole;
}

/** The buffers of an answer's columns, to be handed over. */
export function buffersOf(columns: LogColumns): ArrayBuffer[] {
  return Object.values(columns).flatMap((column) => (Array.isArray(column) ? [] : [column.buffer]));
}

function readerOf(column: LogColumn, rows: LogRows, lastKnown: number, labels: LabelNames): Read {
  const { columns } = rows;
  const whenKnown = (read: Read): Read => (row) => (isKnown(rows, row, lastKnown) ? read(row) : NOT_KNOWN);
  switch (column) {
    case 'lot': return (row) => lotOf(rows.firstIndex + row);
    case 'index': return (row) => rows.firstIndex + row;
    case 'ripeness': return (row) => shareOf(columns.ripeness[row]!);
    case 'confidence': return (row) => confidenceAt(rows, row);
    case 'known': return (row) => (isKnown(rows, row, lastKnown) ? 1 : 0);
    case 'predicted': {
      const codes = rows.labels.map((label) => labels.codeOf(label));
      return (row) => codes[columns.predicted[row]!]!;
    }
    case 'truth': return whenKnown(unlessUnknown(rows, truthReader(rows, columns.truth, labels)));
    case 'reportedTruth': return whenKnown(truthReader(rows, columns.reportedTruth, labels));
    case 'right': {
      const truth = truthFor(rows.labels, columns);
      return whenKnown((row) => {
        const code = outcomeCode(columns.predicted[row]!, truth?.[row]);
        return code === OUTCOME.unknown ? NOT_KNOWN : code === OUTCOME.right ? 1 : 0;
      });
    }
    default: {
      const [kind, name] = [column.slice(0, column.indexOf('.')), column.slice(column.indexOf('.') + 1)];
      if (kind === 'score') return optional(rows.labels.indexOf(name), (row, label) => scoreAt(rows, row, label));
      if (kind === 'feature') return optional(rows.features.indexOf(name), (row, feature) => featureAt(rows, row, feature));
      const stored = columns[column as keyof RowColumns];
      return (row) => stored[row]!;
    }
  }
}

/** The truth as a label: of photographs what they count as, else the species for labels that are species, else ripeness in the model's own spelling. */
function truthReader(rows: LogRows, truths: Uint8Array, labels: LabelNames): Read {
  const read = fruitReader(rows, truths, labels);
  const photographed = (row: number): number => {
    const truth = truths[row]!;
    return truth === OUTSIDE_LABELS ? labels.codeOf('none of the labels') : truth === UNKNOWN_TRUTH ? NOT_KNOWN : labels.codeOf(rows.labels[truth]!);
  };
  return (row) => (rows.columns.species[row] === PHOTOGRAPH ? photographed(row) : read(row));
}

function fruitReader(rows: LogRows, ripeness: Uint8Array, labels: LabelNames): Read {
  const spelling = (word: string) => labels.codeOf(rows.labels.find((label) => label.trim().toLowerCase() === word) ?? word);
  if (truthKind(rows.labels) === 'species') {
    const codes = new Map<number, number>();
    return (row) => {
      const species = rows.columns.species[row]!;
      if (!codes.has(species)) codes.set(species, spelling(SPECIES[species]!));
      return codes.get(species)!;
    };
  }
  const codes = RIPENESS_LABELS.map(spelling);
  return (row) => codes[ripeness[row]!] ?? NOT_KNOWN;
}

/** The true label is as unknown as the reported one where none is ever reported. */
function unlessUnknown({ labels, columns: { reportedTruth, species } }: LogRows, read: Read): Read {
  return truthKind(labels) === 'species' ? (row) => (species[row] === PHOTOGRAPH && reportedTruth[row] === UNKNOWN_TRUTH ? NOT_KNOWN : read(row)) : (row) => (reportedTruth[row] === UNKNOWN_TRUTH ? NOT_KNOWN : read(row));
}

function optional(position: number, read: (row: number, position: number) => number): Read {
  return position < 0 ? () => NaN : (row) => read(row, position);
}
