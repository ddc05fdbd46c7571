import { OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { Picture } from '../domain/common/picture.ts';
import { grabSquare, type Camera } from './camera.svelte.ts';

/** Who takes the frames of a camera. */
export interface FrameTaker {
  /** Frames a second that are asked for. */
  perSecond(): number;
  /** Side of a frame in pixels. */
  sizePx(): number;
  /** Takes a frame, whose memory is handed over; answers whether it became an event. */
  take(frame: ImageBitmap | Picture): Promise<boolean>;
  /** A frame was due and was not taken. */
  dropped(): void;
  /** No frames come: the tab is hidden; or they come again. */
  hidden(hidden: boolean): void;
  /** The camera's picture has another size than the one before, in pixels. */
  resized(width: number, height: number): void;
  /** No frame will come any more. */
  lost(code: ErrorCode): void;
}

/** Where frames come from. A test brings its own. */
export interface FrameFeed {
  /** Hands over the newest frame as often as it is asked for, or as often as one comes; resolves once the camera is on. Call the answer to end. */
  begin(taker: FrameTaker): Promise<() => void>;
}

/** Frames that may be on their way to the line: one that is being taken, and one that is cut out meanwhile. */
const MOST_ON_THEIR_WAY = 2;
/** A frame that comes so little early is on time, ms: cameras are not quite regular. */
const EARLY_MS = 4;

/** The frames of a camera: the square about the middle of each. */
export class CameraFeed implements FrameFeed {
  readonly #camera: Camera;

  constructor(camera: Camera) {
    this.#camera = camera;
  }

  async begin(taker: FrameTaker): Promise<() => void> {
    const release = await this.#camera.open();
    const { stream } = this.#camera;
    const video = document.createElement('video');
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      document.removeEventListener('visibilitychange', seen);
      for (const track of stream?.getVideoTracks() ?? []) track.removeEventListener('ended', lost);
      video.srcObject = null;
      release();
    };
    const lost = (): void => {
      if (ended) return;
      end();
      taker.lost('camera-lost');
    };
    const seen = (): void => { taker.hidden(document.hidden); };
    document.addEventListener('visibilitychange', seen);
    for (const track of stream?.getVideoTracks() ?? []) track.addEventListener('ended', lost);
    try {
      await video.play();
    } catch (error) {
      end();
      throw new OrchardError('camera-lost', '', { cause: error });
    }
    this.#follow(video, taker, () => ended);
    seen();
    return end;
  }

  #follow(video: HTMLVideoElement, taker: FrameTaker, ended: () => boolean): void {
    let onTheirWay = 0;
    let dueMs = performance.now();
    let [width, height] = [video.videoWidth, video.videoHeight];
    const frame = (): void => {
      if (ended()) return;
      next();
      if (video.videoWidth !== width || video.videoHeight !== height) {
        if (width > 0) taker.resized(video.videoWidth, video.videoHeight);
        [width, height] = [video.videoWidth, video.videoHeight];
      }
      const nowMs = performance.now();
      const everyMs = 1000 / taker.perSecond();
      if (nowMs < dueMs - EARLY_MS || width === 0 || document.hidden) return;
      // Who was late does not race to catch up.
      dueMs = Math.max(dueMs + everyMs, nowMs);
      if (onTheirWay >= MOST_ON_THEIR_WAY) {
        taker.dropped();
        return;
      }
      onTheirWay += 1;
      void grabSquare(video, taker.sizePx()).then((bitmap) => taker.take(bitmap)).then((taken) => { if (!taken) taker.dropped(); }, () => taker.dropped()).finally(() => { onTheirWay -= 1; });
    };
    const next = (): void => {
      if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(frame);
      else requestAnimationFrame(frame);
    };
    next();
  }
}
