/** Which frames of a camera are kept as pictures. */
export interface KeepRule {
  /** Those whose verdict has a lower confidence, 0..1; 0 keeps none for that. */
  readonly unsureBelow: number;
  /** Each so many-th, 1 for all; 0 keeps none for that. */
  readonly everyNth: number;
  /** What they may take, in megabytes of 10⁶ bytes; the oldest go first. */
  readonly mostMegabytes: number;
}

export const KEEP_RULE: KeepRule = { unsureBelow: 0.6, everyNth: 30, mostMegabytes: 20 };
export const KEEP_LIMITS = { everyNth: 100_000, mostMegabytes: 500 } as const;

/** Why a frame is kept: somebody judged it, the model was unsure of it, or its turn had come. */
export type KeptBecause = 'judged' | 'unsure' | 'nth';

/** Why a frame is to be kept by a rule; null where it is not. `confidence`: the probability of its verdict, 0..1. */
export function keptBecause({ unsureBelow, everyNth }: KeepRule, index: number, confidence: number): KeptBecause | null {
  if (confidence < unsureBelow) return 'unsure';
  return everyNth > 0 && index % everyNth === 0 ? 'nth' : null;
}

/** What has to go for frames to take no more than they may: the oldest of those that nobody judged, then the oldest of the others. `frames`: oldest first. Answers their events. */
export function beyondRoom(frames: readonly { readonly index: number; readonly bytes: number; readonly because: KeptBecause }[], mostBytes: number): number[] {
  let bytes = frames.reduce((sum, frame) => sum + frame.bytes, 0);
  const gone: number[] = [];
  for (const isJudged of [false, true]) {
    for (const frame of frames) {
      if (bytes <= mostBytes) return gone;
      if ((frame.because === 'judged') !== isJudged) continue;
      bytes -= frame.bytes;
      gone.push(frame.index);
    }
  }
  return gone;
}

/** A rule out of anything; the default of a part that is not told. Null for what is no rule. */
export function readKeepRule(value: unknown, before: KeepRule = KEEP_RULE): KeepRule | null {
  if (typeof value !== 'object' || value === null) return null;
  const { unsureBelow, everyNth, mostMegabytes } = { ...before, ...value } as Record<keyof KeepRule, unknown>;
  const within = (number: unknown, least: number, most: number): number is number => typeof number === 'number' && number >= least && number <= most;
  if (!within(unsureBelow, 0, 1) || !within(everyNth, 0, KEEP_LIMITS.everyNth) || !Number.isInteger(everyNth) || !within(mostMegabytes, 0, KEEP_LIMITS.mostMegabytes)) return null;
  return { unsureBelow, everyNth, mostMegabytes };
}
