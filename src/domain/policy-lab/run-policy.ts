import { codeOf } from '../common/errors.ts';
import { expectedCalibrationError } from '../learning/evaluation/calibration-error.ts';
import { advance, INITIAL_CONTROLLER, STEP_EVENTS, type Decision, type PolicySettings, type Renewal, type RenewalAnswer } from '../policy/controller.ts';
import { judgeGates } from '../policy/gates.ts';
import { needsWatch, type Policy } from '../policy/policy.ts';
import { comesBack } from '../policy/pool.ts';
import { trainingRows } from '../policy/training-rows.ts';
import type { LabLine } from './lab-line.ts';
import { LabWatch } from './lab-watch.ts';
import type { LabModel, LabModels } from './models.ts';

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

/** Runs a policy over a line that was drawn: the controller that runs on a real one, fed from columns. Deterministic. */
export function runPolicy(line: LabLine, models: LabModels, policy: Policy, costs: LabCosts, batch: number): PolicyCourse {
  return new Run(line, models, policy, costs, batch).course();
}

interface Kept { readonly version: number; readonly model: LabModel }

class Run {
  readonly #line: LabLine;
  readonly #models: LabModels;
  readonly #policy: Policy;
  readonly #costs: LabCosts;
  readonly #batch: number;
  readonly #settings: PolicySettings;
  readonly #versions = new Map<number, LabModel>();
  #champion: Kept;
  #pool: Kept[] = [];
  readonly #right: Uint8Array;
  readonly #batchCosts: number[];

  constructor(line: LabLine, models: LabModels, policy: Policy, costs: LabCosts, batch: number) {
    this.#line = line;
    this.#models = models;
    this.#policy = policy;
    this.#costs = costs;
    this.#batch = batch;
    this.#settings = { errorCost: costs.error, batch };
    this.#champion = this.#register(models.first());
    this.#right = new Uint8Array(line.events);
    this.#batchCosts = new Array<number>(Math.ceil(line.events / batch)).fill(0);
  }

  course(): PolicyCourse {
    const { events, labelDelay } = this.#line;
    const watch = needsWatch(this.#policy) ? new LabWatch(this.#line) : null;
    watch?.setVersion(this.#champion.version, 1);
    const decisions: Decision[] = [];
    let state = INITIAL_CONTROLLER;
    let comes: { at: number; kept: Kept } | null = null;
    let knownTo = 0;
    for (let from = 0; from < events;) {
      const to = Math.min(events, from + STEP_EVENTS - (from % STEP_EVENTS), comes?.at ?? Infinity);
      const stands = this.#predict(from, to, watch);
      from = to;
      if (comes?.at === from) {
        this.#takeOver(comes.kept, watch);
        comes = null;
      }
      if (from % STEP_EVENTS !== 0) continue;
      const newlyKnown = Math.max(0, from - labelDelay);
      const truths = Array.from({ length: newlyKnown - knownTo }, (_, i) => ({ event: knownTo + i, right: this.#right[knownTo + i] === 1 }));
      knownTo = newlyKnown;
      const moved = advance(this.#policy, this.#settings, state, { kind: 'step', index: from, truths, ...stands });
      ({ state } = moved);
      if (moved.settled) decisions.push(moved.settled);
      if (!moved.renewal || moved.renewal.effectiveAt >= events) continue;
      const { answer, kept } = this.#renew(moved.renewal, knownTo);
      ({ state } = advance(this.#policy, this.#settings, state, { kind: 'answered', id: moved.renewal.id, answer }));
      if (kept) comes = { at: moved.renewal.effectiveAt, kept };
    }
    if (state.pending?.answer) decisions.push(state.pending);
    const errors = this.#batchCosts.map((_, b) => this.#right.subarray(b * this.#batch, (b + 1) * this.#batch).reduce((sum, right) => sum + 1 - right, 0));
    const all = this.#batchCosts.map((cost, b) => cost + errors[b]! * this.#costs.error);
    return {
      cost: all.reduce((sum, cost) => sum + cost, 0), accuracy: this.#right.reduce((sum, right) => sum + right, 0) / events,
      retrains: decisions.filter(({ answer }) => answer!.learnt > 0).length, swaps: decisions.filter(({ answer }) => answer!.how === 'swapped').length, decisions, errors, costs: all,
    };
  }

  #predict(from: number, to: number, watch: LabWatch | null): { firing: readonly string[]; estimated: number | null; drifted: number | null } {
    const events = range(from, to);
    this.#models.right(this.#champion.model, events).forEach((right, i) => { this.#right[from + i] = Number(right); });
    return watch?.take(from, to, this.#champion.version, this.#models.scores(this.#champion.model, events)) ?? { firing: [], estimated: null, drifted: null };
  }

  /** Looks for a version that comes back, else trains one and judges it at the gates. */
  #renew({ id, at, cut }: Renewal, knownTo: number): { answer: RenewalAnswer; kept: Kept | null } {
    const back = this.#comesBack(knownTo);
    if (back) {
      this.#pay(at, this.#costs.deployment);
      return { kept: back, answer: { how: 'swapped', version: back.version, learnt: 0, gates: [], code: null } };
    }
    const { learnt, heldBack, reserve } = trainingRows(this.#policy.data, knownTo, { cut, seed: this.#line.seed + id });
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
      if (gates.some(({ passed }) => !passed)) return { kept: null, answer: { how: 'kept', version: null, learnt: all.length, gates, code: null } };
      const kept = this.#register(this.#models.train(all, reserve));
      this.#pay(at, this.#costs.deployment);
      return { kept, answer: { how: 'trained', version: kept.version, learnt: all.length, gates, code: null } };
    } catch (error) {
      return { kept: null, answer: { how: 'kept', version: null, learnt: all.length, gates: [], code: codeOf(error) } };
    }
  }

  #comesBack(knownTo: number): Kept | null {
    if (this.#policy.pool === 0 || this.#pool.length === 0) return null;
    const learntTo = Math.max(this.#champion.model.learntTo, ...this.#pool.map(({ model }) => model.learntTo));
    const events = range(Math.max(0, learntTo, knownTo - POOL_TRUTHS), knownTo);
    const version = comesBack(this.#models.right(this.#champion.model, events), this.#pool.map(({ version: kept, model }) => ({ version: kept, right: this.#models.right(model, events) })));
    return this.#pool.find((kept) => kept.version === version) ?? null;
  }

  #takeOver(kept: Kept, watch: LabWatch | null): void {
    if (this.#policy.pool > 0) this.#pool = [...this.#pool.filter(({ version }) => version !== kept.version), this.#champion].slice(-this.#policy.pool);
    this.#champion = kept;
    watch?.setVersion(kept.version, 1);
  }

  #register(model: LabModel): Kept {
    const version = this.#versions.size + 1;
    this.#versions.set(version, model);
    return { version, model };
  }

  #pay(at: number, cost: number): void {
    const batch = Math.min(this.#batchCosts.length - 1, Math.floor(at / this.#batch));
    this.#batchCosts[batch]! += cost;
  }
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
