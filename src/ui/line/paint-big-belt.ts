import { count, number } from '../format.ts';
import { withAlpha } from '../charts/palette.ts';
import type { Palette } from '../charts/palette.ts';
import { isFrozen, type BeltEngine, type BeltSources } from './belt-engine.ts';
import type { BeltSnapshot, BeltPlace } from './belt-track.ts';
import type { Frame } from './canvas-stage.ts';
import { predictionOf } from './predicted-fruit.ts';
import { paintFrozen, paintFruit, paintSurface } from './paint-fruit.ts';
import { beginsLot, paintLotTag } from './paint-lot.ts';
import { paintCaption, paintPredictionColumn } from './paint-prediction.ts';
import { PHOTOGRAPH, truthComes } from '../../domain/world/stream/truth.ts';
import { firstTruthText } from './truth-text.ts';

/** Measures of the big belt in px at a type size of 16 px, with which it grows; the phone's is shorter and has no legs. */
interface BigBeltShape {
  pitch: number;
  fruit: number;
  cameraX: number;
  height: number;
  legs: boolean;
}

const TYPE_PX = 16;
const HEAD_WIDTH = 52;
const HEAD_HEIGHT = 14;
const LENS_HEIGHT = 7;
const EDGE_HEIGHT = 12;
const ROLLER_RADIUS = 8.5;
const ROLLER_GAP = 46;
const BREAK_PX = 14;
/** Places kept free left of the camera before the post may stand. */
const WORD_ROOM_PX = 40;
/** Words would run into the legs here. */
const LEG_ROOM_PX = 78;
const SETTLED_WIDE = 3;
const SETTLED_NARROW = 1;

export function bigBeltShape(width: number): BigBeltShape {
  return width < 520
    ? { pitch: 84, fruit: 84, cameraX: Math.round(width * 0.7), height: 200, legs: false }
    : { pitch: 88, fruit: 94, cameraX: Math.round(width * 0.757), height: 214, legs: true };
}

/**
 * Where the truth arrives: places left of the camera at which the post stands, and how many places the break there leaves out. Left of it
 * stands the fruit whose truth has just arrived, `lag` behind the camera. A sample is always torn there: its places are no distances.
 */
export function truthPost(shape: BigBeltShape, lag: number, stride: number): { before: number; leftOut: number; torn: boolean } {
  if (lag === 0) return { before: 0.5, leftOut: 0, torn: false };
  const inSight = Math.floor(shape.cameraX / shape.pitch - 0.5);
  const before = Math.max(1, inSight - (shape.legs ? SETTLED_WIDE : SETTLED_NARROW));
  if (stride > 1) return { before: before + 0.5, leftOut: 0, torn: true };
  return lag <= before + 1 ? { before: lag - 0.5, leftOut: 0, torn: false } : { before: before + 0.5, leftOut: lag - before - 1, torn: true };
}

/** How late truths come, in events: the delay, and how far the newest lies back, which is less while a longer delay has yet to bring its first. */
interface Delayed { labelDelay: number; lag: number }

/**
 * What stands at the post: how much later the truth comes, or when the first one will. `lastIndex` is the newest prediction, −1 before the first; `comes` is
 * whether there is a truth of what the newest prediction says.
 */
export function postText({ labelDelay, lag }: Delayed, lastIndex: number, brief: boolean, playing: boolean, comes = true): string {
  if (!comes) return brief ? 'no truth' : 'no truth for these labels';
  const first = lag - lastIndex;
  if (first > 0) return firstTruthText(first, labelDelay, playing, brief);
  if (lag < labelDelay) return brief ? 'newest truth' : `newest truth, ${count(lag, 'fruit')} back`;
  return brief ? 'truth arrives' : `truth arrives, ${count(labelDelay, 'fruit')} later`;
}

/** The line as a machine: camera and lamp over *now*, fruit on rollers, predictions beneath, and the post where truth arrives. */
export function paintBigBelt(frame: Frame, engine: BeltEngine, sources: BeltSources, delayed: Delayed, { lastIndex, playing }: Pick<BeltSnapshot, 'lastIndex' | 'playing'>): void {
  const scale = frame.palette.remPx / TYPE_PX;
  frame.context.scale(scale, scale);
  paintAtTypeSize({ ...frame, width: frame.width / scale, height: frame.height / scale }, engine, { ...frame.palette, remPx: TYPE_PX }, sources, delayed, lastIndex, playing);
}

function paintAtTypeSize(frame: Frame, engine: BeltEngine, palette: Palette, sources: BeltSources, delayed: Delayed, lastIndex: number, playing: boolean): void {
  const { context, width } = frame;
  const { track } = engine;
  const shape = bigBeltShape(width);
  const { pitch, cameraX } = shape;
  const back = shape.legs ? 56 : 68;
  const front = back + 54;
  const { before, leftOut, torn } = truthPost(shape, delayed.lag, track.stride);
  const postX = Math.round(cameraX - before * pitch);
  paintSurface(context, 6, back, width, front - back, track.position * pitch, pitch / 2, 9, palette, sources.seeingOf?.(engine.index));
  context.fillStyle = palette.rule2;
  context.fillRect(6, back, width, 1);
  paintMachine(context, width, front, shape, palette);
  paintBeam(context, cameraX, front, palette);
  const fresh = track.places(-before, (width - cameraX) / pitch + 1);
  const settled = torn ? track.settledPlaces(-cameraX / pitch - 1, -before - 1e-9, leftOut) : track.places(-cameraX / pitch - 1, -before - 1e-9);
  const newest = fresh.find(({ item }) => item)?.item;
  const comes = !newest || newest.species === PHOTOGRAPH || truthComes(sources.labelsOf(newest.version));
  if (delayed.lag > 0) paintPost(context, postX, front, postText(delayed, lastIndex, !shape.legs, playing, comes), shape, palette);
  if (torn) {
    const breakX = postX + BREAK_PX / 2 + 3;
    within(context, -shape.pitch, postX, front, () => settled.forEach((place) => paintPlaced(frame, engine, palette, sources, shape, front, place)));
    within(context, breakX, width + shape.pitch, front, () => fresh.forEach((place) => paintPlaced(frame, engine, palette, sources, shape, front, place)));
    paintBreak(context, breakX, back, front, palette);
  } else {
    for (const place of [...settled, ...fresh]) paintPlaced(frame, engine, palette, sources, shape, front, place);
  }
  for (const place of [...settled, ...fresh]) {
    const nearBreak = torn && Math.abs(cameraX + place.offset * pitch - postX) < WORD_ROOM_PX;
    if (!nearBreak) paintText(frame, engine, palette, sources, shape, front, place);
  }
  paintHead(context, cameraX, palette);
}

/** Fruit goes into the break on one side and comes out on the other. */
function within(context: CanvasRenderingContext2D, from: number, to: number, bottom: number, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, bottom + EDGE_HEIGHT);
  context.clip();
  paint();
  context.restore();
}

function paintPlaced({ context }: Frame, engine: BeltEngine, palette: Palette, sources: BeltSources, shape: BigBeltShape, front: number, place: BeltPlace): void {
  const fruit = place.item ?? engine.upcomingAt(place.index);
  if (place.place < 0 || !fruit) return;
  const [x, y] = [shape.cameraX + place.offset * shape.pitch, front - shape.fruit * 0.51];
  if (beginsLot(fruit, engine.track.stride)) paintLotTag(context, x - shape.pitch / 2, front, fruit, palette);
  paintFruit(context, sources.sprite(fruit), x, y, shape.fruit, palette);
  if (place.item && isFrozen(sources, place.index)) paintFrozen(context, x, y, shape.fruit, palette);
}

function paintText({ context, nowMs, width }: Frame, engine: BeltEngine, palette: Palette, sources: BeltSources, shape: BigBeltShape, front: number, place: BeltPlace): void {
  const { offset, index, item } = place;
  const x = shape.cameraX + offset * shape.pitch;
  const y = front + (shape.legs ? 54 : 34);
  if (place.place < 0 || x < (shape.legs ? LEG_ROOM_PX : WORD_ROOM_PX)) return;
  if (item && offset <= 0.05) {
    const prediction = predictionOf(item, sources.labelsOf(item.version));
    paintPredictionColumn(context, x, y, prediction, { number: isFrozen(sources, index) ? `${number(index)} frozen` : number(index), now: offset > -0.5, known: engine.fade(index, item.right, nowMs) }, palette, shape.pitch);
  } else if (offset > 0.4 && offset <= 1.4 && x < width - (shape.legs ? LEG_ROOM_PX : WORD_ROOM_PX) && (item ?? engine.upcomingAt(index))) {
    paintCaption(context, 'on its way', x, y, withAlpha(palette.ink3, Math.min(1, (offset - 0.4) / 0.2, (1.4 - offset) / 0.1)), palette);
  }
}

function paintMachine(context: CanvasRenderingContext2D, width: number, front: number, { legs, height }: BigBeltShape, palette: Palette): void {
  context.strokeStyle = palette.line;
  context.fillStyle = palette.sheet;
  context.lineWidth = 1.2;
  context.beginPath();
  context.roundRect(0.6, front, width + 20, EDGE_HEIGHT, EDGE_HEIGHT / 2);
  context.fill();
  context.stroke();
  if (!legs) return;
  const rail = front + EDGE_HEIGHT + 2 * ROLLER_RADIUS + 3;
  context.beginPath();
  for (let x = 20; x < width + ROLLER_RADIUS; x += ROLLER_GAP) {
    context.moveTo(x + ROLLER_RADIUS, front + EDGE_HEIGHT + ROLLER_RADIUS + 1);
    context.arc(x, front + EDGE_HEIGHT + ROLLER_RADIUS + 1, ROLLER_RADIUS, 0, 2 * Math.PI);
  }
  context.moveTo(4, rail);
  context.lineTo(width, rail);
  for (const leg of [14, 26, width - 38, width - 26]) {
    context.moveTo(leg, rail);
    context.lineTo(leg, height);
  }
  context.stroke();
  context.fillStyle = palette.line;
  for (let x = 20; x < width + ROLLER_RADIUS; x += ROLLER_GAP) context.fillRect(x - 1.3, front + EDGE_HEIGHT + ROLLER_RADIUS - 0.3, 2.6, 2.6);
}

function paintBeam(context: CanvasRenderingContext2D, x: number, front: number, palette: Palette): void {
  const top = HEAD_HEIGHT + LENS_HEIGHT;
  const light = context.createLinearGradient(0, top, 0, front);
  light.addColorStop(0, palette.dark ? 'rgb(255 222 150 / 0.26)' : 'rgb(247 204 112 / 0.5)');
  light.addColorStop(1, palette.dark ? 'rgb(255 222 150 / 0.12)' : 'rgb(247 204 112 / 0.34)');
  context.fillStyle = light;
  context.beginPath();
  context.moveTo(x - 16, top);
  context.lineTo(x + 16, top);
  context.lineTo(x + 58, front);
  context.lineTo(x - 58, front);
  context.fill();
}

function paintHead(context: CanvasRenderingContext2D, x: number, palette: Palette): void {
  context.fillStyle = palette.dark ? palette.line : palette.ink;
  context.fillRect(x - HEAD_WIDTH / 2, 0, HEAD_WIDTH, HEAD_HEIGHT);
  context.fillRect(x - 12, HEAD_HEIGHT, 24, LENS_HEIGHT);
}

function paintPost(context: CanvasRenderingContext2D, x: number, front: number, words: string, { legs }: BigBeltShape, palette: Palette): void {
  const top = legs ? 4 : 22;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.8;
  context.setLineDash([1.8, 3.4]);
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, front - 1);
  context.stroke();
  context.setLineDash([]);
  paintCaption(context, words, x - 6, top + 11, palette.accent, palette, 'right');
}

function paintBreak(context: CanvasRenderingContext2D, x: number, back: number, front: number, palette: Palette): void {
  const zigzag = (shift: number): [number, number][] => [[0, back - 2], [-6, back + 18], [5, back + 30], [-1, front + 1]].map(([dx, y]) => [x + shift + dx!, y!]);
  const [left, right] = [zigzag(-5), zigzag(5)];
  context.beginPath();
  for (const [px, y] of [...left, ...[...right].reverse()]) context.lineTo(px, y);
  context.fillStyle = palette.paper;
  context.fill();
  context.strokeStyle = palette.rule2;
  context.lineWidth = 1.2;
  for (const edge of [left, right]) {
    context.beginPath();
    for (const [px, y] of edge) context.lineTo(px, y);
    context.stroke();
  }
}
