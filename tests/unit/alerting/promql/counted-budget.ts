import { Budget } from '../../../../src/domain/common/budget.ts';

/** A budget that tells how many steps were asked of it. */
export class CountedBudget extends Budget {
  taken = 0;

  override take(steps: number): boolean {
    this.taken += steps;
    return super.take(steps);
  }
}
