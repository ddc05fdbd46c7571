import type { Backend } from '../../src/domain/learning/run.ts';
import type { NetworkArtifact, Signature } from '../../src/domain/registry/version.ts';
import type { StretchColumns } from '../../src/domain/replay/stretch.ts';
import type { Revision } from '../../src/domain/world/drift/scenario.ts';
import type { Operation } from './message.ts';
import type { RowsWanted } from './sample.ts';
import type { PhotoFiles } from './photos.ts';
import type { ComputeInfo } from './trainer.ts';

/** A version, registered or not, as the lab predicts with it. */
export interface LabModel {
  /** Tells its network from any other; a worker that knows it loads it no second time. */
  identity: string;
  version: number;
  signature: Signature;
  artifact: NetworkArtifact;
}

/** Some events of a line for some versions. */
export interface LabTask {
  /** What serving computes on; a worker that does not is set up so first. */
  compute: { backend: Backend; remembered: ComputeInfo['probe'] | null; baseUrl: string };
  revisions: readonly Revision[];
  /** Rising. */
  indices: Uint32Array<ArrayBuffer>;
  /** Truths of events before this one have been reported. */
  known: number;
  models: readonly LabModel[];
  /** The photographs that the line draws from, where it does. */
  photos?: readonly PhotoFiles[];
  /** What the log has of the events; where it is given, versions that take readable features alone are predicted from it, to its half floats. */
  logged?: LoggedFeatures;
  /** What a head would take of the events is wanted too. */
  rows?: RowsWanted;
}

/** Readable features as the log keeps them. */
export interface LoggedFeatures {
  /** Events × READABLE_FEATURES.length. */
  readable: Float32Array<ArrayBuffer>;
  /** Side of the pictures that they were measured on; 0 where the log has none of an event. */
  size: Uint16Array<ArrayBuffer>;
}

export interface LabAnswer {
  columns: StretchColumns;
  /** Of each model, events × its labels. */
  scores: Float32Array<ArrayBuffer>[];
  /** Events × the width of `rows`, where it was asked for. */
  rows?: Float32Array<ArrayBuffer>;
}

/** Versions whose pace is wanted. */
export interface PaceTask {
  compute: LabTask['compute'];
  models: readonly LabModel[];
}

export type LabOperations = {
  /** Draws events of a line again, each at the size of the version that looks, and has every version predict them. Touches nothing that is live. */
  replay: Operation<LabTask, LabAnswer, { done: number }>;
  /** What one picture alone takes each version here, ms, in the order of `models`: measured as serving measures a version before its first fruit, one after the other. */
  pace: Operation<PaceTask, number[], { done: number }>;
};
