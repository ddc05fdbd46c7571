import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { y4m, type Frame } from './y4m.ts';

/** What the fake camera films. */
export const CAMERA_FILE = join(fileURLToPath(new URL('../../..', import.meta.url)), '.cache', 'camera', 'fruit.y4m');

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES_PER_SECOND = 10;

/** Chromium flags that replace the camera by CAMERA_FILE and answer its permission prompt. */
export const cameraArgs = (): string[] => [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${CAMERA_FILE}`,
];

/** A square picture in the middle of a grey wall, moved sideways as an unsteady hand would. */
function onWall(square: Frame, shift: number): Frame {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4).fill(128);
  const left = Math.round((WIDTH - HEIGHT) / 2 + shift);
  for (let y = 0; y < HEIGHT; y += 1) {
    const row = Math.floor((y * square.height) / HEIGHT) * square.width;
    for (let x = 0; x < HEIGHT; x += 1) {
      const from = 4 * (row + Math.floor((x * square.width) / HEIGHT));
      data.set(square.data.subarray(from, from + 4), 4 * (y * WIDTH + left + x));
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** Films square pictures, each for a second, with a slow sway, and writes CAMERA_FILE. */
export function film(pictures: readonly Frame[]): void {
  const frames = pictures.flatMap((picture) =>
    Array.from({ length: FRAMES_PER_SECOND }, (_, i) => onWall(picture, 12 * Math.sin((2 * Math.PI * i) / FRAMES_PER_SECOND))));
  mkdirSync(dirname(CAMERA_FILE), { recursive: true });
  writeFileSync(CAMERA_FILE, y4m(frames, FRAMES_PER_SECOND));
}
