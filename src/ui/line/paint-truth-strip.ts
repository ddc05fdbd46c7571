import { OUTCOME } from '../../domain/monitoring/summaries/outcomes.ts';
import type { TruthWay } from '../../domain/monitoring/summaries/truth-way.ts';
import { MOST_BINS, TRUTHS_SHOWN } from '../../domain/monitoring/summaries/truth-way.ts';
import type { Palette } from '../charts/palette.ts';

export const STRIP_HEIGHT = 26;
/** Px that the post keeps free on either side. */
const POST_ROOM = 7;
const LARGEST = 4.2;

/** Where marks stand on the strip, px: `pitch` from one to the next, the truths from the left end, the post, then what waits. */
interface StripShape {
  pitch: number;
  postX: number;
  /** Centre of truth `i` of those shown, oldest first. */
  truthX: (i: number) => number;
  /** Centre of bin `i` of those that wait, oldest first. */
  waitingX: (i: number) => number;
}

/** Truths keep the room of fifty, and what waits that of all bins of `lag`, the events from the newest truth to the newest prediction, so that the post stands still from the first fruit on. */
export function stripShape(width: number, { outcomes }: Pick<TruthWay, 'outcomes'>, lag: number): StripShape {
  const bins = Math.max(1, Math.ceil(lag / Math.ceil(lag / MOST_BINS)) || 0);
  const pitch = (width - 2 * POST_ROOM) / (TRUTHS_SHOWN + bins);
  const postX = TRUTHS_SHOWN * pitch + POST_ROOM;
  return {
    pitch, postX,
    truthX: (i) => (TRUTHS_SHOWN - outcomes.length + i + 0.5) * pitch,
    waitingX: (i) => postX + POST_ROOM + (i + 0.5) * pitch,
  };
}

/** Truths as ticks and crosses, then predictions on the way: a disc was said to be ripe, a ring not; of a bin the disc is its share. */
export function paintTruthStrip(context: CanvasRenderingContext2D, width: number, way: TruthWay, lag: number, palette: Palette): void {
  const { pitch, postX, truthX, waitingX } = stripShape(width, way, lag);
  const size = Math.min(LARGEST, pitch * 0.42);
  const y = STRIP_HEIGHT / 2;
  context.lineWidth = Math.min(1.6, Math.max(1, size / 2.6));
  context.lineCap = 'round';
  way.outcomes.forEach((code, i) => paintOutcome(context, code, truthX(i), y, size, palette));
  context.strokeStyle = palette.accent;
  context.setLineDash([1.8, 3]);
  context.beginPath();
  context.moveTo(postX, 0);
  context.lineTo(postX, STRIP_HEIGHT);
  context.stroke();
  context.setLineDash([]);
  context.strokeStyle = palette.ink2;
  context.fillStyle = palette.ink2;
  context.lineWidth = 1;
  way.waiting.forEach((ripe, i) => {
    context.beginPath();
    context.arc(waitingX(i), y, size * 0.85, 0, 2 * Math.PI);
    context.stroke();
    if (ripe === 0) return;
    context.beginPath();
    context.arc(waitingX(i), y, size * 0.85 * Math.sqrt(ripe), 0, 2 * Math.PI);
    context.fill();
  });
}

function paintOutcome(context: CanvasRenderingContext2D, code: number, x: number, y: number, size: number, palette: Palette): void {
  context.strokeStyle = code === OUTCOME.wrong ? palette.alert : code === OUTCOME.right ? palette.accent : palette.rule2;
  context.beginPath();
  if (code === OUTCOME.right) {
    context.moveTo(x - size, y);
    context.lineTo(x - size * 0.3, y + size * 0.75);
    context.lineTo(x + size, y - size * 0.75);
  } else if (code === OUTCOME.wrong) {
    context.moveTo(x - size * 0.85, y - size * 0.85);
    context.lineTo(x + size * 0.85, y + size * 0.85);
    context.moveTo(x + size * 0.85, y - size * 0.85);
    context.lineTo(x - size * 0.85, y + size * 0.85);
  } else {
    context.moveTo(x - size * 0.5, y);
    context.lineTo(x + size * 0.5, y);
  }
  context.stroke();
}
