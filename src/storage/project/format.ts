import * as v from 'valibot';
import { listOf, natural, textOf, timeMs } from '../bounded.ts';
import type { StoreName } from '../engine/engine.ts';

/*
 * A project is a zip:
 *   manifest.json           schema version, app version, and the SHA-256 of every other file
 *   rows/<store>.json       [key, value] of every row, in JSON
 *   pictures/<sample id>    the pictures as they were taken in; thumbnails/ likewise. Their media types are in rows/
 *   artifacts/<version>     weights of a model's network; the topology is in rows/artifacts.json
 *   photos/<photograph's hash>  photographs of the sets that production is drawn from, where there are any; their sets are in rows/photoSets.json
 *   log/<first index>       segments of the prediction log. Their summaries are made anew
 *   care.json               what was done about alerts, where something was
 * Embeddings are left out: they are a cache. So is what belongs to the machine rather than the project.
 */
export const PROJECT_SCHEMA = 2;
/** Files of these are read: in the first, deployments tell of no trial, rows of the log carry none, and nothing is told of what was done about alerts. */
const READ_SCHEMAS = [1, PROJECT_SCHEMA] as const;
export const MANIFEST = 'manifest.json';

/** Stores that travel whole as JSON. */
export const JSON_STORES = ['samples', 'dataSetVersions', 'runs', 'models', 'aliases', 'deployments', 'revisions', 'settings', 'eventLog', 'facts', 'photoSets'] as const satisfies readonly StoreName[];

/** Stores whose rows are a little JSON and one run of bytes, and the field that holds it. */
export const BINARY_STORES = {
  pictures: { folder: 'pictures', field: 'bytes' },
  thumbnails: { folder: 'thumbnails', field: 'bytes' },
  photos: { folder: 'photos', field: 'bytes' },
  artifacts: { folder: 'artifacts', field: 'weightData' },
  logSegments: { folder: 'log', field: 'bytes' },
} as const satisfies Partial<Record<StoreName, { folder: string; field: string }>>;
/** Stores that a file without any rows of them does not tell of: an older Orchard opens it. */
export const OPTIONAL_STORES: readonly StoreName[] = ['photoSets', 'photos'];

export type BinaryStore = keyof typeof BINARY_STORES;

/** Settings of the project. The others (theme, backend, probe …) are the machine's. */
export const PROJECT_SETTINGS = ['lapse', 'speed', 'windowEvents', 'retentionRows', 'monitor', 'alerting', 'review', 'strategy', 'trials', 'notes', 'recipe', 'search'] as const;

export const ZIP_LIMITS = { entries: 60_000, entryBytes: 268_435_456, totalBytes: 1_073_741_824 } as const;

/** Of the manifest, and of the rows of one store, in JSON: what is larger is not read into memory. */
export const JSON_LIMITS = { manifestBytes: 33_554_432, rowsBytes: 134_217_728 } as const;

/** Read first, so that a file of a later app is told from a broken one. */
export const manifestHeadSchema = v.object({ format: v.literal('orchard-project'), schema: natural });

export const manifestSchema = v.object({
  format: v.literal('orchard-project'),
  schema: v.picklist(READ_SCHEMAS),
  appVersion: textOf(200),
  createdMs: timeMs,
  files: listOf(v.object({ name: textOf(1024), sizeBytes: natural, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)) }), ZIP_LIMITS.entries),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;

export const rowsSchema = listOf(v.tuple([v.union([textOf(200), natural]), v.unknown()]), 1_000_000);

export interface ProjectProgress { done: number; total: number }
