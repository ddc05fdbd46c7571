import type { Palette } from '../charts/palette.ts';
import { paintFrozen, paintFruit } from './paint-fruit.ts';
import type { SpriteImage } from './sprite-cache.ts';

export const CRATE_WIDTH = 78;
export const CRATE_HEIGHT = 110;
/** Fruits of a full crate. */
export const CRATE_FRUITS = 250;
const CRATE_TOP = 30;
const COLUMNS = 3;
const ROWS = 4;
const PITCH = 24;
const ROW_PITCH = 18;
const FRUIT = 31;
/** A mark may not run into that of the next row. */
const FROZEN = 21;
/** Fruits that a full crate shows. */
export const CRATE_PLACES = COLUMNS * ROWS;
const FULL_IN_A_ROW = 5;
const MOST_FULL_ROWS = 2;

/** How many fruits lie in the crate that is being filled, how many crates are full, and how many fruits are shown of `CRATE_PLACES`. */
export function crateOf(count: number): { full: number; inside: number; shown: number } {
  const full = Math.floor(count / CRATE_FRUITS);
  const inside = count - full * CRATE_FRUITS;
  return { full, inside, shown: inside === 0 ? 0 : Math.max(1, Math.round((inside / CRATE_FRUITS) * CRATE_PLACES)) };
}

/** A fruit in a crate; `frozen` when it was predicted by the frame of another. */
interface CrateFruit {
  readonly image: SpriteImage | null;
  readonly frozen: boolean;
}

/** The crate that is being filled, in ink line, with as much painted fruit in it as its share; above it the full ones, small. */
export function paintCrate(context: CanvasRenderingContext2D, fruit: readonly CrateFruit[], full: number, palette: Palette): void {
  paintFull(context, Math.min(full, FULL_IN_A_ROW * MOST_FULL_ROWS), palette);
  const height = CRATE_HEIGHT - CRATE_TOP - 1;
  context.fillStyle = palette.sheet;
  context.fillRect(1, CRATE_TOP, CRATE_WIDTH - 2, height);
  context.strokeStyle = palette.rule2;
  context.lineWidth = 1;
  context.beginPath();
  for (let row = 1; row < ROWS; row += 1) {
    context.moveTo(1, CRATE_TOP + (height * row) / ROWS);
    context.lineTo(CRATE_WIDTH - 1, CRATE_TOP + (height * row) / ROWS);
  }
  context.stroke();
  fruit.forEach(({ image, frozen }, i) => {
    const row = Math.floor(i / COLUMNS);
    const x = CRATE_WIDTH / 2 + ((i % COLUMNS) - 1) * PITCH;
    const y = CRATE_HEIGHT - 14 - row * ROW_PITCH;
    if (image) paintFruit(context, image, x, y, FRUIT, palette);
    if (frozen) paintFrozen(context, x, y, FROZEN, palette);
  });
  context.strokeStyle = palette.line;
  context.lineWidth = 1.2;
  context.strokeRect(1, CRATE_TOP, CRATE_WIDTH - 2, height);
  context.beginPath();
  for (const x of [8, CRATE_WIDTH - 8]) {
    context.moveTo(x, CRATE_TOP);
    context.lineTo(x, CRATE_TOP + height);
  }
  context.stroke();
}

function paintFull(context: CanvasRenderingContext2D, full: number, palette: Palette): void {
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  for (let i = 0; i < full; i += 1) {
    const x = 1.5 + (i % FULL_IN_A_ROW) * 15.4;
    const y = CRATE_TOP - 12.5 - Math.floor(i / FULL_IN_A_ROW) * 11;
    context.rect(x, y, 13, 8);
    context.moveTo(x, y + 4);
    context.lineTo(x + 13, y + 4);
  }
  context.stroke();
}
