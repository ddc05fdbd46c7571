import type { ErrorCode } from '../../src/domain/common/errors.ts';
import type { NetworkArtifact, Signature } from '../../src/domain/registry/version.ts';
import type { Route } from '../../src/domain/delivery/route.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { BackendChoice, ComputeInfo } from './trainer.ts';
import type { Operation } from './message.ts';

interface Classification {
  /** Position of the winner in the signature's labels. */
  predicted: number;
  scores: number[];
  readable: number[];
  version: number;
  /** Of the model alone. */
  modelMs: number;
}

/** A version as the serving worker needs it. `embedding`: where the embeddings lie that it learned from. */
export interface ServedModel {
  version: number;
  signature: Signature;
  artifact: NetworkArtifact;
  embedding?: string;
}

/** The version under trial beside one that decides. */
export type ServedTrial = ServedModel & { route: Route; seed: number };

/** What becomes of the versions that predict, from event `from` on. */
export interface Reroute {
  deployment: number;
  from: number;
  to: { kind: 'promote' } | { kind: 'abort' } | { kind: 'route'; route: Route };
}

export type ServingOperations = {
  compute: Operation<{ choice: BackendChoice; remembered: ComputeInfo['probe'] | null; baseUrl: string }, ComputeInfo>;
  /** Where events come from and predictions go to. */
  connect: Operation<{ events: MessagePort; predictions: MessagePort }, void>;
  /**
   * Warms a version up, and the one that is under trial beside it, then holds the line between two batches, those before still in place, and measures
   * its pace: `takeOver` or `letGo` ends the hold. Answers the first event that it would predict. Fails with `superseded` when another version is
   * prepared meanwhile.
   */
  prepare: Operation<ServedModel & { trial?: ServedTrial }, { fromIndex: number }>;
  /**
   * The prepared version predicts from here on, as `deployment`, those before event `until` as long as the monitor says nothing else. Fails with `superseded` when it is no longer
   * the one that is prepared.
   */
  takeOver: Operation<{ version: number; deployment: number; until?: number }, void>;
  /** Holds the line between two batches, as `prepare` does, for versions that predict already: `reroute` or `letGo` ends the hold. Answers the next event, and who decides. Fails with `nothing-deployed`. */
  hold: Operation<void, { fromIndex: number; version: number }>;
  /** From an event on a deployment that needs no other model: another share, the version under trial in the champion's place, or the champion alone. What was to come later comes no more. */
  reroute: Operation<Reroute, void>;
  /** Warms a version up, and the one that is under trial beside it, which predict from event `from` on as `deployment`, in the place of those that do then. What was to come later comes no more. The line must not pass that event before. */
  replaceAt: Operation<ServedModel & { trial?: ServedTrial; deployment: number; from: number }, void>;
  /** What predicts goes on under the number of another deployment: the line's record was changed. */
  renumber: Operation<{ deployment: number }, void>;
  /** The prepared version goes, the one before goes on predicting. */
  letGo: Operation<{ version: number }, void>;
  /** No version predicts any longer. */
  undeploy: Operation<void, void>;
  /** A photograph or a video frame. The bitmap is closed by the worker. */
  classify: Operation<{ source: Blob | ImageBitmap | Picture }, Classification>;
};

export type ServingNotice =
  | { type: 'device-lost' }
  | { type: 'backend-changed'; compute: ComputeInfo }
  /** How fast the version is: ms of one fruit alone, and of a fruit of a batch (NaN while unknown). At most once a second. */
  | { type: 'pace'; version: number; serviceMs: number; batchMs: number }
  /** The version broke while predicting: the line stands until the next deployment. */
  | { type: 'failed'; version: number; code: ErrorCode };
