import { OrchardError } from '../../common/errors.ts';
import { pack, unpack } from '../../common/pack.ts';
import type { Column, Columns } from '../../common/pack.ts';
import { BIN_EVENTS, LABEL_COLUMNS, MAX_BINS, SCALARS } from './bins.ts';
import type { Bins, StoredBins } from './bins.ts';
import { LATENCY_BUCKETS } from './latency.ts';

const KIND = 'bins 1';
const COUNTS = ['count', 'labelled', 'right'] as const;
const SUMS = ['confidence', 'activeMs', 'drift'] as const;

interface Meta {
  kind: string;
  width: number;
  first: number;
  length: number;
  lastIndex: number;
  labels: string[];
  features: string[];
  versions: [version: number, index: number][];
}

/** Packs bins into one buffer: sums as 32-bit floats, latencies as the buckets that are not empty. */
export function encodeBins(bins: Bins): ArrayBuffer {
  const { width, first, length, lastIndex } = bins;
  const meta: Meta = { kind: KIND, width, first, length, lastIndex, labels: [...bins.labels.keys()], features: [...bins.features.keys()], versions: [...bins.versions] };
  // No count of a bin exceeds its width, but for the queue.
  const counts = (column: Float64Array) => (width < 256 ? new Uint8Array(column.subarray(0, length)) : new Uint32Array(column.subarray(0, length)));
  const columns: Columns = { ...encodeLatency(bins), queue: new Uint32Array(bins.columns.queue.subarray(0, length)) };
  for (const name of COUNTS) columns[name] = counts(bins.columns[name]);
  for (const name of SUMS) columns[name] = new Float32Array(bins.columns[name].subarray(0, length));
  for (const [i, label] of meta.labels.entries()) {
    for (const name of LABEL_COLUMNS) columns[`label.${i}.${name}`] = counts(bins.labels.get(label)![name]);
  }
  for (const [i, name] of meta.features.entries()) columns[`feature.${i}`] = new Float32Array(bins.features.get(name)!.subarray(0, length));
  return pack(meta, columns);
}

/** Reads what `encodeBins` wrote, in place. Throws `storage-corrupt` on anything else. */
export function decodeBins(buffer: ArrayBuffer): StoredBins {
  const { meta, columns } = unpack(buffer);
  if (!isMeta(meta)) throw new OrchardError('storage-corrupt', 'not bins');
  const { width, first, length, lastIndex, labels, features, versions } = meta;
  const read = (name: string, wanted: number | null = length): Column => {
    const column = columns[name];
    if (!column || (wanted !== null && column.length !== wanted)) throw new OrchardError('storage-corrupt', `column ${name}`);
    return column;
  };
  const group = <Name extends string>(names: readonly Name[], prefix = '') => Object.fromEntries(names.map((name) => [name, read(prefix + name)])) as Record<Name, Column>;

  const pairs = read('latencyPairs');
  let total = 0;
  for (const count of pairs) total += count;
  const buckets = read('latencyBuckets', total);
  if (!buckets.every((bucket: number) => bucket < LATENCY_BUCKETS)) throw new OrchardError('storage-corrupt', 'latencies');
  return {
    width, first, length, lastIndex,
    columns: group([...SCALARS, 'queue']),
    labels: new Map(labels.map((label, i) => [label, group(LABEL_COLUMNS, `label.${i}.`)])),
    features: new Map(features.map((name, i) => [name, read(`feature.${i}`)])),
    versions: new Map(versions),
    latency: { pairs, buckets, counts: read('latencyCounts', buckets.length) },
  };
}

function encodeLatency({ columns, length }: Bins): Columns {
  const pairs = new Uint8Array(length);
  const buckets: number[] = [];
  const counts: number[] = [];
  for (let bin = 0; bin < length; bin += 1) {
    for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket += 1) {
      const count = columns.latency[bin * LATENCY_BUCKETS + bucket]!;
      if (count === 0) continue;
      pairs[bin]! += 1;
      buckets.push(bucket);
      counts.push(count);
    }
  }
  return { latencyPairs: pairs, latencyBuckets: Uint8Array.from(buckets), latencyCounts: Uint16Array.from(counts) };
}

function isMeta(value: unknown): value is Meta {
  const { kind, width, first, length, lastIndex, labels, features, versions } = (value ?? {}) as Partial<Meta>;
  const natural = (number: unknown) => Number.isSafeInteger(number) && (number as number) >= 0;
  const names = (list: unknown) => Array.isArray(list) && list.every((name) => typeof name === 'string');
  return kind === KIND && natural(first) && natural(length) && length! > 0 && length! <= MAX_BINS && natural(lastIndex)
    && natural(width) && Number.isInteger(Math.log2(width! / BIN_EVENTS)) && names(labels) && names(features)
    && Array.isArray(versions) && versions.every((entry) => Array.isArray(entry) && entry.length === 2 && entry.every(natural));
}
