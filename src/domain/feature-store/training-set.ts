import { asciiJson } from '../common/ascii-json.ts';
import { sha256 } from '../common/sha256.ts';
import type { EntityKeys, FeatureRequest, JoinRequest, OfflineStore } from './offline.ts';
import { ENTITIES } from './definition.ts';
import { referenceOf } from './registry.ts';
import type { FeatureColumn } from './windows.ts';

/** Features for a list of moments, as they could be known. */
export interface TrainingSet {
  readonly columns: readonly FeatureColumn[];
  /** What is used in place of each feature where there is no value: the mean of those there are, or the most frequent label. */
  readonly defaults: readonly number[];
  /** SHA-256 over the versions of the features, the as-of time, the requests and every bit of the result. Built again of the same, it is the same. */
  readonly hash: string;
}

/** Builds a training set by point-in-time join. `subtle`: Web Crypto, where there is one. Throws as `OfflineStore.join`. */
export async function buildTrainingSet(store: OfflineStore, request: JoinRequest, subtle?: Parameters<typeof sha256>[1]): Promise<TrainingSet> {
  const columns = store.join(request);
  return { columns, defaults: columns.map(defaultOf), hash: await sha256(contentOf(request, columns), subtle) };
}

/** The mean of the values that are there, rounded to a float; of labels the most frequent, the first of several. 0 where there is none. */
function defaultOf({ values, labels }: FeatureColumn): number {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return 0;
  if (!labels) return Math.fround(known.reduce((sum, value) => sum + value, 0) / known.length);
  const counts = labels.map((_, label) => known.filter((value) => value === label).length);
  return counts.indexOf(Math.max(...counts));
}

function contentOf({ requests, features, asOfMs = Infinity, naive = false }: JoinRequest, columns: readonly FeatureColumn[]): Uint8Array<ArrayBuffer> {
  const head = asciiJson({
    features: features.map((feature) => [referenceOf(feature), feature.hash]), asOfMs: asOfMs === Infinity ? null : asOfMs, naive,
    keys: requests.map((request) => ENTITIES.map((kind) => keyOf(request, kind))), labels: columns.map(({ labels }) => labels ?? null),
  });
  const numbers = [Float64Array.from(requests, ({ timeMs }: FeatureRequest) => timeMs), ...columns.map(({ values }) => values)];
  const bytes = new Uint8Array(head.length + numbers.reduce((sum, each) => sum + each.byteLength, 0));
  bytes.set(head);
  const view = new DataView(bytes.buffer);
  let at = head.length;
  for (const each of numbers) {
    // Through a DataView, so that every NaN is the same one and the order of bytes is that of no machine.
    for (const value of each) {
      view.setFloat64(at, Number.isNaN(value) ? NaN : value, true);
      at += 8;
    }
  }
  return bytes;
}

const keyOf = (request: EntityKeys, kind: keyof EntityKeys): string | null => request[kind] ?? null;
