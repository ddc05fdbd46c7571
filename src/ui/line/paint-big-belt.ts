import { number } from '../format.ts';
import { withAlpha } from '../charts/palette.ts';
import type { Palette } from '../charts/palette.ts';
import type { BeltEngine, BeltSources } from './belt-engine.ts';
import type { BeltPlace } from './belt-track.ts';
import type { Frame } from './canvas-stage.ts';
import { verdictOf } from './judged-fruit.ts';
import type { JudgedFruit } from './judged-fruit.ts';
import { paintFruit, paintSurface } from './paint-fruit.ts';
import { paintCaption, paintVerdictColumn } from './paint-verdict.ts';

/** Measures of the big belt in px; the phone's is shorter and has no legs. */
export interface BigBeltShape {
  pitch: number;
  fruit: number;
  cameraX: number;
  height: number;
  legs: boolean;
}

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
    ? { pitch: 84, fruit: 84, cameraX: Math.round(width * 0.77), height: 188, legs: false }
    : { pitch: 93, fruit: 98, cameraX: Math.round(width * 0.757), height: 214, legs: true };
}

/** Where the truth arrives: places left of the camera at which the post stands, and how many places the break leaves out. */
export function truthPost(shape: BigBeltShape, labelDelay: number, stride: number): { before: number; leftOut: number } {
  const distance = Math.max(1, Math.ceil(labelDelay / stride));
  const inSight = Math.floor(shape.cameraX / shape.pitch - 0.5);
  const before = Math.max(1, inSight - (shape.legs ? SETTLED_WIDE : SETTLED_NARROW));
  return distance <= before ? { before: distance - 0.5, leftOut: 0 } : { before: before + 0.5, leftOut: distance - before };
}

/** The line as a machine: camera and lamp over *now*, fruit on rollers, verdicts beneath, and the post where truth arrives. */
export function paintBigBelt(frame: Frame, engine: BeltEngine, sources: BeltSources, labelDelay: number): void {
  const { context, width } = frame;
  const { track, palette } = engine;
  const shape = bigBeltShape(width);
  const { pitch, cameraX } = shape;
  const back = shape.legs ? 56 : 68;
  const front = back + 54;
  const { before, leftOut } = truthPost(shape, labelDelay, track.stride);
  const postX = Math.round(cameraX - before * pitch);
  paintSurface(context, 6, back, width, front - back, track.position * pitch, pitch / 2, 9, palette);
  context.fillStyle = palette.rule2;
  context.fillRect(6, back, width, 1);
  paintMachine(context, width, front, shape, palette);
  paintBeam(context, cameraX, front, palette);
  const fresh = track.places(-before, (width - cameraX) / pitch + 1);
  const settled = track.places(-cameraX / pitch - 1, -before - 1e-9, leftOut);
  if (labelDelay > 0) paintPost(context, postX, front, labelDelay, leftOut > 0, shape, palette);
  if (leftOut > 0) {
    const breakX = postX + BREAK_PX / 2 + 3;
    within(context, -shape.pitch, postX, front, () => settled.forEach((place) => paintPlaced(frame, engine, sources, shape, front, place)));
    within(context, breakX, width + shape.pitch, front, () => fresh.forEach((place) => paintPlaced(frame, engine, sources, shape, front, place)));
    paintBreak(context, breakX, back, front, palette);
  } else {
    for (const place of [...settled, ...fresh]) paintPlaced(frame, engine, sources, shape, front, place);
  }
  for (const place of [...settled, ...fresh]) {
    const nearBreak = leftOut > 0 && Math.abs(cameraX + place.offset * pitch - postX) < WORD_ROOM_PX;
    if (!nearBreak) paintWords(frame, engine, sources, shape, front, place);
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

function paintPlaced({ context }: Frame, engine: BeltEngine, sources: BeltSources, shape: BigBeltShape, front: number, place: BeltPlace): void {
  const fruit = itemOf(place, sources) ?? engine.upcomingAt(place.index);
  if (place.place < 0 || !fruit) return;
  paintFruit(context, sources.sprite(fruit), shape.cameraX + place.offset * shape.pitch, front - shape.fruit * 0.51, shape.fruit, engine.palette);
}

function paintWords({ context, nowMs, width }: Frame, engine: BeltEngine, sources: BeltSources, shape: BigBeltShape, front: number, place: BeltPlace): void {
  const { offset, index } = place;
  const { palette } = engine;
  const item = itemOf(place, sources);
  const x = shape.cameraX + offset * shape.pitch;
  const y = front + (shape.legs ? 54 : 34);
  if (place.place < 0 || x < (shape.legs ? LEG_ROOM_PX : WORD_ROOM_PX)) return;
  if (item && offset <= 0.05) {
    const right = item.right ?? sources.rightOf?.(item) ?? null;
    const second = offset > -0.5 ? 'now' : 'truth to come';
    paintVerdictColumn(context, x, y, verdictOf(item, sources.labelsOf(item.version), right), second, engine.fade(index, right, nowMs), palette);
  } else if (offset > 0.4 && offset <= 1.4 && x < width - (shape.legs ? LEG_ROOM_PX : WORD_ROOM_PX) && (item ?? engine.upcomingAt(index))) {
    paintCaption(context, 'on its way', x, y, withAlpha(palette.ink3, Math.min(1, (offset - 0.4) / 0.2, (1.4 - offset) / 0.1)), palette);
  }
}

/** What stands at a place; behind the camera it may be older than what this belt has seen. */
const itemOf = ({ item, offset, index }: BeltPlace, { itemAt }: BeltSources): JudgedFruit | null => item ?? (offset < 0 ? (itemAt?.(index) ?? null) : null);

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

function paintPost(context: CanvasRenderingContext2D, x: number, front: number, labelDelay: number, broken: boolean, { legs }: BigBeltShape, palette: Palette): void {
  const top = legs ? 4 : 22;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.8;
  context.setLineDash([1.8, 3.4]);
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, front - 1);
  context.stroke();
  context.setLineDash([]);
  const words = legs ? `truth arrives, ${number(labelDelay)} ${labelDelay === 1 ? 'fruit' : 'fruits'} later` : `truth arrives${broken ? '' : ', in sight'}`;
  paintCaption(context, words, x + (legs ? -6 : 8), top + 11, palette.accent, palette, legs ? 'right' : 'left');
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
