import { OrchardError } from '../../src/domain/common/errors.ts';
import { rowWidth, takesReadableAlone } from '../../src/domain/data/features/blocks.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { eventsOf, stretchColumns } from '../../src/domain/replay/stretch.ts';
import { Transferring, type Handlers } from '../protocol/message.ts';
import { buffersOf } from '../protocol/stream.ts';
import type { LabModel, LabOperations, LabTask, LoggedFeatures } from '../protocol/lab.ts';
import type { RowsWanted } from '../protocol/sample.ts';
import type { Compute } from '../tensor/compute.ts';
import type { Embedder } from '../tensor/embedder.ts';
import { headRows } from '../tensor/head-rows.ts';
import { asOutOfMemory } from '../tensor/memory.ts';
import { Predictor } from '../tensor/predictor.ts';
import { shownBy, type PhotoShelf } from '../pictures/photo-shelf.ts';
import { EventMeasures, KeptMeasures, LoggedMeasures } from './measures.ts';

/** What is measured of photographs that a worker keeps: some 10,000 with embedding and colours, 180,000 with readable features alone. */
const KEPT_BYTES = 64_000_000;
/** Networks that a worker keeps loaded. */
const MOST_LOADED = 16;

interface LabSurroundings {
  compute: Compute;
  embedder: Embedder;
  shelf: PhotoShelf;
  /** Lets messages in. */
  pause(): Promise<void>;
  /** Real time, ms, fractional. */
  nowMs(): number;
}

/** The lab worker's operations as plain functions. */
export function createLabHandlers({ compute, embedder, shelf, pause, nowMs }: LabSurroundings): Handlers<LabOperations> {
  const kept = new KeptMeasures(KEPT_BYTES);
  /** Insertion order is order of use. */
  const loaded = new Map<string, Predictor>();
  let generation = -1;
  /** The backend that was asked for last: who has lost its device since stays with what it found instead. */
  let asked: string | null = null;

  const setUp = async ({ backend, remembered, baseUrl }: LabTask['compute']): Promise<void> => {
    embedder.locate(baseUrl);
    if (compute.chosen && asked === backend) return;
    await compute.choose(backend, remembered);
    asked = backend;
  };

  const predictorOf = async ({ identity, version, signature, artifact }: LabModel): Promise<Predictor> => {
    let predictor = loaded.get(identity);
    if (!predictor) {
      predictor = new Predictor(version, signature, artifact, compute, embedder);
      try {
        await predictor.warmUp();
      } catch (error) {
        predictor.dispose();
        throw error;
      }
    }
    loaded.delete(identity);
    loaded.set(identity, predictor);
    return predictor;
  };

  const letGo = (): void => {
    for (const [identity, predictor] of loaded) {
      if (loaded.size <= MOST_LOADED) return;
      predictor.dispose();
      loaded.delete(identity);
    }
  };

  const run = <T>(work: () => Promise<T>): Promise<T> => compute.withFallback(() => asOutOfMemory(work), () => {});

  return {
    /** By the code, at the sizes and in batches no larger than serving predicts; throws `cancelled`, `model-incompatible`, and what the backbone throws. */
    async replay({ compute: wanted, revisions, indices, known, models, logged, rows: rowsWanted, photos = [] }, { signal, progress }) {
      await setUp(wanted);
      shelf.put(photos);
      const predictors: Predictor[] = [];
      for (const model of models) predictors.push(await run(() => predictorOf(model)));
      letGo();
      const scores = predictors.map(({ signature }) => new Float32Array(indices.length * signature.labels.length));
      const events = eventsOf(revisions, indices);
      const width = rowsWanted ? rowWidth(rowsWanted.blocks) : 0;
      const rows = rowsWanted && new Float32Array(indices.length * width);
      const sizes = new Set([...predictors.map(({ signature }) => signature.inputSize), ...(rowsWanted ? [rowsWanted.inputSize] : [])]);
      const together = Math.min(...predictors.map(({ batchRows }) => batchRows));
      for (let from = 0; from < events.length; from += together) {
        await pause();
        if (signal.aborted) throw new OrchardError('cancelled');
        const batch = events.slice(from, from + together);
        const shown = batch.map(({ scenario, event }) => shownBy(scenario, event));
        for (const size of sizes) await shelf.prepare(shown, size);
        await run(async () => {
          if (compute.generation !== generation) kept.clear();
          generation = compute.generation;
          const measures = new Map([...sizes].map((size) => [size, new EventMeasures(batch, size, kept, embedder, shelf)]));
          for (const [i, predictor] of predictors.entries()) {
            const { inputSize, labels } = predictor.signature;
            const measured = loggedFor(predictor.signature, logged, from, from + batch.length) ?? measures.get(inputSize)!;
            scores[i]!.set(await predictor.scores(measured, batch.length), from * labels.length);
          }
          if (!rows) return;
          const seen = loggedFor(rowsWanted, logged, from, from + batch.length) ?? levelledMeasures(measures.get(rowsWanted.inputSize)!, rowsWanted.levelling);
          rows.set(await headRows(rowsWanted, seen, batch.length), from * width);
        });
        kept.trim();
        progress({ done: from + batch.length });
      }
      const columns = stretchColumns(events, known);
      return new Transferring({ columns, scores, ...(rows ? { rows } : {}) }, buffersOf([columns.index, columns.pictureIndex, columns.seed, columns.species, columns.cultivar, columns.supplier, columns.reportedTruth, ...scores, ...(rows ? [rows] : [])]));
    },

    /** Throws `cancelled`, `model-incompatible`, and what the backbone throws. */
    async pace({ compute: wanted, models }, { signal, progress }) {
      await setUp(wanted);
      const aloneMs: number[] = [];
      for (const model of models) {
        await pause();
        if (signal.aborted) throw new OrchardError('cancelled');
        const predictor = await run(() => predictorOf(model));
        await run(() => predictor.measure(nowMs));
        aloneMs.push(predictor.pace.usualMs);
        progress({ done: aloneMs.length });
      }
      letGo();
      return aloneMs;
    },
  };
}

function levelledMeasures(measures: EventMeasures, levelling: RowsWanted['levelling']): EventMeasures {
  return levelling ? measures.levelled(levelling) : measures;
}

/** What is logged of rows `from` to `to`, when it is all that a version takes and was measured at its size; else null. */
function loggedFor({ blocks, inputSize, levelling }: RowsWanted, logged: LoggedFeatures | undefined, from: number, to: number): LoggedMeasures | null {
  if (!logged || levelling || !takesReadableAlone(blocks) || !logged.size.subarray(from, to).every((size) => size === inputSize)) return null;
  return new LoggedMeasures(logged.readable.subarray(from * READABLE_FEATURES.length, to * READABLE_FEATURES.length));
}
