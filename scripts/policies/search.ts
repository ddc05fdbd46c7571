import { labResult, summaries, type LabDone, type LabResult, type LabSummary } from '../../src/domain/policy-lab/result.ts';
import { labTasks, parseLabPlan } from '../../src/domain/policy-lab/plan.ts';
import { DrawnLabLines, runTask } from '../../src/domain/policy-lab/task.ts';
import { PRESET_IDS } from '../../src/domain/world/drift/preset-ids.ts';

interface Extent {
  readonly seeds: number;
  readonly quietSeeds: number;
  readonly events: number;
}

/** Retrainings that a default may do where nothing happens, over all quiet seeds together. */
const MOST_QUIET = 1;
/** Triggers of the first round that go on to the second. */
const GO_ON = 4;

const alert = (name: string) => ({ alert: name });
const accuracy = (below: number, truths: number) => ({ accuracy: { below, truths } });
/** When to retrain. */
const TRIGGERS: readonly { readonly name: string; readonly trigger: object }[] = [
  ...['errors_drifted', 'accuracy_low', 'many_features_drifted', 'confidence_moved'].map((name) => ({ name, trigger: alert(name) })),
  ...([[0.92, 200], [0.9, 100], [0.9, 200], [0.88, 100], [0.85, 100]] as const).map(([below, truths]) => ({ name: `accuracy ${below} of ${truths}`, trigger: accuracy(below, truths) })),
  { name: 'drifted 0.5', trigger: { drifted: { share: 0.5 } } },
  ...[0.9, 0.94].map((below) => ({ name: `estimated ${below}`, trigger: { estimated: { below } } })),
  ...[30, 40, 50].map((tau) => ({ name: `CARA-T ${tau}`, trigger: { cara: 'T', tau } })),
  ...[60, 120].map((tau) => ({ name: `CARA-CT ${tau}`, trigger: { cara: 'CT', tau } })),
  ...[2000, 4000].map((every) => ({ name: `every ${every}`, trigger: { every } })),
  { name: 'errors_drifted or accuracy 0.88', trigger: { any: [alert('errors_drifted'), accuracy(0.88, 100)] } },
];
/** On what, and whether kept versions come back. */
const REST: readonly { readonly name: string; readonly data?: unknown; readonly pool?: number }[] = [
  { name: 'pool', pool: 3 }, { name: 'newest 120', data: { newest: 120 } }, { name: 'newest 480', data: { newest: 480 } }, { name: 'since cut', data: 'since-cut' }, { name: 'since cut, pool', data: 'since-cut', pool: 3 },
  { name: 'reserve 120', data: { newest: 240, reserve: 120 } },
];

/** Runs a plan in this process. */
function run(plan: object, lines: DrawnLabLines, say: (line: string) => void): LabResult {
  const parsed = parseLabPlan(plan);
  const done: LabDone[] = [];
  for (const { scenarioIndex, ...task } of labTasks(parsed)) {
    const sinceMs = performance.now();
    const work = runTask(task, lines);
    let step = work.next();
    while (!step.done) step = work.next();
    done.push({ scenarioIndex, seed: task.seed, outcome: step.value });
    say(`${task.scenario.name}, seed ${task.seed}, ${task.policies.length} policies: ${((performance.now() - sinceMs) / 1000).toFixed(1)} s`);
  }
  return labResult(parsed, '', done);
}

/** Without the one whose truths do not all come: what is best there is no measure of what is best elsewhere. */
const STORIES = PRESET_IDS.filter((id) => id !== 'the-echo');

/**
 * Two rounds: all triggers on the newest 240, then the triggers that do best with other data and a pool. Of the policies that retrain at most once over all quiet seeds the one with the least
 * mean regret over all stories and seeds is the default. Answers the tables as Markdown, by name.
 */
export function search({ seeds, quietSeeds, events }: Extent, say: (line: string) => void): Record<string, string> {
  const lines = new DrawnLabLines(STORIES.length * seeds + quietSeeds);
  const all = (policies: readonly object[]): LabResult => run({ policies, scenarios: STORIES, seeds: { from: 7, count: seeds }, events }, lines, say);
  const quiet = (policies: readonly object[]): Map<string, number> => {
    const { rows } = run({ policies, scenarios: ['nothing-happens'], seeds: { from: 101, count: quietSeeds }, events }, lines, say);
    const counts = new Map<string, number>();
    for (const { policy, retrains } of rows) counts.set(policy, (counts.get(policy) ?? 0) + retrains);
    return counts;
  };
  const [firstResult, firstQuiet] = [all(TRIGGERS), quiet(TRIGGERS)];
  const best = TRIGGERS.filter(({ name }) => firstQuiet.get(name)! <= MOST_QUIET).sort((a, b) => regretOf(firstResult, a.name) - regretOf(firstResult, b.name)).slice(0, GO_ON);
  const second = best.flatMap(({ name, trigger }) => REST.map(({ name: rest, ...more }) => ({ name: `${name}; ${rest}`, trigger, ...more })));
  const [secondResult, secondQuiet] = [all(second), quiet(second)];
  return {
    'first round': table(firstResult, firstQuiet), 'second round': table(secondResult, secondQuiet),
    'stories': storyTable(firstResult),
  };
}

const of = (result: LabResult): LabSummary[] => summaries(result).filter(({ policy }) => policy !== null);
const regretOf = (result: LabResult, policy: string): number => of(result).find((each) => each.policy === policy)!.regret.mean;

function table(result: LabResult, quiet: ReadonlyMap<string, number>): string {
  const rows = of(result).sort((a, b) => a.regret.mean - b.regret.mean).map(({ policy, cost, regret, retrains, swaps, accuracy }) => (
    `| ${policy} | ${cost.mean.toFixed(0)} | ${regret.mean.toFixed(0)} ± ${regret.halfRange.toFixed(0)} | ${retrains.mean.toFixed(1)} | ${swaps.mean.toFixed(1)} | ${(100 * accuracy.mean).toFixed(1)} % | ${quiet.get(policy!)} |`));
  const framing = summaries(result).filter(({ baseline }) => baseline !== null).map(({ baseline, cost, regret, retrains, accuracy }) => (
    `| *${baseline}* | ${cost.mean.toFixed(0)} | ${regret.mean.toFixed(0)} | ${retrains.mean.toFixed(1)} | | ${(100 * accuracy.mean).toFixed(1)} % | |`));
  return ['| policy | cost | regret | retrainings | swaps | accuracy | where nothing happens |', '|---|---|---|---|---|---|---|', ...rows, ...framing, ''].join('\n');
}

/** The cheapest policy of each story. */
function storyTable(result: LabResult): string {
  const rows = result.plan.scenarios.map(({ name }) => {
    const here = summaries(result, name);
    const cheapest = here.filter(({ policy }) => policy !== null).sort((a, b) => a.cost.mean - b.cost.mean)[0]!;
    const baseline = (which: string): string => here.find((each) => each.baseline === which)!.cost.mean.toFixed(0);
    return `| ${name} | ${cheapest.policy} | ${cheapest.cost.mean.toFixed(0)} | ${baseline('optimum')} | ${baseline('never')} | ${baseline('always')} |`;
  });
  return ['| story | cheapest | its cost | optimum | never | always |', '|---|---|---|---|---|---|', ...rows, ''].join('\n');
}
