import { codeOf } from '../common/errors.ts';
import { expectedCalibrationError } from '../learning/evaluation/calibration-error.ts';
import { advance, INITIAL_CONTROLLER, STEP_EVENTS, type Decision, type PolicySettings, type Renewal, type RenewalAnswer } from '../policy/controller.ts';
import { judgeGates } from '../policy/gates.ts';
import type { Policy } from '../policy/policy.ts';
import { comesBack } from '../policy/pool.ts';
import { trainingRows } from '../policy/training-rows.ts';
import { reportedAs, UNKNOWN_TRUTH } from '../world/stream/truth.ts';
import type { LabLine } from './lab-line.ts';
import { UNWATCHED, type Standing } from '../watch/policy-standing.ts';
import { meanOf, type LabModel, type LabModels, type LabVersion } from './models.ts';
import type { SharedWatch, WatchedCourse } from './shared-watch.ts';

/** Newest fruits with truth on which kept versions are compared with the champion. */
const POOL_TRUTHS = 120;

/** What decisions and mistakes cost, in one unit. */
export interface LabCosts {
  /** A wrong prediction. */
  readonly error: number;
  /** A label that a retraining learns from. */
  readonly label: number;
  readonly training: number;
  readonly deployment: number;
}

/** What a policy did on a line, and what it cost. */
export interface PolicyCourse {
  readonly cost: number;
  /** Share of right predictions. */
  readonly accuracy: number;
  readonly retrains: number;
  readonly swaps: number;
  readonly decisions: readonly Decision[];
  /** Wrong predictions and all costs of each batch. */
  readonly errors: readonly number[];
  readonly costs: readonly number[];
}

/** A line that was drawn, what is trained on it, and what a run of it costs; `batch`: events of each number of a course. */
export interface LabSettings {
  readonly line: LabLine;
  readonly models: LabModels;
  readonly costs: LabCosts;
  readonly batch: number;
}

/**
 * Runs a policy over a line that was drawn: the controller that runs on a real one, fed from columns. `watch`: what `watchNeed` says that it needs, else null. Deterministic.
 * Yields the number of events that are behind it, from 0 on, so that policies can be run side by side.
 */
export function runPolicy(policy: Policy, settings: LabSettings, watch: SharedWatch | null): Generator<number, PolicyCourse> {
  return new Run(policy, settings, watch).course();
}

class Run {
  readonly #line: LabLine;
  readonly #models: LabModels;
  readonly #policy: Policy;
  readonly #costs: LabCosts;
  readonly #batch: number;
  readonly #settings: PolicySettings;
  readonly #watch: WatchedCourse | null;
  /** Of versions; 1 is the first. */
  #newest = 1;
  #champion: LabVersion;
  #pool: LabVersion[] = [];
  readonly #right: Uint8Array;
  /** 0 where the truth never becomes known. */
  readonly #comes: Uint8Array;
  /** What was paid for renewals in each batch. */
  readonly #paid: number[];

  constructor(policy: Policy, { line, models, costs, batch }: LabSettings, watch: SharedWatch | null) {
    this.#line = line;
    this.#models = models;
    this.#policy = policy;
    this.#costs = costs;
    this.#batch = batch;
    this.#settings = { errorCost: costs.error, batch };
    this.#champion = models.first();
    this.#watch = watch?.open(this.#champion) ?? null;
    this.#right = new Uint8Array(line.events);
    this.#comes = new Uint8Array(line.events);
    this.#paid = new Array<number>(Math.ceil(line.events / batch)).fill(0);
  }

  * course(): Generator<number, PolicyCourse> {
    const { events, labelDelay } = this.#line;
    const decisions: Decision[] = [];
    let state = INITIAL_CONTROLLER;
    let comes: { at: number; version: LabVersion } | null = null;
    let knownTo = 0;
    for (let from = 0; from < events;) {
      yield from;
      const to = Math.min(events, from + STEP_EVENTS - (from % STEP_EVENTS), comes?.at ?? Infinity);
      const stands = this.#predict(from, to);
      from = to;
      if (comes?.at === from) {
        this.#takeOver(comes.at, comes.version);
        comes = null;
      }
      if (from % STEP_EVENTS !== 0) continue;
      const newlyKnown = Math.max(0, from - labelDelay);
      const truths = this.#known(knownTo, newlyKnown).map((event) => ({ event, right: this.#right[event] === 1 }));
      knownTo = newlyKnown;
      const moved = advance(this.#policy, this.#settings, state, { kind: 'step', index: from, truths, ...stands });
      ({ state } = moved);
      if (moved.settled) decisions.push(moved.settled);
      if (!moved.renewal || moved.renewal.effectiveAt >= events) continue;
      const { answer, version } = this.#renew(moved.renewal, knownTo);
      ({ state } = advance(this.#policy, this.#settings, state, { kind: 'answered', id: moved.renewal.id, answer }));
      if (version) comes = { at: moved.renewal.effectiveAt, version };
    }
    if (state.pending?.answer) decisions.push(state.pending);
    const errors = this.#paid.map((_, b) => this.#right.subarray(b * this.#batch, (b + 1) * this.#batch).reduce((sum, right) => sum + 1 - right, 0));
    const paid = this.#paid.map((cost, b) => cost + errors[b]! * this.#costs.error);
    return {
      cost: paid.reduce((sum, cost) => sum + cost, 0), accuracy: this.#right.reduce((sum, right) => sum + right, 0) / events,
      retrains: decisions.filter(({ answer }) => answer!.learnt > 0).length, swaps: decisions.filter(({ answer }) => answer!.how === 'swapped').length, decisions, errors, costs: paid,
    };
  }

  #predict(from: number, to: number): Standing {
    const { classOf, reported } = this.#line.fruit;
    this.#models.right(this.#champion.model, range(from, to)).forEach((right, i) => {
      const event = from + i;
      this.#right[event] = Number(right);
      this.#comes[event] = Number(reportedAs(reported[event]!, right === (classOf[event] === 0)) !== UNKNOWN_TRUTH);
    });
    return this.#watch?.hear(from, to) ?? UNWATCHED;
  }

  /** Events of a stretch whose truths became known. */
  #known(from: number, to: number): number[] {
    return Array.from(range(from, to)).filter((event) => this.#comes[event] === 1);
  }

  /** Looks for a version that comes back, else trains one and judges it at the gates. */
  #renew({ id, at, cut }: Renewal, knownTo: number): { answer: RenewalAnswer; version: LabVersion | null } {
    const back = this.#comesBack(knownTo);
    if (back) {
      this.#pay(at, this.#costs.deployment);
      return { version: back, answer: { how: 'swapped', version: back.number, learnt: 0, gates: [], code: null } };
    }
    const { learnt, heldBack, reserve } = trainingRows(this.#policy.data, knownTo, { cut, seed: this.#line.seed + id, isKnown: (event) => this.#comes[event] === 1 });
    const all = Int32Array.from([...learnt, ...heldBack]).sort();
    this.#pay(at, this.#costs.training + all.length * this.#costs.label);
    try {
      const candidate = this.#models.train(learnt, reserve);
      const judged = heldBack.filter((event) => event >= this.#champion.model.learntTo);
      const [champion, challenger] = [this.#models.right(this.#champion.model, judged), this.#models.right(candidate, judged)];
      const scores = this.#models.scores(candidate, judged);
      const confidence = challenger.map((_, i) => Math.max(scores[2 * i]!, scores[2 * i + 1]!));
      const gates = judgeGates(this.#policy.gates, {
        champion, candidate: challenger, slices: Array.from(judged, (event) => this.#line.fruit.species[event]!), calibrationError: judged.length === 0 ? 1 : expectedCalibrationError(confidence, challenger),
      });
      if (gates.some(({ passed }) => !passed)) return { version: null, answer: { how: 'kept', version: null, learnt: all.length, gates, code: null } };
      const version = { number: this.#newest += 1, model: this.#models.train(all, reserve), accuracy: meanOf(this.#models.right(candidate, heldBack)) };
      this.#pay(at, this.#costs.deployment);
      return { version, answer: { how: 'trained', version: version.number, learnt: all.length, gates, code: null } };
    } catch (error) {
      return { version: null, answer: { how: 'kept', version: null, learnt: all.length, gates: [], code: codeOf(error) } };
    }
  }

  #comesBack(knownTo: number): LabVersion | null {
    if (this.#pool.length === 0) return null;
    const learntTo = Math.max(this.#champion.model.learntTo, ...this.#pool.map(({ model }) => model.learntTo));
    const events = this.#known(Math.max(learntTo, knownTo - POOL_TRUTHS), knownTo);
    const rightOf = (model: LabModel): boolean[] => this.#models.right(model, events);
    const back = comesBack(rightOf(this.#champion.model), this.#pool.map(({ number, model }) => ({ version: number, right: rightOf(model) })));
    return this.#pool.find(({ number }) => number === back) ?? null;
  }

  #takeOver(at: number, version: LabVersion): void {
    if (this.#policy.pool > 0) this.#pool = [...this.#pool.filter(({ number }) => number !== version.number), this.#champion].slice(-this.#policy.pool);
    this.#champion = version;
    this.#watch?.takeOver(at, version);
  }

  #pay(at: number, cost: number): void {
    this.#paid[Math.floor(at / this.#batch)]! += cost;
  }
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
