import { labResult, summaries, type LabDone, type LabResult, type LabSummary } from '../../src/domain/policy-lab/result.ts';
import { labTasks, parseLabPlan } from '../../src/domain/policy-lab/plan.ts';
import { DrawnLabLines, runTask } from '../../src/domain/policy-lab/task.ts';
import { PRESET_IDS } from '../../src/domain/world/drift/preset-ids.ts';

/** How much is tried. */
interface Extent {
  readonly seeds: number;
  readonly quietSeeds: number;
  /** Fruits of a line in the first round, and of each quiet line. */
  readonly events: number;
  /** Fruits of a line in the second round: enough for what returns to have returned. */
  readonly secondEvents: number;
}

/** Retrainings that a default may do where nothing happens, over all quiet seeds together. */
const MOST_QUIET = 1;
/** Triggers of the first round that go on to the second. */
const GO_ON = 3;

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
/** Beside the best, the second round has an alert that a slow decline escapes together with a bound that it does not. */
const TOGETHER: typeof TRIGGERS = [0.9, 0.92].map((below) => ({ name: `errors_drifted or accuracy ${below} of 200`, trigger: { any: [alert('errors_drifted'), accuracy(below, 200)] } }));
/** On what, and whether kept versions come back. */
const REST: readonly { readonly name: string; readonly data?: unknown; readonly pool?: number }[] = [
  { name: 'pool', pool: 3 }, { name: 'newest 480', data: { newest: 480 } }, { name: 'since cut', data: 'since-cut' }, { name: 'since cut, pool', data: 'since-cut', pool: 3 },
  { name: 'reserve 120', data: { newest: 240, reserve: 120 } }, { name: 'reserve 120, pool', data: { newest: 240, reserve: 120 }, pool: 3 },
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

/** Stories in which what is best is no measure of what is best elsewhere: not all truths come, or no model of pictures can be right, or the shop alone moves. */
const APART: readonly string[] = ['the-echo', 'two-suppliers-wax', 'clicks-lie', 'winter-sells-itself'];
const STORIES = PRESET_IDS.filter((id) => !APART.includes(id));

/** What both rounds found; retrainings where nothing happens are by policy, over all quiet seeds together. */
interface Found {
  readonly first: Round;
  readonly second: Round;
}
interface Round {
  readonly result: LabResult;
  readonly quiet: Readonly<Record<string, number>>;
}

/** Two rounds: all triggers on the newest 240, then the triggers that do best, and leave a quiet line alone, with other data and a pool. */
export function search(extent: Extent, say: (line: string) => void): Found {
  const first = roundOf(TRIGGERS, extent.events, extent, say);
  return { first, second: secondRound(first, extent, say) };
}

/** The triggers that did best, with all that a policy has beside its trigger. */
function secondRound(first: Round, extent: Extent, say: (line: string) => void): Round {
  const best = TRIGGERS.filter(({ name }) => first.quiet[name]! <= MOST_QUIET).sort((a, b) => regretOf(first.result, a.name) - regretOf(first.result, b.name)).slice(0, GO_ON);
  return roundOf([...best, ...TOGETHER].flatMap(({ name, trigger }) => REST.map(({ name: rest, ...more }) => ({ name: `${name}; ${rest}`, trigger, ...more }))), extent.secondEvents, extent, say);
}

/** Policies on all stories and seeds, and on the quiet seeds. */
function roundOf(policies: readonly object[], events: number, { seeds, quietSeeds, events: quietEvents }: Extent, say: (line: string) => void): Round {
  const lines = new DrawnLabLines(1);
  const quiet: Record<string, number> = {};
  for (const { policy, retrains } of run({ policies, scenarios: ['nothing-happens'], seeds: { from: 101, count: quietSeeds }, events: quietEvents }, lines, say).rows) quiet[policy] = (quiet[policy] ?? 0) + retrains;
  return { quiet, result: run({ policies, scenarios: STORIES, seeds: { from: 7, count: seeds }, events }, lines, say) };
}

/** The policy of the least mean regret among those of the second round that retrain at most once over all quiet seeds; of equals the one that keeps most versions. */
function bestOf({ result, quiet }: Round): string {
  const able = result.plan.policies.filter(({ name }) => quiet[name]! <= MOST_QUIET);
  return able.sort((a, b) => regretOf(result, a.name) - regretOf(result, b.name) || b.pool - a.pool)[0]!.name;
}

/** What was found as Markdown tables, by the name of their place. */
export function tablesOf({ first, second }: Found): Record<string, string> {
  return {
    'first round': table(first), 'second round': table(second), 'default by story': defaultTable(second, bestOf(second)),
    stories: storyTable(first),
  };
}

const of = (result: LabResult): LabSummary[] => summaries(result).filter(({ policy }) => policy !== null);
const regretOf = (result: LabResult, policy: string): number => of(result).find((each) => each.policy === policy)!.regret.mean;

function table({ result, quiet }: Round): string {
  const rows = of(result).sort((a, b) => a.regret.mean - b.regret.mean).map(({ policy, cost, regret, retrains, swaps, accuracy }) => (
    `| ${policy} | ${cost.mean.toFixed(0)} | ${regret.mean.toFixed(0)} ± ${regret.halfRange.toFixed(0)} | ${retrains.mean.toFixed(1)} | ${swaps.mean.toFixed(1)} | ${(100 * accuracy.mean).toFixed(1)} % | ${quiet[policy!]} |`));
  const framing = summaries(result).filter(({ baseline }) => baseline !== null).map(({ baseline, cost, regret, retrains, accuracy }) => (
    `| *${baseline}* | ${cost.mean.toFixed(0)} | ${regret.mean.toFixed(0)} | ${retrains.mean.toFixed(1)} | | ${(100 * accuracy.mean).toFixed(1)} % | |`));
  return ['| policy | cost | regret | retrainings | swaps | accuracy | where nothing happens |', '|---|---|---|---|---|---|---|', ...rows, ...framing, ''].join('\n');
}

/** Each story under the default. */
function defaultTable({ result }: Round, chosen: string): string {
  const rows = result.plan.scenarios.map(({ name }) => {
    const here = summaries(result, name);
    const { cost, regret, retrains, swaps, accuracy } = here.find(({ policy }) => policy === chosen)!;
    const baseline = (which: string): string => here.find((each) => each.baseline === which)!.cost.mean.toFixed(0);
    return `| ${name} | ${cost.mean.toFixed(0)} | ${regret.mean.toFixed(0)} ± ${regret.halfRange.toFixed(0)} | ${retrains.mean.toFixed(1)} | ${swaps.mean.toFixed(1)} | ${(100 * accuracy.mean).toFixed(1)} % | ${baseline('optimum')} | ${baseline('never')} | ${baseline('always')} |`;
  });
  return ['| story | cost | regret | retrainings | swaps | accuracy | optimum | never | always |', '|---|---|---|---|---|---|---|---|---|', ...rows, ''].join('\n');
}

/** The cheapest policy of each story. */
function storyTable({ result }: Round): string {
  const rows = result.plan.scenarios.map(({ name }) => {
    const here = summaries(result, name);
    const cheapest = here.filter(({ policy }) => policy !== null).sort((a, b) => a.cost.mean - b.cost.mean)[0]!;
    const baseline = (which: string): string => here.find((each) => each.baseline === which)!.cost.mean.toFixed(0);
    return `| ${name} | ${cheapest.policy} | ${cheapest.cost.mean.toFixed(0)} | ${baseline('optimum')} | ${baseline('never')} | ${baseline('always')} |`;
  });
  return ['| story | cheapest | its cost | optimum | never | always |', '|---|---|---|---|---|---|', ...rows, ''].join('\n');
}
