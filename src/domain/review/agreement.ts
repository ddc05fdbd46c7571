import type { Interval } from '../experiment/interval.ts';
import { wilsonInterval } from '../experiment/proportions.ts';
import { cohenKappa } from '../learning/evaluation/scores.ts';
import type { JudgedFruit } from './desk.ts';

/** How often two judges of the same fruits said the same. */
export interface Agreement {
  readonly same: number;
  readonly of: number;
  /** Wilson's, 95 %; null without fruits. */
  readonly interval: Interval | null;
  /** Cohen's kappa, −1..1: agreement beyond chance. Null where it says nothing: without fruits, or with one label alone. */
  readonly kappa: number | null;
}

/** Agreement at the desk. What could not be told counts for none. */
export interface DeskAgreement {
  /** The same hand on fruits that were shown twice. */
  readonly yourself: Agreement;
  /** A hand and the inspector on the same fruits. */
  readonly inspector: Agreement;
  /** Whoever judged first, and the version that was unsure. */
  readonly model: Agreement;
}

/** How far judgements agree: with themselves, with the inspector, with the model (Cohen 1960, "A coefficient of agreement for nominal scales"). */
export function agreementOf(judged: readonly JudgedFruit[]): DeskAgreement {
  const byFruit = new Map<number, JudgedFruit[]>();
  for (const each of judged) if (each.label !== null) byFruit.set(each.index, [...(byFruit.get(each.index) ?? []), each]);
  const fruits = [...byFruit.values()];
  const pairs = (a: (all: readonly JudgedFruit[]) => string | null | undefined, b: (all: readonly JudgedFruit[]) => string | null | undefined): [string, string][] => fruits.flatMap((all) => {
    const [first, second] = [a(all), b(all)];
    return typeof first === 'string' && typeof second === 'string' ? [[first, second]] : [];
  });
  const hands = (all: readonly JudgedFruit[]): readonly JudgedFruit[] => all.filter(({ by }) => by === 'hand');
  return {
    yourself: agreement(pairs((all) => hands(all)[0]?.label, (all) => hands(all)[1]?.label)),
    inspector: agreement(pairs((all) => hands(all)[0]?.label, (all) => all.find(({ by }) => by === 'inspector')?.label)),
    model: agreement(pairs((all) => all[0]!.label, (all) => all[0]!.predicted)),
  };
}

function agreement(pairs: readonly (readonly [string, string])[]): Agreement {
  const same = pairs.filter(([a, b]) => a === b).length;
  const labels = [...new Set(pairs.flat())];
  const confusion = labels.map((a) => labels.map((b) => pairs.filter(([x, y]) => x === a && y === b).length));
  const kappa = cohenKappa(confusion);
  return { same, of: pairs.length, interval: wilsonInterval({ trials: pairs.length, successes: same }), kappa: Number.isFinite(kappa) ? kappa : null };
}
