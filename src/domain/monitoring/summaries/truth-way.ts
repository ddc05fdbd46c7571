import type { Outcomes } from './outcomes.ts';

/** Truths that are shown one by one. */
export const TRUTHS_SHOWN = 50;
/** Predictions that wait for their truth are shown one by one up to so many, and several in a bin above. */
export const MOST_BINS = 120;

/** The newest truths and the predictions behind them that still wait for theirs; both oldest first. */
export interface TruthWay {
  /** Event of the newest truth; negative before the first. */
  readonly lastKnown: number;
  /** OUTCOME codes of the newest truths, up to 50; the last is that of `lastKnown`. */
  readonly outcomes: Uint8Array<ArrayBuffer>;
  /** Events in a bin of those that wait; the last bin may have fewer. */
  readonly perBin: number;
  /** Share of each bin that was said to be ripe, 0..1; up to 120 bins. */
  readonly waiting: Float32Array<ArrayBuffer>;
}

/** What lies between the newest prediction and the newest truth, `lag` events before it. */
export function truthWay(known: Outcomes, lastIndex: number, lag: number): TruthWay {
  const lastKnown = lastIndex - lag;
  const outcomes = new Uint8Array(Math.max(0, Math.min(TRUTHS_SHOWN, lastKnown + 1)));
  for (let i = 0; i < outcomes.length; i += 1) outcomes[i] = known.codeAt(lastKnown - outcomes.length + 1 + i);
  const first = Math.max(0, lastKnown + 1);
  const count = lastIndex + 1 - first;
  const perBin = Math.max(1, Math.ceil(count / MOST_BINS));
  const waiting = new Float32Array(Math.ceil(count / perBin));
  for (let bin = 0; bin < waiting.length; bin += 1) {
    const from = first + bin * perBin;
    const to = Math.min(lastIndex + 1, from + perBin);
    let ripe = 0;
    for (let index = from; index < to; index += 1) if (known.saidRipe(index)) ripe += 1;
    waiting[bin] = ripe / (to - from);
  }
  return { lastKnown, outcomes, perBin, waiting };
}
