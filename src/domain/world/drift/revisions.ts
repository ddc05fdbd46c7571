import { OrchardError } from '../../common/errors.ts';
import type { Revision, Scenario } from './scenario.ts';

/**
 * The scenario in force at an event: that of the last revision whose `from` is not after it; the first one for anything
 * earlier. Throws `scenario-invalid` when there is no revision.
 */
export function scenarioAt(revisions: readonly Revision[], index: number): Scenario {
  let low = 0;
  let high = revisions.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (revisions[middle]!.from <= index) low = middle;
    else high = middle;
  }
  const revision = revisions[low];
  if (!revision) throw new OrchardError('scenario-invalid', 'no revision');
  return revision.scenario;
}

/** Whether there are events of a line whose truths never become known, since only shipped fruit has one. */
export function isSelective(revisions: readonly Revision[]): boolean {
  return revisions.some(({ scenario }) => scenario.truths === 'shipped');
}
