import type { Policy } from '../policy/policy.ts';
import type { Scenario } from '../world/drift/scenario.ts';
import { within } from '../common/within.ts';
import { minimalScenario } from '../world/drift/schema.ts';
import { drawLine, type LabLine } from './lab-line.ts';
import { LabModels } from './models.ts';
import { baselinesOf, batchMatrix, type Baselines } from './optimum.ts';
import { runPolicy, type LabCosts, type LabSettings, type PolicyCourse } from './run-policy.ts';
import { SharedWatch } from './shared-watch.ts';
import { watchNeed, type WatchNeed } from './watch-need.ts';

/** All policies on one story under one seed: what one worker does in one go, since its fruit is drawn once. */
export interface LabTask {
  readonly policies: readonly Policy[];
  readonly scenario: Scenario;
  readonly seed: number;
  readonly events: number;
  readonly batch: number;
  readonly costs: LabCosts;
}

/** What came of a task: the courses are in the order of its policies. */
export interface LabOutcome {
  readonly baselines: Baselines;
  readonly courses: readonly PolicyCourse[];
}

/** Shares of the work, as far as progress tells of it. */
const [DRAWN, FRAMED] = [0.7, 0.8] as const;

/** Lines that were drawn, with what was trained on them, so that another policy or price costs next to nothing. Forgets the longest unused beyond `mostLines`. */
export class DrawnLabLines {
  readonly #mostLines: number;
  /** Insertion order is order of use. */
  readonly #lines = new Map<string, { line: LabLine; models: LabModels }>();

  constructor(mostLines: number) {
    this.#mostLines = mostLines;
  }

  * get({ scenario, seed, events }: Pick<LabTask, 'scenario' | 'seed' | 'events'>): Generator<number, { line: LabLine; models: LabModels }> {
    const key = JSON.stringify([minimalScenario({ ...scenario, name: '', seed, length: 1 }), events]);
    let drawn = this.#lines.get(key);
    this.#lines.delete(key);
    if (!drawn) {
      const line = yield* drawLine(scenario, seed, events);
      drawn = { line, models: new LabModels(line) };
    }
    this.#lines.set(key, drawn);
    for (const oldest of this.#lines.keys()) if (this.#lines.size > this.#mostLines) this.#lines.delete(oldest);
    return drawn;
  }
}

/** Runs a task. Yields the share that is done, 0..1, at least every few milliseconds. */
export function* runTask(task: LabTask, lines: DrawnLabLines): Generator<number, LabOutcome> {
  const { policies, costs, batch } = task;
  const settings = { ...yield* within(lines.get(task), 0, DRAWN), costs, batch };
  const baselines = baselinesOf(yield* within(batchMatrix(settings), DRAWN, FRAMED), settings);
  return { baselines, courses: yield* within(coursesOf(policies, settings), FRAMED, 1) };
}

/** What each policy does: those that need the same of the watch side by side, the others one after the other. */
function* coursesOf(policies: readonly Policy[], settings: LabSettings): Generator<number, PolicyCourse[]> {
  const groups = new Map<string, { need: WatchNeed | null; members: number[] }>();
  for (const [i, policy] of policies.entries()) {
    const need = watchNeed(policy);
    const key = need?.key ?? String(i);
    groups.set(key, { need, members: [...groups.get(key)?.members ?? [], i] });
  }
  const courses: PolicyCourse[] = [];
  let done = 0;
  for (const { need, members } of groups.values()) {
    const watch = need && new SharedWatch(settings.line, settings.models, need);
    const together = sideBySide(members.map((i) => runPolicy(policies[i]!, settings, watch)));
    const results = yield* within(together, done / policies.length, (done += members.length) / policies.length, settings.line.events);
    members.forEach((i, at) => { courses[i] = results[at]!; });
  }
  return courses;
}

/** Runs what yields how far it is side by side, the furthest behind first; yields how far that one is. */
function* sideBySide<R>(runs: readonly Generator<number, R>[]): Generator<number, R[]> {
  const results: R[] = [];
  const at = runs.map(() => 0);
  while (at.some((position) => position < Infinity)) {
    const behind = at.indexOf(Math.min(...at));
    const step = runs[behind]!.next();
    if (step.done) [results[behind], at[behind]] = [step.value, Infinity];
    else yield (at[behind] = step.value);
  }
  return results;
}
