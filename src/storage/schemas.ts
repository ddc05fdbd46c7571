import * as v from 'valibot';
import { LABEL_COUNT } from '../domain/data/dataset/label.ts';
import { LEVELLINGS } from '../domain/data/features/levelling.ts';
import { JUDGES } from '../domain/review/decisions.ts';
import { REASONS } from '../domain/review/findings.ts';
import type { ReviewAct } from '../domain/review/act.ts';
import { PHOTO_SET_LIMITS, type PhotoSet } from '../domain/data/dataset/photo-set.ts';
import { SAMPLE_SOURCES, SPLITS } from '../domain/data/dataset/dataset.ts';
import type { DataSetVersion, Sample } from '../domain/data/dataset/dataset.ts';
import { LIMITS } from '../domain/world/drift/schema.ts';
import type { Revision } from '../domain/world/drift/scenario.ts';
import { FEATURE_BLOCKS, INPUT_SIZES } from '../domain/data/features/blocks.ts';
import { SEGMENT_ROWS } from '../domain/log/segment-rows.ts';
import { RECIPE_KINDS } from '../domain/learning/recipes/catalogue.ts';
import { BACKENDS } from '../domain/learning/run.ts';
import type { Deployment } from '../domain/delivery/deployment.ts';
import type { ModelVersion, NetworkArtifact } from '../domain/registry/version.ts';
import { rolloutRecordSchema } from '../domain/rollout/rollout-record-schema.ts';
import type { Run } from '../domain/learning/run.ts';
import type { Route } from '../domain/delivery/route.ts';
import { counter, index, listOf, natural, real, textOf, timeMs, wholeIn } from './bounded.ts';
import { FIRST_SPANS } from './branches.ts';
import type { StoreName } from './engine/engine.ts';
import { storedRevisionSchema } from './sealed-rows.ts';
import type { JsonValue, LogCheckpoint, LogOverview, LogState, LoggedEvent, ObservedRecord, PutAside, QuarantinedRow, SegmentRecord, SegmentSummary, Settings } from './types.ts';

/** Most samples, or held-out predictions, of one record. */
const MOST_SAMPLES = 1_000_000;
/** Most numbers or names that stand for features of a picture. */
const MOST_FEATURES = 256;
/** Longest rows and embeddings that a version brings as text: a full segment of the log is a fifth of it. */
const LONGEST_PACKED = 8_000_000;
/** Longest that a recipe is as JSON. */
const LONGEST_RECIPE = 10_000;
/** Most branches of a log, so that keys of records stay exact. */
const MOST_BRANCHES = 1_000_000;

const text = textOf(1000);
const word = textOf(200);
const reals = listOf(real, MOST_FEATURES);
/** Names that stand apart, since lists are drawn by them. */
const labelList = v.pipe(listOf(word, LABEL_COUNT), v.check((labels) => new Set(labels).size === labels.length, 'a label comes twice'));
const sha256 = v.pipe(text, v.regex(/^[0-9a-f]{64}$/u));
const buffer = v.instance(ArrayBuffer);
const floats = v.custom<Float32Array<ArrayBuffer>>((value) => value instanceof Float32Array && value.length > 0);
/** NaN and infinities are numbers of a diverged training; JSON makes them null. */
const anyNumber = v.pipe(v.custom<number | null>((value) => value === null || typeof value === 'number'), v.transform((value) => value ?? NaN));
const json = v.custom<JsonValue>((value) => value !== undefined && typeof value !== 'function');

/** A row's schema, answering the domain's type. Keys it does not know are kept: they belong to the type all the same. */
type Schema<T> = v.GenericSchema<unknown, T>;
const as = <T>(schema: v.GenericSchema<unknown, unknown>) => schema as Schema<T>;

/** Binary content and its media type. */
export interface PictureRow { type: string; bytes: ArrayBuffer }

/** `order`: place in the order of arrival. `removedMs`: set while the row can still be restored. */
export interface SampleRow { sample: Sample; order: number; removedMs: number | null }

export interface PhotoSetRow { set: PhotoSet; removedMs: number | null }

export interface ModelRow { version: ModelVersion; removedMs: number | null }

const lineFruit = v.optional(v.object({ seed: real, index }));

const sampleSchema = as<Sample>(v.looseObject({
  id: sha256, label: word, source: v.picklist(SAMPLE_SOURCES), addedMs: timeMs, note: text,
  species: v.optional(word), cultivar: v.optional(word), ripeness: v.optional(real), onlyTest: v.optional(v.literal(true)), fruit: lineFruit,
  lookHash: v.pipe(text, v.regex(/^[0-9a-f]{16}$/u)), readable: reals,
}));

const photoSetSchema = as<PhotoSet>(v.pipe(
  v.object({
    id: sha256, name: textOf(PHOTO_SET_LIMITS.nameLength), addedMs: timeMs,
    labels: listOf(v.object({ name: word, count: counter }), LABEL_COUNT), photographs: listOf(sha256, PHOTO_SET_LIMITS.photographs),
  }),
  v.check(({ labels }) => new Set(labels.map(({ name }) => name)).size === labels.length, 'a label comes twice'),
  v.check(({ labels, photographs }) => photographs.length > 0 && labels.reduce((sum, { count }) => sum + count, 0) <= photographs.length, 'labels and photographs disagree'),
));

const dataSetVersionSchema = as<DataSetVersion>(v.looseObject({
  number: counter, contentHash: word, labels: labelList, splitSeed: real, createdMs: timeMs,
  samples: listOf(v.object({ id: word, label: word, split: v.picklist(SPLITS), onlyTest: v.optional(v.literal(true)), fruit: lineFruit }), MOST_SAMPLES),
  leaks: v.optional(listOf(v.object({ label: word, pictures: natural, others: v.optional(natural) }), LABEL_COUNT)), isPart: v.optional(v.literal(true)),
}));

const recipe = v.pipe(
  v.looseObject({ kind: v.picklist(RECIPE_KINDS), seed: real, inputSize: v.picklist(INPUT_SIZES) }),
  v.check((value) => JSON.stringify(value).length <= LONGEST_RECIPE, 'a recipe is shorter'),
);

const metrics = v.looseObject({
  accuracy: real, balancedAccuracy: real, macroF1: real, logLoss: anyNumber, ece: real,
  perClass: listOf(v.looseObject({ label: word, precision: real, recall: real, f1: real, support: natural }), LABEL_COUNT),
  confusion: listOf(listOf(natural, LABEL_COUNT), LABEL_COUNT),
});

const curve = listOf(anyNumber, 10_000);

const runSchema = as<Run>(v.looseObject({
  id: counter, recipe, dataSetVersion: counter, backend: v.picklist(BACKENDS), backendNote: v.optional(text),
  outcome: v.picklist(['running', 'done', 'stopped-early', 'cancelled', 'failed']), errorCode: v.optional(word),
  startedMs: timeMs, trainMs: real, embedMs: real, metrics: v.optional(metrics),
  curves: v.looseObject({
    trainLoss: curve, trainAccuracy: curve, validationLoss: curve, validationAccuracy: curve,
  }),
  heldOut: listOf(v.looseObject({ sampleId: word, truth: wholeIn(0, LABEL_COUNT), predicted: wholeIn(0, LABEL_COUNT), scores: listOf(real, LABEL_COUNT) }), MOST_SAMPLES),
  importance: v.optional(listOf(v.object({ name: word, pictures: natural, drops: listOf(real, 100) }), MOST_FEATURES)),
  appVersion: word,
}));

export const modelVersionSchema = as<ModelVersion>(v.looseObject({
  number: counter, name: text, notes: textOf(20_000), recipe, metrics, createdMs: timeMs, sizeBytes: natural, checksum: word,
  signature: v.looseObject({
    inputSize: v.picklist(INPUT_SIZES), input: v.picklist(['features', 'pixels']), blocks: listOf(v.picklist(FEATURE_BLOCKS), FEATURE_BLOCKS.length),
    normalise: v.boolean(), labels: v.pipe(labelList, v.minLength(1)), backboneSha256: v.optional(sha256), views: v.optional(v.literal(true)), levelling: v.optional(v.picklist(LEVELLINGS)),
  }),
  lineage: v.looseObject({
    runId: v.nullable(counter), dataSetVersion: v.nullable(counter), dataSetHash: v.nullable(word), backend: v.picklist(BACKENDS),
    appVersion: word, parent: v.nullable(counter), importedFrom: v.optional(word), maker: v.optional(word), renewal: v.optional(word),
  }),
  reference: v.looseObject({
    mean: reals, std: reals, accuracy: real, predictedShare: reals, features: v.optional(listOf(word, MOST_FEATURES)),
    rows: v.optional(textOf(LONGEST_PACKED)), embedding: v.optional(textOf(LONGEST_PACKED)),
  }),
}));

export const artifactSchema = as<NetworkArtifact>(v.pipe(
  v.looseObject({
    topology: v.looseObject({}),
    weightSpecs: listOf(v.looseObject({ name: text, shape: listOf(natural, 8), dtype: v.picklist(['float32', 'int32', 'bool']) }), 1000),
    weightData: buffer,
  }),
  v.check(({ weightSpecs, weightData }) => weightSpecs.reduce((sum, spec) => sum + sizeOf(spec), 0) === weightData.byteLength, 'weights do not fit their specification'),
));

const routeSchema = as<Route>(v.variant('kind', [
  v.object({ kind: v.picklist(['replace', 'shadow']) }), v.object({ kind: v.literal('split'), weight: v.pipe(v.number(), v.minValue(0), v.maxValue(1)), lots: v.optional(v.literal(true)) }),
]));

/** Before a version could be under trial, deployments told of neither. */
const deploymentSchema = as<Deployment>(v.looseObject({
  id: counter, version: counter, challenger: v.optional(v.nullable(counter), null), route: v.optional(routeSchema, { kind: 'replace' }), fromIndex: index, atMs: timeMs,
  reason: v.picklist(['deploy', 'rollback', 'first', 'restore', 'rollout', 'promote', 'abort', 'trained', 'swapped']), replaced: v.nullable(counter), rollout: v.optional(rolloutRecordSchema), renewal: v.optional(word),
}));

const revisionSchema = as<Revision>(storedRevisionSchema);

const unsureFruit = { index, confidence: real, predicted: word, version: counter };

const reviewSchema = as<ReviewAct>(v.variant('what', [
  v.object({
    what: v.literal('cleaning'), by: v.picklist(JUDGES), atMs: timeMs,
    decisions: listOf(v.object({ id: sha256, act: v.picklist(['keep', 'drop', 'relabel']), before: word, label: v.optional(word), reasons: listOf(v.picklist(REASONS), REASONS.length) }), MOST_SAMPLES),
  }),
  v.object({ what: v.literal('desk'), scene: word, by: v.picklist(JUDGES), atMs: timeMs, judgements: listOf(v.object({ ...unsureFruit, label: v.nullable(word), repeat: v.boolean() }), MOST_SAMPLES) }),
  v.object({ what: v.literal('put'), scene: word, indices: listOf(index, MOST_SAMPLES), atMs: timeMs }),
]));

const loggedEventSchema = as<LoggedEvent>(v.looseObject({ id: counter, index: wholeIn(-1, LIMITS.length), atMs: timeMs, type: word, data: json }));

/** One schema a setting. */
export const SETTING_SCHEMAS: { [K in keyof Settings]: Schema<Settings[K]> } = {
  theme: v.picklist(['system', 'light', 'dark']),
  backend: v.picklist(['auto', ...BACKENDS]),
  probe: v.record(v.picklist(BACKENDS), v.nullable(real)),
  lapse: v.union([v.pipe(real, v.gtValue(0)), v.literal('max')]),
  speed: v.union([v.pipe(real, v.gtValue(0)), v.literal('max')]),
  windowEvents: wholeIn(1, LIMITS.length),
  retentionRows: counter,
  firstVisitDone: v.boolean(),
  monitor: json,
  alerting: json,
  watchTrial: text,
  strategy: textOf(200_000),
  review: json,
  trials: json,
  frames: json,
  notes: json,
  recipe: json,
  search: json,
};

/** A log that was stored before branches were has one. */
const logStateSchema = as<LogState>(v.object({
  startIndex: index, prunedRows: counter,
  spans: v.optional(v.pipe(listOf(v.object({ branch: wholeIn(0, MOST_BRANCHES), from: index }), MOST_BRANCHES), v.minLength(1)), () => [...FIRST_SPANS]),
}));

/** Facts are single values under a name: the label list, counters, where the log began. */
export const FACT_SCHEMAS = {
  labels: labelList,
  log: logStateSchema,
  /** One fact an act, each under a name of its own. */
  review: reviewSchema,
  aside: as<PutAside>(v.object({
    log: logStateSchema,
    record: v.object({ revisions: v.array(revisionSchema), deployments: v.array(deploymentSchema), events: v.array(loggedEventSchema), champion: v.nullable(counter) }),
    from: index, rows: counter, act: v.picklist(['load', 'seek', 'undo']), atMs: timeMs,
  })),
} as const;

/** The schema of every store's rows. Each row that is read passes through its own. */
export const ROW_SCHEMAS = {
  samples: as<SampleRow>(v.object({ sample: sampleSchema, order: natural, removedMs: v.nullable(real) })),
  pictures: as<PictureRow>(v.object({ type: word, bytes: buffer })),
  thumbnails: as<PictureRow>(v.object({ type: word, bytes: buffer })),
  vectors: floats,
  dataSetVersions: dataSetVersionSchema,
  runs: runSchema,
  models: as<ModelRow>(v.object({ version: modelVersionSchema, removedMs: v.nullable(real) })),
  artifacts: artifactSchema,
  aliases: counter,
  deployments: deploymentSchema,
  revisions: revisionSchema,
  settings: json,
  eventLog: loggedEventSchema,
  logSegments: as<SegmentRecord>(v.object({ firstIndex: index, count: wholeIn(1, SEGMENT_ROWS), bytes: buffer })),
  featureHistory: as<ObservedRecord>(v.object({ firstIndex: index, count: wholeIn(1, SEGMENT_ROWS), bytes: buffer })),
  logSummaries: as<SegmentSummary>(v.object({ firstIndex: natural, count: v.pipe(natural, v.minValue(1)), sizeBytes: natural, bins: buffer })),
  logOverview: as<LogOverview>(v.object({
    lastIndex: natural, segments: v.array(v.object({ firstIndex: natural, count: v.pipe(natural, v.minValue(1)), sizeBytes: natural })), bins: buffer,
  })),
  logCheckpoints: as<LogCheckpoint>(v.object({ lastIndex: natural, watch: v.string() })),
  facts: as<unknown>(json),
  photoSets: as<PhotoSetRow>(v.object({ set: photoSetSchema, removedMs: v.nullable(real) })),
  photos: as<PictureRow>(v.object({ type: word, bytes: buffer })),
  quarantine: as<QuarantinedRow & { value: unknown; told?: boolean }>(v.looseObject({ store: v.string(), key: v.string(), code: v.literal('storage-corrupt'), atMs: real, told: v.optional(v.boolean()) })),
} satisfies Record<StoreName, v.GenericSchema<unknown, unknown>>;

export type RowOf<S extends StoreName> = v.InferOutput<(typeof ROW_SCHEMAS)[S]>;

function sizeOf({ shape, dtype }: { shape: number[]; dtype: string }): number {
  return shape.reduce((product, side) => product * side, 1) * (dtype === 'bool' ? 1 : 4);
}
