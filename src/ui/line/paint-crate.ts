import type { Palette } from '../charts/palette.ts';
import { paintFruit } from './paint-fruit.ts';
import type { SpriteImage } from './sprite-cache.ts';

export const CRATE_WIDTH = 78;
export const CRATE_HEIGHT = 98;
const RIM_Y = 48;
const FRUIT = 42;

/** Where fruit lies on the pile, back to front. */
const PILE: readonly (readonly [x: number, y: number])[] = [[22, 30], [54, 30], [38, 18], [16, 42], [60, 42], [38, 38]];
export const PILE_SIZE = PILE.length;

/** A crate in ink line with painted fruit on top. */
export function paintCrate(context: CanvasRenderingContext2D, fruit: readonly (SpriteImage | null)[], palette: Palette): void {
  fruit.slice(-PILE_SIZE).forEach((image, i) => {
    const [x, y] = PILE[i]!;
    if (image) paintFruit(context, image, x, y, FRUIT, palette);
  });
  const height = CRATE_HEIGHT - RIM_Y - 1;
  context.fillStyle = palette.paper;
  context.fillRect(1, RIM_Y, CRATE_WIDTH - 2, height);
  context.strokeStyle = palette.line;
  context.lineWidth = 1.2;
  context.strokeRect(1, RIM_Y, CRATE_WIDTH - 2, height);
  context.beginPath();
  for (const share of [1 / 3, 2 / 3]) {
    context.moveTo(1, RIM_Y + height * share);
    context.lineTo(CRATE_WIDTH - 1, RIM_Y + height * share);
  }
  for (const x of [6, CRATE_WIDTH - 6]) {
    context.moveTo(x, RIM_Y);
    context.lineTo(x, RIM_Y + height);
  }
  context.stroke();
  context.strokeStyle = palette.rule2;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = 36; x < CRATE_WIDTH - 10; x += 5) {
    context.moveTo(x, RIM_Y + 4);
    context.lineTo(x, RIM_Y + 11);
  }
  context.stroke();
}
