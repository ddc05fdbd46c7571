import { randomAt } from '../../common/random/random.ts';
import { LANES } from '../drift/lanes.ts';
import { SUPPLIERS, type Supplier } from '../suppliers/suppliers.ts';

/** Consecutive fruits of one supplier, in one crate. */
export const LOT_FRUITS = 40;

/** The lot that a fruit comes in, counted from 0 along the line. */
export function lotOf(index: number): number {
  return Math.floor(index / LOT_FRUITS);
}

/** Lots in which each supplier comes once. */
const ROUND = SUPPLIERS.length;

/** The round that was asked for last: a line asks for each 240 times, one after the other. */
let last: { seed: number; round: number; order: readonly Supplier[] } | null = null;

/** Who sent a fruit: in each round of six lots every supplier sends one, in an order that seed and round decide. A pure function of (seed, index). */
export function supplierAt(seed: number, index: number): Supplier {
  const lot = lotOf(index);
  const round = Math.floor(lot / ROUND);
  if (last?.seed !== seed || last.round !== round) last = { seed, round, order: orderOf(seed, round) };
  return last.order[lot % ROUND]!;
}

/** Fisher and Yates' shuffle. */
function orderOf(seed: number, round: number): readonly Supplier[] {
  const random = randomAt(seed, round, LANES.lots);
  const order = [...SUPPLIERS];
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
