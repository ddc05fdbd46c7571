import type { RightOf } from '../../../domain/learning/online/recorded.ts';

/** One accuracy over bins of events. */
export interface CourseLine {
  readonly key: string;
  readonly words: string;
  readonly tone: 'ink' | 'accent' | 'challenger';
  readonly dashed?: boolean;
  readonly bins: readonly RightOf[];
}

/** Fewer than these of a bin tell nothing: the line has a gap there. */
const FEWEST = 5;

interface Box { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** Least share among the lines, down to the next twentieth, at most 0.9: where an axis begins. */
export function lowestShare(lines: readonly Pick<CourseLine, 'bins'>[]): number {
  const shares = lines.flatMap(({ bins }) => bins.flatMap(({ right, of }) => (of >= FEWEST ? [right / of] : [])));
  return Math.min(0.9, Math.max(0, Math.floor(20 * Math.min(1, ...shares) + 1e-9) / 20));
}

/** Ticks and SVG paths of accuracies in a box; events run to the right, shares from `low` to 1 upwards. */
export function courseDrawing({ from, to, index, lines, low }: { from: number; to: number; index: readonly number[]; lines: readonly CourseLine[]; low: number }, { left, right, top, bottom }: Box) {
  const x = (event: number): number => left + ((right - left) * (event - from)) / Math.max(1, to - from);
  const y = (share: number): number => top + (bottom - top) * (1 - (share - low) / (1 - low));
  const middle = (bin: number): number => ((index[bin] ?? from) + Math.min(to, index[bin + 1] ?? to)) / 2;
  return {
    ticks: [1, (1 + low) / 2, low].map((share) => ({ share, y: y(share) })),
    paths: lines.map(({ key, tone, dashed = false, bins }) => {
      let pen = 'M';
      const path = bins.map((bin, i) => {
        if (bin.of < FEWEST) {
          pen = 'M';
          return '';
        }
        const part = `${pen}${x(middle(i)).toFixed(1)} ${y(bin.right / bin.of).toFixed(1)}`;
        pen = 'L';
        return part;
      }).join('');
      return { key, tone, dashed, path };
    }),
  };
}
