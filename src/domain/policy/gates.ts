import { mcnemarMidP, pairCounts, pairedDifference } from '../experiment/paired.ts';
import { LEAST_SLICE, type Gates } from './policy.ts';

/** A worse candidate is told from chance below this p-value. */
const ALPHA = 0.05;

/** What champion and candidate made of the fruits that neither has learnt from. */
export interface HeldBack {
  readonly champion: readonly boolean[];
  readonly candidate: readonly boolean[];
  /** Kind of each fruit. */
  readonly slices: ArrayLike<number>;
  /** The candidate's expected calibration error on them. */
  readonly calibrationError: number;
}

/** How a candidate stood at one gate. `value` is the difference of accuracies, the loss of the worst kind of fruit, or the calibration error. */
export interface GateResult {
  readonly gate: keyof Gates;
  readonly passed: boolean;
  readonly value: number;
  /** Fruits that it rests on. */
  readonly count: number;
}

/** Judges a candidate at each gate that is asked for. Without fruit to judge by, no gate is passed. */
export function judgeGates(gates: Gates, { champion, candidate, slices, calibrationError }: HeldBack): readonly GateResult[] {
  const results: GateResult[] = [];
  const count = champion.length;
  const counts = pairCounts(champion, candidate);
  const difference = pairedDifference(counts) ?? 0;
  if (gates.notWorse) results.push({ gate: 'notWorse', passed: count > 0 && (difference >= 0 || mcnemarMidP(counts) >= ALPHA), value: difference, count });
  if (gates.worstSlice !== null) {
    const worst = worstLoss(champion, candidate, slices);
    results.push({ gate: 'worstSlice', passed: count > 0 && worst.loss <= gates.worstSlice, value: worst.loss, count: worst.count });
  }
  if (gates.calibration !== null) results.push({ gate: 'calibration', passed: count > 0 && calibrationError <= gates.calibration, value: calibrationError, count });
  return results;
}

/** The greatest loss of accuracy over kinds of fruit with enough of them; 0 where none has lost. */
function worstLoss(champion: readonly boolean[], candidate: readonly boolean[], slices: ArrayLike<number>): { loss: number; count: number } {
  const kinds = new Map<number, { count: number; lost: number }>();
  champion.forEach((right, i) => {
    const kind = kinds.get(slices[i]!) ?? { count: 0, lost: 0 };
    kinds.set(slices[i]!, { count: kind.count + 1, lost: kind.lost + Number(right) - Number(candidate[i]) });
  });
  let worst = { loss: 0, count: champion.length };
  for (const { count, lost } of kinds.values()) if (count >= LEAST_SLICE && lost / count > worst.loss) worst = { loss: lost / count, count };
  return worst;
}
