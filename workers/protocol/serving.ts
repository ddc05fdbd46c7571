import type { ErrorCode } from '../../src/domain/errors.ts';
import type { NetworkArtifact, Signature } from '../../src/domain/registry/version.ts';
import type { Picture } from '../../src/domain/picture.ts';
import type { BackendChoice, ComputeInfo } from './trainer.ts';
import type { Operation } from './message.ts';

export interface Classification {
  /** Position of the winner in the signature's labels. */
  predicted: number;
  scores: number[];
  readable: number[];
  version: number;
  /** Of the model alone. */
  modelMs: number;
}

export type ServingOperations = {
  compute: Operation<{ choice: BackendChoice; remembered: ComputeInfo['probe'] | null; baseUrl: string }, ComputeInfo>;
  /** Where events come from and predictions go to. */
  connect: Operation<{ events: MessagePort; predictions: MessagePort }, void>;
  /**
   * Takes effect between two batches; answers the first event that it will judge. `embedding`: where the embeddings lie that the version
   * learned from.
   */
  deploy: Operation<{ version: number; signature: Signature; artifact: NetworkArtifact; embedding?: string }, { fromIndex: number }>;
  undeploy: Operation<void, void>;
  /** A photograph or a video frame. The bitmap is closed by the worker. */
  classify: Operation<{ source: Blob | ImageBitmap | Picture }, Classification>;
};

export type ServingNotice =
  | { type: 'device-lost' }
  | { type: 'backend-changed'; compute: ComputeInfo }
  /** The model broke while judging: the line stands until the next deployment. */
  | { type: 'failed'; code: ErrorCode };
