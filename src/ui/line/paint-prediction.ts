import { probability } from '../format.ts';
import { withAlpha } from '../charts/palette.ts';
import type { Palette } from '../charts/palette.ts';
import { fitted } from './fitted.ts';
import type { Prediction } from './predicted-fruit.ts';

/** Time in which a truth fades in. */
export const TRUTH_FADE_MS = 160;

type Run = { text: string; weight: 400 | 600; colour: string; struck?: boolean; mark?: 'right' | 'wrong' };

const MARK_PX = 13;
/** Between the words of two neighbours. */
const COLUMN_GAP_PX = 8;

/** One line for the dock: mark and word. `known` is how far the truth has faded in, 0..1. */
export function paintPredictionWord(context: CanvasRenderingContext2D, x: number, y: number, prediction: Prediction, known: number, palette: Palette): void {
  const { word, right } = prediction;
  const colour = right === null ? palette.ink3 : right ? palette.ink : palette.alert;
  const runs: Run[] = [{ text: word, weight: 600, colour, struck: right === false }];
  if (right !== null) runs.unshift({ text: '', weight: 600, colour: withAlpha(right ? palette.accent : palette.alert, known), mark: right ? 'right' : 'wrong' });
  paintRuns(context, runs, x, y, 0.71875 * palette.remPx, palette);
}

/** What stands below a prediction: the fruit's number, whether it is the newest, and how far its truth has faded in, 0..1. */
interface Below {
  number: string;
  now: boolean;
  known: number;
}

/** Three lines for the big belt: word and probability, the truth, the fruit. The first two keep to `room`, in px. */
export function paintPredictionColumn(context: CanvasRenderingContext2D, x: number, y: number, prediction: Prediction, below: Below, palette: Palette, room: number): void {
  const { right, truth, comes, notShipped, untold } = prediction;
  const wrong = right === false;
  const big = 0.84375 * palette.remPx;
  const small = 0.75 * palette.remPx;
  const share: Run = { text: ` ${probability(prediction.probability)}`, weight: 400, colour: palette.ink2 };
  const word: Run = { text: prediction.word, weight: 600, colour: wrong ? palette.alert : palette.ink, struck: wrong };
  const shareWidth = widthOf(context, share, share.text, big, palette);
  const text = fitted(word.text, room - shareWidth - COLUMN_GAP_PX, (part) => widthOf(context, word, part, big, palette));
  paintRuns(context, [{ ...word, text }, share], x, y, big, palette);
  const colour = withAlpha(wrong ? palette.alert : palette.accent, below.known);
  const told = (text: string): Run => ({ text, weight: 400, colour });
  const was = truth && told(`was ${fitted(truth, room - MARK_PX - COLUMN_GAP_PX, (part) => widthOf(context, told(''), `was ${part}`, small, palette))}`);
  const fate: Run[] = right !== null
    ? [{ text: '', weight: 400, colour, mark: wrong ? 'wrong' : 'right' }, wrong ? was || told('wrong') : told('right')]
    : below.now ? [{ text: 'now', weight: 600, colour: palette.accent }] : [{ text: notShipped ? untold : comes ? 'truth to come' : 'not to be known', weight: 400, colour: palette.ink3 }];
  paintRuns(context, fate, x, y + big * 1.42, small, palette);
  paintRuns(context, [{ text: below.number, weight: 400, colour: palette.ink3 }], x, y + big * 1.42 + small * 1.35, small, palette);
}

/** Italic serif, as captions are. */
export function paintCaption(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string, palette: Palette, align: CanvasTextAlign = 'center'): void {
  context.font = `italic 400 ${0.96875 * palette.remPx}px ${palette.serif}`;
  context.textAlign = align;
  context.fillStyle = colour;
  context.fillText(text, x, y);
  context.textAlign = 'left';
}

function widthOf(context: CanvasRenderingContext2D, run: Run, text: string, size: number, palette: Palette): number {
  context.font = fontOf(run, size, palette);
  return context.measureText(text).width;
}

const fontOf = ({ weight }: Run, size: number, palette: Palette): string => `${weight} ${size}px ${palette.sans}`;

function paintRuns(context: CanvasRenderingContext2D, runs: readonly Run[], centre: number, y: number, size: number, palette: Palette): void {
  const widths = runs.map((run) => {
    context.font = fontOf(run, size, palette);
    return run.mark ? MARK_PX : context.measureText(run.text).width;
  });
  let x = centre - widths.reduce((sum, width) => sum + width, 0) / 2;
  context.textBaseline = 'alphabetic';
  runs.forEach((run, i) => {
    const width = widths[i]!;
    if (run.mark) paintMark(context, run.mark, x + 4, y - size * 0.34, run.colour);
    else {
      context.font = fontOf(run, size, palette);
      context.fillStyle = run.colour;
      context.fillText(run.text, x, y);
      if (run.struck) context.fillRect(x - 1, y - size * 0.34, width + 2, 1.3);
    }
    x += width;
  });
}

function paintMark(context: CanvasRenderingContext2D, mark: 'right' | 'wrong', x: number, y: number, colour: string): void {
  context.beginPath();
  if (mark === 'right') {
    context.moveTo(x - 4, y + 0.3);
    context.lineTo(x - 1.2, y + 3.2);
    context.lineTo(x + 4.2, y - 3.2);
  } else {
    context.moveTo(x - 3, y - 3);
    context.lineTo(x + 3, y + 3);
    context.moveTo(x + 3, y - 3);
    context.lineTo(x - 3, y + 3);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.lineCap = 'round';
  context.stroke();
}
