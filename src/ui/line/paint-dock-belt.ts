import { withAlpha } from '../charts/palette.ts';
import { isFrozen, type BeltEngine, type BeltSources } from './belt-engine.ts';
import type { Frame } from './canvas-stage.ts';
import { predictionOf } from './predicted-fruit.ts';
import { paintFrozen, paintFruit, paintSurface } from './paint-fruit.ts';
import { beginsLot, paintSeam } from './paint-lot.ts';
import { paintPredictionWord } from './paint-prediction.ts';

/** px from one fruit to the next. */
export const DOCK_PITCH = 56;
const FRUIT = 46;
const FRUIT_Y = 23;
const SURFACE_Y = 25;
const SURFACE_HEIGHT = 22;
const WORDS_Y = 61;
const SEAM_GAP = DOCK_PITCH / 2;

/** The dock's belt: fruit on a strip, the camera as a line at *now*, a word under each. `cameraX` in px. */
export function paintDockBelt({ context, width, palette, nowMs }: Frame, engine: BeltEngine, { sprite, labelsOf, seeingOf, frozenOf }: BeltSources, cameraX: number): void {
  const { track } = engine;
  paintSurface(context, 0, SURFACE_Y, width, SURFACE_HEIGHT, track.position * DOCK_PITCH, SEAM_GAP, 5, palette, seeingOf?.(engine.index));
  context.fillStyle = withAlpha(palette.rule2, 0.7);
  context.fillRect(0, SURFACE_Y, width, 1);
  context.fillStyle = palette.line;
  context.fillRect(0, SURFACE_Y + SURFACE_HEIGHT, width, 1);
  const places = track.places(-cameraX / DOCK_PITCH - 1, (width - cameraX) / DOCK_PITCH + 1);
  for (const { place, offset, index, item } of places) {
    if (place < 0) continue;
    const x = cameraX + offset * DOCK_PITCH;
    const fruit = item ?? engine.upcomingAt(index);
    if (fruit && beginsLot(fruit, track.stride)) paintSeam(context, x - DOCK_PITCH / 2, SURFACE_Y, SURFACE_HEIGHT, palette);
    if (fruit) paintFruit(context, sprite(fruit), x, FRUIT_Y, FRUIT, palette);
    if (item && isFrozen({ frozenOf }, index)) paintFrozen(context, x, FRUIT_Y, FRUIT, palette);
    if (!item || offset > 0.05 || x < DOCK_PITCH / 2) continue;
    paintPredictionWord(context, x, WORDS_Y, predictionOf(item, labelsOf(item.version)), engine.fade(index, item.right, nowMs), palette);
  }
  context.fillStyle = palette.accent;
  context.fillRect(cameraX - 1, 0, 2, SURFACE_Y + SURFACE_HEIGHT + 3);
}
