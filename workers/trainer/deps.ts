import type { TrainerNotice } from '../protocol/trainer.ts';
import type { Compute } from '../tensor/compute.ts';
import type { Embedder } from '../tensor/embedder.ts';
import type { PictureCodec } from '../pictures/picture-codec.ts';

/** What the trainer's handlers work with. */
export interface TrainerSurroundings {
  compute: Compute;
  embedder: Embedder;
  codec: PictureCodec;
  notify(notice: TrainerNotice): void;
  /** Lets messages in. */
  pause(): Promise<void>;
  nowMs(): number;
}

/** The same with the way to run work that outlives its device. */
export interface TrainerDeps extends TrainerSurroundings {
  /** Runs work again on another backend when the device is lost under it. */
  withFallback<T>(work: () => Promise<T>): Promise<T>;
}
