import { parseLabPlan, labTasks } from '../../../src/domain/policy-lab/plan.ts';
import { drawLine } from '../../../src/domain/policy-lab/lab-line.ts';
import { DrawnLabLines, runTask } from '../../../src/domain/policy-lab/task.ts';

/** Twelve policies of every kind of trigger, three of which need the watch. */
const POLICIES = [
  'never', { every: 2000 }, { every: 500 }, { labels: 1000 }, { accuracy: { below: 0.9, truths: 100 } }, { accuracy: { below: 0.85, truths: 100 } }, { cara: 'T', tau: 40 }, { cara: 'CT', tau: 60 },
  { any: [{ cara: 'T', tau: 60 }, { every: 4000 }] }, { alert: 'errors_drifted' }, { alert: 'accuracy_low' }, { estimated: { below: 0.92 } },
].map((trigger) => ({ trigger, pool: trigger === 'never' ? 0 : 2 }));

function msOf(work: Generator<unknown, unknown>): number {
  const since = performance.now();
  while (!work.next().done);
  return performance.now() - since;
}

/** Twelve policies on some stories of so many fruits, and drawing and measuring the same fruit alone, one after the other, ms. */
export function policyLabTime(scenarios: readonly string[], events: number): { ms: number; drawMs: number } {
  const plan = parseLabPlan({ policies: POLICIES, scenarios, seeds: { from: 7, count: 1 }, events });
  let [ms, drawMs] = [0, 0];
  for (const { scenarioIndex: _, ...task } of labTasks(plan)) {
    drawMs += msOf(drawLine(task.scenario, task.seed, events));
    ms += msOf(runTask(task, new DrawnLabLines(1)));
  }
  return { ms, drawMs };
}
