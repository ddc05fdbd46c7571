import { withAlpha } from '../../charts/palette.ts';
import type { Frame } from '../../line/canvas-stage.ts';
import { paintFruit } from '../../line/paint-fruit.ts';
import { predictionOf, type PredictedFruit, type UpcomingFruit } from '../../line/predicted-fruit.ts';
import type { SpriteImage } from '../../line/sprite-cache.ts';

export const GATE_HEIGHT = 164;
const FRUIT_PX = 34;
const PITCH_PX = 46;
/** Where the belts run. */
const TOP_Y = 46;
const BOTTOM_Y = 122;
const BELT_PX = 20;

interface Gate {
  /** Those that end with the newest truth. */
  readonly known: readonly PredictedFruit[];
  readonly items: readonly PredictedFruit[];
  readonly upcoming: readonly UpcomingFruit[];
  readonly sprite: (fruit: PredictedFruit | UpcomingFruit) => SpriteImage | null;
  readonly labelsOf: (version: number) => readonly string[];
  readonly challenger: number;
  /** The second lane is faint: what is said there does not count. */
  readonly shadow: boolean;
}

/** Two lanes behind a gate: at the left fruit whose truth is known, behind the tear what was judged last, at the right what comes to the camera. */
export function paintGate({ context, width, palette }: Frame, { known, items, upcoming, sprite, labelsOf, challenger, shadow }: Gate): void {
  const gateX = Math.max(width * 0.72, width - 4 * PITCH_PX);
  const middle = (TOP_Y + BOTTOM_Y) / 2;
  const lane = (y: number, alpha: number) => {
    context.fillStyle = withAlpha(palette.well, alpha);
    context.fillRect(0, y - BELT_PX / 2 + 10, gateX - 30, BELT_PX);
    context.strokeStyle = withAlpha(palette.line, alpha);
    context.beginPath();
    context.moveTo(0, y + BELT_PX / 2 + 10);
    context.lineTo(gateX - 30, y + BELT_PX / 2 + 10);
    context.bezierCurveTo(gateX - 5, y + BELT_PX / 2 + 10, gateX - 5, middle + BELT_PX / 2 + 10, gateX + 20, middle + BELT_PX / 2 + 10);
    context.stroke();
  };
  lane(TOP_Y, 1);
  lane(BOTTOM_Y, shadow ? 0.4 : 1);
  context.fillStyle = palette.well;
  context.fillRect(gateX + 10, middle - BELT_PX / 2 + 10, width - gateX, BELT_PX);
  const room = Math.max(2, Math.floor((gateX - 60) / PITCH_PX));
  const waiting = items.filter(({ right }) => right === null).slice(-Math.ceil(room / 2));
  const told = known.slice(-Math.max(0, room - waiting.length - 1));
  const tearX = told.length * PITCH_PX + PITCH_PX / 2;
  const place = (item: PredictedFruit, x: number): void => {
    const isRival = item.version === challenger;
    const y = isRival ? BOTTOM_Y : TOP_Y;
    paintFruit(context, sprite(item), x, y - 8, FRUIT_PX, palette);
    const { word, right } = predictionOf(item, labelsOf(item.version));
    context.font = `600 ${0.75 * palette.remPx}px ${palette.sans}`;
    context.textAlign = 'center';
    context.fillStyle = right === null ? palette.ink3 : right ? palette.accent : palette.alert;
    context.fillText(`${right === null ? '' : right ? '✓ ' : '✕ '}${word}`, x, y + BELT_PX + 17, PITCH_PX + 8);
  };
  told.forEach((item, i) => place(item, (i + 0.5) * PITCH_PX));
  waiting.forEach((item, i) => place(item, tearX + (i + 1) * PITCH_PX));
  if (told.length > 0) {
    context.strokeStyle = palette.accent;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(tearX, 12);
    context.lineTo(tearX, GATE_HEIGHT - 8);
    context.stroke();
    context.setLineDash([]);
    context.font = `italic ${0.875 * palette.remPx}px ${palette.serif}`;
    context.textAlign = tearX < 90 ? 'left' : 'right';
    context.fillStyle = palette.accent;
    context.fillText('truth known', tearX + (tearX < 90 ? 6 : -6), 18);
  }
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.75;
  context.beginPath();
  context.arc(gateX + 14, middle + 10, 3.5, 0, 2 * Math.PI);
  context.moveTo(gateX + 11, middle + 11);
  context.lineTo(gateX - 16, middle + 20);
  context.stroke();
  context.lineWidth = 1;
  upcoming.slice(0, Math.max(1, Math.floor((width - gateX - 40) / PITCH_PX))).forEach((fruit, i) => paintFruit(context, sprite(fruit), gateX + 46 + i * PITCH_PX, middle - 6, FRUIT_PX, palette));
  context.fillStyle = palette.ink;
  context.fillRect(gateX + 34, middle - 44, 24, 8);
}
