import type { QualityChange } from '../../../../domain/explanation/quality-change.ts';

/** One accuracy of the effect: of one window, by one way of knowing. */
interface EffectRow {
  kind: 'realized' | 'estimated';
  when: 'before' | 'after';
  /** Share of right predictions; null when nothing is known. */
  share: number | null;
  /** Wilson's interval, or the estimate's band, clamped to 0..1; null when there is none. */
  lower: number | null;
  upper: number | null;
  n: number;
}

/** The four accuracies of an effect; the two estimated ones only where there are estimates. */
export function effectRows({ realized, estimated }: QualityChange): EffectRow[] {
  return (['realized', 'estimated'] as const).flatMap((kind) => (['before', 'after'] as const).flatMap((when): EffectRow[] => {
    if (kind === 'realized') {
      const { accuracy, lower, upper, known } = realized[when];
      return [{ kind, when, share: accuracy, lower: accuracy === null ? null : lower, upper: accuracy === null ? null : upper, n: known }];
    }
    if (!estimated) return [];
    const { accuracy, band, rows } = estimated[when];
    return [{ kind, when, share: accuracy, lower: band ? Math.max(0, band.lower) : null, upper: band ? Math.min(1, band.upper) : null, n: rows }];
  }));
}
