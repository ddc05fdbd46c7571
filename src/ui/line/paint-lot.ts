import { lotOf } from '../../domain/world/stream/lots.ts';
import { SUPPLIER_NAMES, supplierNamed } from '../../domain/world/suppliers/suppliers.ts';
import type { Palette } from '../charts/palette.ts';
import type { PredictedFruit, UpcomingFruit } from './predicted-fruit.ts';

/** From as many fruits a place on, lots are too short on the belt to be marked. */
const MOST_STRIDE = 20;
const TAG_HEIGHT = 15;
const TAG_MARGIN = 5;

/** Whether a fruit stands first of its lot on a belt that shows every `stride`th, and somebody is known to have sent it. */
export function beginsLot({ index, supplier }: PredictedFruit | UpcomingFruit, stride: number): boolean {
  return supplier !== undefined && supplierNamed(supplier) !== undefined && stride < MOST_STRIDE && lotOf(index) !== lotOf(index - stride);
}

/** Where one crate ends on a belt and the next begins. */
export function paintSeam(context: CanvasRenderingContext2D, x: number, top: number, height: number, palette: Palette): void {
  context.fillStyle = palette.ink3;
  context.fillRect(Math.round(x), top, 1, height);
}

/** The mark of a crate on the edge of the big belt: its supplier's name, from where its lot begins. */
export function paintLotTag(context: CanvasRenderingContext2D, x: number, front: number, { supplier }: PredictedFruit | UpcomingFruit, palette: Palette): void {
  const name = SUPPLIER_NAMES[supplierNamed(supplier!)!];
  context.font = `500 ${palette.remPx * 0.6875}px ${palette.sans}`;
  const width = context.measureText(name).width + 2 * TAG_MARGIN;
  const left = Math.round(x);
  context.fillStyle = palette.sheet;
  context.fillRect(left, front - 1, width, TAG_HEIGHT);
  context.strokeStyle = palette.ink3;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, front - 0.5, width - 1, TAG_HEIGHT - 1);
  context.fillStyle = palette.ink2;
  context.textAlign = 'left';
  context.fillText(name, left + TAG_MARGIN, front + TAG_HEIGHT - 5);
}
