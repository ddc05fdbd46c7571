import { openDB } from 'idb';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import type { PredictedRows } from '../../../src/domain/log/rows.ts';
import { timeAt } from '../../../src/domain/world/stream/time.ts';
import { openStorage } from '../../../src/storage/index.ts';
import type { Storage } from '../../../src/storage/index.ts';
import { createMonitorHandlers } from '../../../workers/monitor/handlers.ts';
import type { IntakePort } from '../../../workers/monitor/intake.ts';
import { LogWriter } from '../../../workers/monitor/writer.ts';

const FEATURES = READABLE_FEATURES.map(({ name }) => name);
const LABELS = ['ripe', 'unripe'];
const BATCH = 256;

/** A batch of judged events with lively values, as the serving worker sends it. */
function batchAt(first: number, count: number): PredictedRows {
  const wave = (row: number, k: number): number => 0.5 + 0.5 * Math.sin((first + row) * (0.001 + 0.37 * k) + k);
  const fill = <T extends { [index: number]: number; length: number }>(array: T, value: (row: number) => number): T => {
    for (let row = 0; row < array.length; row += 1) array[row] = value(row);
    return array;
  };
  const share = fill(new Float32Array(count), (row) => 0.5 + 0.5 * wave(row, 3));
  const width = FEATURES.length;
  return {
    count,
    deployment: 1,
    version: new Uint32Array(count).fill(1),
    labels: LABELS,
    columns: {
      index: fill(new Uint32Array(count), (row) => first + row),
      timeMs: fill(new Float64Array(count), (row) => timeAt(first + row)),
      intervalMs: fill(new Float32Array(count), () => 125),
      species: fill(new Uint8Array(count), (row) => (first + row) % 6),
      cultivar: new Uint8Array(count),
      ripeness: fill(new Float32Array(count), (row) => wave(row, 1)),
      truth: fill(new Uint8Array(count), (row) => (wave(row, 1) > 0.5 ? 0 : 1)),
      reportedTruth: fill(new Uint8Array(count), (row) => (wave(row, 1) > 0.5 ? 0 : 1)),
      drift: fill(new Float32Array(count), (row) => wave(row, 0)),
    },
    predicted: fill(new Uint8Array(count), (row) => (wave(row, 1) + 0.1 * wave(row, 2) > 0.55 ? 0 : 1)),
    scores: fill(new Float32Array(2 * count), (i) => (i % 2 === 0 ? share[i >> 1]! : 1 - share[i >> 1]!)),
    features: fill(new Float32Array(width * count), (i) => wave(Math.floor(i / width), i % width)),
    latencyMs: fill(new Float32Array(count), (row) => 1 + 4 * wave(row, 4)),
    modelMs: fill(new Float32Array(count), (row) => 0.5 + wave(row, 4)),
    queue: fill(new Uint16Array(count), (row) => Math.round(8 * wave(row, 5))),
  };
}

async function write(storage: Storage, rows: number): Promise<{ ms: number }> {
  const quiet = { onDurable() {}, onPruned() {}, onTrouble() {} };
  const writer = new LogWriter(storage.log, () => Date.now(), quiet, { segments: [], tail: null, prunedRows: 0, retentionRows: Infinity });
  // Making the rows is not what is timed: one template is renumbered.
  const template = batchAt(0, BATCH);
  const since = performance.now();
  for (let first = 0; first < rows; first += BATCH) {
    const count = Math.min(BATCH, rows - first);
    const index = Uint32Array.from({ length: BATCH }, (_, row) => first + row);
    writer.append({ ...template, count, columns: { ...template.columns, index } }, FEATURES, 0);
    if ((first / BATCH) % 64 === 63) await writer.flush();
  }
  await writer.flush();
  if (writer.durableIndex !== rows - 1) throw new Error(`Only ${writer.durableIndex + 1} rows are durable: ${writer.code}`);
  return { ms: performance.now() - since };
}

/** Writes rows through the product's own log writer into an empty database, until all are durable. */
export async function writeLog(rows: number): Promise<{ ms: number }> {
  const storage = await openStorage({ name: `bench-${performance.now()}` });
  try {
    return await write(storage, rows);
  } finally {
    storage.close();
  }
}

/** The same rows as one object and one `put` each, in a transaction of `perTransaction` rows with the same durability. */
export async function putPerRow(rows: number, perTransaction: number): Promise<{ ms: number }> {
  const database = await openDB(`rows-${performance.now()}`, 1, { upgrade: (db) => void db.createObjectStore('log', { keyPath: 'index' }) });
  const batch = batchAt(0, Math.min(rows, BATCH));
  const width = FEATURES.length;
  const rowAt = (index: number): object => {
    const i = index % batch.count;
    const { columns } = batch;
    return {
      index,
      timeMs: columns.timeMs[i], species: columns.species[i], cultivar: columns.cultivar[i], ripeness: columns.ripeness[i],
      truth: columns.truth[i], reportedTruth: columns.reportedTruth[i], drift: columns.drift[i], version: batch.version,
      predicted: batch.predicted[i], scores: [...batch.scores.subarray(2 * i, 2 * i + 2)], features: [...batch.features.subarray(width * i, width * (i + 1))],
      latencyMs: batch.latencyMs[i], modelMs: batch.modelMs[i], queue: batch.queue[i],
    };
  };
  const since = performance.now();
  for (let first = 0; first < rows; first += perTransaction) {
    const transaction = database.transaction('log', 'readwrite', { durability: 'strict' });
    for (let index = first; index < Math.min(rows, first + perTransaction); index += 1) void transaction.store.put(rowAt(index));
    await transaction.done;
  }
  const ms = performance.now() - since;
  database.close();
  return { ms };
}

/** Fills the site's own database with a finished line of `rows` events, through the monitor's own handlers, so that the app opens on it. */
export async function seedLog(rows: number): Promise<{ ms: number }> {
  const storage = await openStorage();
  try {
    await storage.settings.set('firstVisitDone', true);
    await storage.revisions.replace([{ from: 0, scenario: parseScenario({ schema: 1, name: 'Long line', length: 2 * rows }) }]);
    const handlers = createMonitorHandlers({ store: storage.log, nowMs: () => Date.now(), notify() {}, every() {} });
    const port: IntakePort = { onmessage: null, postMessage() {}, close() {} };
    const context = { signal: new AbortController().signal, progress() {} };
    await handlers.open({ delays: [{ from: 0, labelDelay: 50 }], scenarioLabels: LABELS }, context);
    await handlers.connect({ port: port as MessagePort, generation: 1 }, context);
    const since = performance.now();
    for (let first = 0; first < rows; first += BATCH) {
      const batch = batchAt(first, Math.min(BATCH, rows - first));
      port.onmessage!({ data: { ...batch, type: 'predictions', generation: 1 } } as MessageEvent);
      if ((first / BATCH) % 16 === 15) await handlers.flush(undefined, context);
    }
    await handlers.flush(undefined, context);
    return { ms: performance.now() - since };
  } finally {
    storage.close();
  }
}
