import { OrchardError, type ErrorCode } from '../domain/common/errors.ts';

interface CameraChoice {
  id: string;
  name: string;
}

/** What the browser's error means, as a code of ours. */
function cameraCode(error: unknown): ErrorCode {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError': return 'camera-denied';
    case 'NotReadableError':
    case 'AbortError': return 'camera-busy';
    case 'NotFoundError':
    case 'OverconstrainedError': return 'camera-none';
    default: return 'camera-lost';
  }
}

/** One camera, opened on demand and closed when nobody looks. */
export class Camera {
  stream = $state.raw<MediaStream | null>(null);
  cameras = $state.raw<readonly CameraChoice[]>([]);
  selected = $state('');
  opening = $state(false);
  code = $state<ErrorCode | null>(null);

  #users = 0;

  /** Opens the camera for one more user; call the answer when done with it. */
  async open(cameraId = this.selected): Promise<() => void> {
    this.#users += 1;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      this.#users -= 1;
      if (this.#users === 0) this.close();
    };
    try {
      if (!this.stream || cameraId !== this.selected) await this.#start(cameraId);
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  close(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  async choose(cameraId: string): Promise<void> {
    await this.#start(cameraId);
  }

  async #start(cameraId: string): Promise<void> {
    this.code = null;
    this.opening = true;
    try {
      if (!globalThis.isSecureContext || !navigator.mediaDevices?.getUserMedia) throw new OrchardError('camera-insecure');
      const video: MediaTrackConstraints = { width: { ideal: 640 }, height: { ideal: 480 } };
      if (cameraId) video.deviceId = { exact: cameraId };
      else video.facingMode = { ideal: 'environment' };
      const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      this.close();
      this.stream = stream;
      const [track] = stream.getVideoTracks();
      track?.addEventListener('ended', () => {
        if (this.stream !== stream) return;
        this.stream = null;
        this.code = 'camera-lost';
      });
      this.selected = track?.getSettings().deviceId ?? cameraId;
      const devices = await navigator.mediaDevices.enumerateDevices();
      this.cameras = devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId, label }, i) => ({ id: deviceId, name: label || `Camera ${i + 1}` }));
    } catch (error) {
      const code = error instanceof OrchardError ? error.code : cameraCode(error);
      this.code = code;
      throw new OrchardError(code, '', { cause: error });
    } finally {
      this.opening = false;
    }
  }
}

/** The square in the middle of a video's current frame, as a bitmap of `size` pixels a side. */
export async function grabSquare(video: HTMLVideoElement, size: number): Promise<ImageBitmap> {
  const side = Math.min(video.videoWidth, video.videoHeight);
  if (side === 0) throw new OrchardError('camera-lost', 'no frame yet');
  return createImageBitmap(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, {
    resizeWidth: size, resizeHeight: size, resizeQuality: 'high',
  });
}
