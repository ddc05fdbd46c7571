import * as v from 'valibot';
import { SAMPLE_SOURCES, SPLITS } from '../domain/dataset/dataset.ts';
import type { DataSetVersion, Sample } from '../domain/dataset/dataset.ts';
import type { Revision } from '../domain/drift/scenario.ts';
import { FEATURE_BLOCKS, INPUT_SIZES } from '../domain/features/blocks.ts';
import { RECIPE_KINDS } from '../domain/learning/recipe.ts';
import { BACKENDS } from '../domain/registry/version.ts';
import type { Deployment, ModelVersion, NetworkArtifact, Run } from '../domain/registry/version.ts';
import { FIRST_SPANS } from './branches.ts';
import type { StoreName } from './engine/engine.ts';
import { storedRevisionSchema } from './sealed-rows.ts';
import type { JsonValue, LogCheckpoint, LogOverview, LogState, LoggedEvent, PutAside, QuarantinedRow, SegmentRecord, SegmentSummary, Settings } from './types.ts';

const real = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger());
const natural = v.pipe(whole, v.minValue(0));
const text = v.string();
const reals = v.array(real);
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

export interface ModelRow { version: ModelVersion; removedMs: number | null }

const lineFruit = v.optional(v.object({ seed: real, index: natural }));

export const sampleSchema = as<Sample>(v.looseObject({
  id: sha256, label: text, source: v.picklist(SAMPLE_SOURCES), addedMs: real, note: text,
  species: v.optional(text), cultivar: v.optional(text), ripeness: v.optional(real), fruit: lineFruit,
  lookHash: v.pipe(text, v.regex(/^[0-9a-f]{16}$/u)), readable: reals,
}));

export const dataSetVersionSchema = as<DataSetVersion>(v.looseObject({
  number: natural, contentHash: text, labels: v.array(text), splitSeed: real, createdMs: real,
  samples: v.array(v.object({ id: text, label: text, split: v.picklist(SPLITS), fruit: lineFruit })),
  leaks: v.optional(v.array(v.object({ label: text, pictures: natural, others: v.optional(natural) }))),
}));

const recipe = v.looseObject({ kind: v.picklist(RECIPE_KINDS), seed: real, inputSize: v.picklist(INPUT_SIZES) });

const metrics = v.looseObject({
  accuracy: real, balancedAccuracy: real, macroF1: real, logLoss: anyNumber, ece: real,
  perClass: v.array(v.looseObject({ label: text, precision: real, recall: real, f1: real, support: natural })),
  confusion: v.array(reals),
});

export const runSchema = as<Run>(v.looseObject({
  id: natural, recipe, dataSetVersion: natural, backend: v.picklist(BACKENDS), backendNote: v.optional(text),
  outcome: v.picklist(['running', 'done', 'stopped-early', 'cancelled', 'failed']), errorCode: v.optional(text),
  startedMs: real, trainMs: real, embedMs: real, metrics: v.optional(metrics),
  curves: v.looseObject({
    trainLoss: v.array(anyNumber), trainAccuracy: v.array(anyNumber), validationLoss: v.array(anyNumber), validationAccuracy: v.array(anyNumber),
  }),
  heldOut: v.array(v.looseObject({ sampleId: text, truth: natural, predicted: natural, scores: reals })),
  appVersion: text,
}));

export const modelVersionSchema = as<ModelVersion>(v.looseObject({
  number: natural, name: text, notes: text, recipe, metrics, createdMs: real, sizeBytes: natural, checksum: text,
  signature: v.looseObject({
    inputSize: v.picklist(INPUT_SIZES), input: v.picklist(['features', 'pixels']), blocks: v.array(v.picklist(FEATURE_BLOCKS)),
    normalise: v.boolean(), labels: v.pipe(v.array(text), v.minLength(1)), backboneSha256: v.optional(sha256),
  }),
  lineage: v.looseObject({
    runId: v.nullable(natural), dataSetVersion: v.nullable(natural), dataSetHash: v.nullable(text), backend: v.picklist(BACKENDS),
    appVersion: text, parent: v.nullable(natural), importedFrom: v.optional(text),
  }),
  reference: v.looseObject({ mean: reals, std: reals, accuracy: real, predictedShare: reals, features: v.optional(v.array(text)), rows: v.optional(text), embedding: v.optional(text) }),
}));

export const artifactSchema = as<NetworkArtifact>(v.pipe(
  v.looseObject({
    topology: v.looseObject({}),
    weightSpecs: v.array(v.looseObject({ name: text, shape: v.array(natural), dtype: v.picklist(['float32', 'int32', 'bool']) })),
    weightData: buffer,
  }),
  v.check(({ weightSpecs, weightData }) => weightSpecs.reduce((sum, spec) => sum + sizeOf(spec), 0) === weightData.byteLength, 'weights do not fit their specification'),
));

export const deploymentSchema = as<Deployment>(v.looseObject({
  id: natural, version: natural, fromIndex: natural, atMs: real, reason: v.picklist(['deploy', 'rollback', 'first', 'restore']), replaced: v.nullable(natural),
}));

export const revisionSchema = as<Revision>(storedRevisionSchema);

export const loggedEventSchema = as<LoggedEvent>(v.looseObject({ id: natural, index: whole, atMs: real, type: text, data: json }));

/** One schema a setting. */
export const SETTING_SCHEMAS: { [K in keyof Settings]: Schema<Settings[K]> } = {
  theme: v.picklist(['system', 'light', 'dark']),
  backend: v.picklist(['auto', ...BACKENDS]),
  probe: v.record(v.picklist(BACKENDS), v.nullable(real)),
  lapse: v.union([v.pipe(real, v.gtValue(0)), v.literal('max')]),
  speed: v.union([v.pipe(real, v.gtValue(0)), v.literal('max')]),
  windowEvents: v.pipe(natural, v.minValue(1)),
  retentionRows: natural,
  firstVisitDone: v.boolean(),
  dockOpen: v.boolean(),
  instructor: json,
  monitor: json,
  alerting: json,
  watchTrial: text,
  recipe: json,
};

/** A log that was stored before branches were has one. */
const logStateSchema = as<LogState>(v.object({
  startIndex: natural, prunedRows: natural,
  spans: v.optional(v.pipe(v.array(v.object({ branch: natural, from: natural })), v.minLength(1)), () => [...FIRST_SPANS]),
}));

/** Facts are single values under a name: the label list, counters, where the log began. */
export const FACT_SCHEMAS = {
  labels: v.array(text),
  log: logStateSchema,
  aside: as<PutAside>(v.object({
    log: logStateSchema,
    record: v.object({ revisions: v.array(revisionSchema), deployments: v.array(deploymentSchema), events: v.array(loggedEventSchema), champion: v.nullable(natural) }),
    from: natural, rows: natural, act: v.picklist(['load', 'seek', 'undo']), atMs: real,
  })),
} as const;

/** The schema of every store's rows. Each row that is read passes through its own. */
export const ROW_SCHEMAS = {
  samples: as<SampleRow>(v.object({ sample: sampleSchema, order: natural, removedMs: v.nullable(real) })),
  pictures: as<PictureRow>(v.object({ type: text, bytes: buffer })),
  thumbnails: as<PictureRow>(v.object({ type: text, bytes: buffer })),
  vectors: floats,
  dataSetVersions: dataSetVersionSchema,
  runs: runSchema,
  models: as<ModelRow>(v.object({ version: modelVersionSchema, removedMs: v.nullable(real) })),
  artifacts: artifactSchema,
  aliases: natural,
  deployments: deploymentSchema,
  revisions: revisionSchema,
  settings: json,
  eventLog: loggedEventSchema,
  logSegments: as<SegmentRecord>(v.object({ firstIndex: natural, count: v.pipe(natural, v.minValue(1)), bytes: buffer })),
  logSummaries: as<SegmentSummary>(v.object({ firstIndex: natural, count: v.pipe(natural, v.minValue(1)), sizeBytes: natural, bins: buffer })),
  logOverview: as<LogOverview>(v.object({
    lastIndex: natural, segments: v.array(v.object({ firstIndex: natural, count: v.pipe(natural, v.minValue(1)), sizeBytes: natural })), bins: buffer,
  })),
  logCheckpoints: as<LogCheckpoint>(v.object({ lastIndex: natural, watch: text })),
  facts: as<unknown>(json),
  quarantine: as<QuarantinedRow & { value: unknown; told?: boolean }>(v.looseObject({ store: text, key: text, code: v.literal('storage-corrupt'), atMs: real, told: v.optional(v.boolean()) })),
} satisfies Record<StoreName, v.GenericSchema<unknown, unknown>>;

export type RowOf<S extends StoreName> = v.InferOutput<(typeof ROW_SCHEMAS)[S]>;

function sizeOf({ shape, dtype }: { shape: number[]; dtype: string }): number {
  return shape.reduce((product, side) => product * side, 1) * (dtype === 'bool' ? 1 : 4);
}
