import { codeOf, type ErrorCode } from '../../../domain/common/errors.ts';
import { grabSquare } from '../../../state/camera.svelte.ts';
import type { App } from '../../../app/app.svelte.ts';
import { FrameRate } from './frame-rate.ts';

/** After a worker's death the loop waits this long for the next one to be set up. */
const RECOVERY_MS = 1200;
const MOST_RECOVERIES = 5;

/** What the live model says of one frame or photo. */
interface Classification {
  version: number;
  predicted: number;
  scores: readonly number[];
  /** Of the model alone, and from the frame to the answer, ms. */
  modelMs: number;
  wholeMs: number;
}

/** The live version on pictures that do not come from the belt: a video, frame by frame, or a photo. */
export class Classifier {
  classification = $state.raw<Classification | null>(null);
  framesPerSecond = $state(0);
  code = $state<ErrorCode | null>(null);

  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Predicts one frame after the other until the answer is called. Frames that come while one is predicted are let go. */
  follow(video: HTMLVideoElement): () => void {
    let stopped = false;
    void this.#loop(video, () => stopped);
    return () => { stopped = true; };
  }

  async photo(file: Blob): Promise<void> {
    this.code = null;
    try {
      await this.#classify(file, []);
    } catch (error) {
      this.classification = null;
      this.code = codeOf(error);
    }
  }

  async #loop(video: HTMLVideoElement, stopped: () => boolean): Promise<void> {
    const rate = new FrameRate();
    let recoveries = 0;
    this.code = null;
    while (!stopped()) {
      await nextFrame(video);
      if (stopped() || document.hidden || video.videoWidth === 0) continue;
      try {
        const size = this.#app.registry.live?.signature.inputSize ?? 224;
        const fromMs = performance.now();
        const frame = await grabSquare(video, size);
        await this.#classify(frame, [frame], fromMs);
        recoveries = 0;
        this.framesPerSecond = rate.tick(performance.now());
      } catch (error) {
        const code = codeOf(error);
        if (code !== 'worker-died' || ++recoveries > MOST_RECOVERIES) {
          if (!stopped()) this.code = code;
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, RECOVERY_MS));
      }
    }
  }

  async #classify(source: Blob | ImageBitmap, transfer: Transferable[], fromMs = performance.now()): Promise<void> {
    const { version, predicted, scores, modelMs } = await this.#app.services.serving.call('classify', { source }, { transfer });
    this.classification = { version, predicted, scores, modelMs, wholeMs: performance.now() - fromMs };
  }
}

function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) document.addEventListener('visibilitychange', () => resolve(), { once: true });
    else if ('requestVideoFrameCallback' in video && !video.paused) {
      // A stream that ends sends no further frame.
      const timer = setTimeout(resolve, 500);
      video.requestVideoFrameCallback(() => {
        clearTimeout(timer);
        resolve();
      });
    } else requestAnimationFrame(() => resolve());
  });
}
