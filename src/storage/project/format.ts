import * as v from 'valibot';
import type { StoreName } from '../engine/engine.ts';

/*
 * A project is a zip:
 *   manifest.json           schema version, app version, and the SHA-256 of every other file
 *   rows/<store>.json       [key, value] of every row, in JSON
 *   pictures/<sample id>    the pictures as they were taken in; thumbnails/ likewise. Their media types are in rows/
 *   artifacts/<version>     weights of a model's network; the topology is in rows/artifacts.json
 *   log/<first index>       segments of the prediction log. Their summaries are made anew
 * Embeddings are left out: they are a cache. So is what belongs to the machine rather than the project.
 */
export const PROJECT_SCHEMA = 1;
export const MANIFEST = 'manifest.json';

/** Stores that travel whole as JSON. */
export const JSON_STORES = ['samples', 'dataSetVersions', 'runs', 'models', 'aliases', 'deployments', 'revisions', 'settings', 'eventLog', 'facts'] as const satisfies readonly StoreName[];

/** Stores whose rows are a little JSON and one run of bytes, and the field that holds it. */
export const BINARY_STORES = {
  pictures: { folder: 'pictures', field: 'bytes' },
  thumbnails: { folder: 'thumbnails', field: 'bytes' },
  artifacts: { folder: 'artifacts', field: 'weightData' },
  logSegments: { folder: 'log', field: 'bytes' },
} as const satisfies Partial<Record<StoreName, { folder: string; field: string }>>;
export type BinaryStore = keyof typeof BINARY_STORES;

/** Settings of the project. The others (theme, backend, probe …) are the machine's. */
export const PROJECT_SETTINGS = ['lapse', 'speed', 'windowEvents', 'retentionRows', 'instructor', 'monitor', 'alerting', 'recipe'] as const;

export const ZIP_LIMITS = { entries: 60_000, entryBytes: 268_435_456, totalBytes: 1_073_741_824 } as const;

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Read first, so that a file of a later app is told from a broken one. */
export const manifestHeadSchema = v.object({ format: v.literal('orchard-project'), schema: natural });

export const manifestSchema = v.object({
  format: v.literal('orchard-project'),
  schema: v.literal(PROJECT_SCHEMA),
  appVersion: v.string(),
  createdMs: v.number(),
  files: v.array(v.object({ name: v.string(), sizeBytes: natural, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)) })),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;

export const rowsSchema = v.array(v.tuple([v.union([v.string(), natural]), v.unknown()]));

export interface ProjectProgress { done: number; total: number }
