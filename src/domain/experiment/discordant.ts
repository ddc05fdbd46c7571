import type { Evidence } from './evidence.ts';
import { logPairedEvalue } from './paired.ts';

/** What two versions made of one fruit that both judged. */
export interface Pair {
  readonly champion: boolean;
  readonly challenger: boolean;
}

/** Where the e-process of a shadow stands; plain data. */
export interface DiscordantState extends Evidence {
  readonly onlyChampion: number;
  readonly onlyChallenger: number;
  /** ln of the e-value now. */
  readonly logE: number;
}

export const NO_PAIRS: DiscordantState = { onlyChampion: 0, onlyChallenger: 0, logE: 0, peak: 0 };

/** The e-process of the discordant pairs after one more fruit (`logPairedEvalue`). Pairs of one mind say nothing of a difference and change nothing. */
export function stepDiscordant(state: DiscordantState, { champion, challenger }: Pair): DiscordantState {
  if (champion === challenger) return state;
  const counts = { onlyChampion: state.onlyChampion + (champion ? 1 : 0), onlyChallenger: state.onlyChallenger + (challenger ? 1 : 0) };
  const logE = logPairedEvalue(counts);
  return { ...counts, logE, peak: Math.max(state.peak, logE) };
}
