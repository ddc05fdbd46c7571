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

export type ServingOperations = {
  compute: Operation<{ choice: BackendChoice; remembered: ComputeInfo['probe'] | null; baseUrl: string }, ComputeInfo>;
  /** Where events come from and predictions go to. */
  connect: Operation<{ events: MessagePort; predictions: MessagePort }, void>;
  /**
   * Warms a version up, and the one that is under trial beside it, then holds the line between two batches, those before still in place, and measures
   * its pace: `takeOver` or `letGo` ends the hold. Answers the first event that it would predict. Fails with `superseded` when another version is
   * prepared meanwhile.
   */
  prepare: Operation<ServedModel & { trial?: ServedModel & { route: Route; seed: number } }, { fromIndex: number }>;
  /** The prepared version predicts from here on, as `deployment`. Fails with `superseded` when it is no longer the one that is prepared. */
  takeOver: Operation<{ version: number; deployment: number }, void>;
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
