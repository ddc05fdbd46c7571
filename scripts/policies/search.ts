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
/** Each alone: when to retrain. */
const TRIGGERS: readonly object[] = [
  ...['errors_drifted', 'accuracy_low', 'many_features_drifted', 'confidence_moved'].map(alert),
  accuracy(0.92, 200), accuracy(0.9, 100), accuracy(0.9, 200), accuracy(0.88, 100), accuracy(0.85, 100),
  ...[0.3, 0.5].map((share) => ({ drifted: { share } })),
  ...[0.9, 0.94].map((below) => ({ estimated: { below } })),
  ...[30, 40, 50].map((tau) => ({ cara: 'T', tau })),
  ...[60, 120].map((tau) => ({ cara: 'CT', tau })),
  ...[2000, 4000].map((every) => ({ every })),
  { any: [alert('errors_drifted'), accuracy(0.88, 100)] },
  { any: [alert('errors_drifted'), alert('many_features_drifted')] },
];
/** On what, and whether kept versions come back. */
const REST: readonly object[] = [
  { data: { newest: 240 }, pool: 3 }, { data: { newest: 120 } }, { data: { newest: 480 } }, { data: 'since-cut' }, { data: 'since-cut', pool: 3 }, { data: { newest: 240, reserve: 120 } },
];

/** What a member of the family is called: its trigger is the rest of it. */
const restText = ({ data = { newest: 240 }, pool = 0 }: { data?: unknown; pool?: number }): string => (
  `${data === 'since-cut' ? 'since the cut' : Object.entries(data as object).map(([key, value]) => `${key} ${value}`).join(', ')}${pool > 0 ? `, pool of ${pool}` : ''}`);

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

/**
 * Two rounds: all triggers on the newest 240, then the triggers that do best with other data and a pool. Of the policies that retrain at most once over all quiet seeds the one with the least
 * mean regret over all stories and seeds is the default. Answers the tables as Markdown, by name.
 */
export function search({ seeds, quietSeeds, events }: Extent, say: (line: string) => void): Record<string, string> {
  const lines = new DrawnLabLines(PRESET_IDS.length * seeds + quietSeeds);
  const all = (policies: readonly object[]): LabResult => run({ policies, scenarios: [...PRESET_IDS], seeds: { from: 7, count: seeds }, events }, lines, say);
  const quiet = (policies: readonly object[]): Map<string, number> => {
    const { rows } = run({ policies, scenarios: ['nothing-happens'], seeds: { from: 101, count: quietSeeds }, events }, lines, say);
    const counts = new Map<string, number>();
    for (const { policy, retrains } of rows) counts.set(policy, (counts.get(policy) ?? 0) + retrains);
    return counts;
  };
  const first = TRIGGERS.map((trigger) => ({ trigger }));
  const [firstResult, firstQuiet] = [all(first), quiet(first)];
  const best = firstResult.plan.policies.map((policy, i) => ({ policy, trigger: TRIGGERS[i]! }))
    .filter(({ policy }) => firstQuiet.get(policy.name)! <= MOST_QUIET)
    .sort((a, b) => regretOf(firstResult, a.policy.name) - regretOf(firstResult, b.policy.name)).slice(0, GO_ON);
  const second = best.flatMap(({ policy, trigger }) => REST.map((rest) => ({ name: `${policy.name}; ${restText(rest)}`.slice(0, 60), trigger, ...rest })));
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
