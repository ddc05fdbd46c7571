import { OrchardError } from '../common/errors.ts';
import type { ToldDeployment } from '../delivery/roles.ts';
import { indexAt, type LogRows } from '../log/rows.ts';
import { OUTCOME, outcomesOf } from '../monitoring/monitors/extract.ts';
import { TruthDelay, type TruthDelaySnapshot } from '../monitoring/monitors/truth-delay.ts';
import { advance, INITIAL_CONTROLLER, STEP_EVENTS, type ControllerState, type Observation, type PolicySettings, type Renewal, type Step } from '../policy/controller.ts';
import { renewalKey, type Level, type PolicyChange, type PolicyRecord } from '../policy/policy-record.ts';
import type { Policy } from '../policy/policy.ts';
import { LAG_EVENTS } from '../rollout/rollout-record.ts';
import type { Standing } from './policy-standing.ts';

/** The prices of a line's policy: those that the lab begins with. */
export const LINE_PRICES: PolicySettings = { errorCost: 1.9, batch: 200 };
/** Before the first row. */
const NO_CHAMPION = { version: -1, deployment: -1 };

export interface LinePolicySnapshot {
  /** Position of the change in force among those of the record; −1 before the first. */
  readonly change: number;
  readonly last: number;
  readonly state: ControllerState;
  readonly champion: { readonly version: number; readonly deployment: number };
  readonly truths: TruthDelaySnapshot;
  /** Truths that arrived since the last step. */
  readonly arrived: Step['truths'];
}

/**
 * The policy of a line: the controller that runs in the lab, fed from rows of the log. What was set and what came of renewals is the line's record, told from outside; all else comes of the rows, so that a
 * reload, a seek or a speed changes no decision.
 */
export class LinePolicy {
  #record: PolicyRecord = { changes: [], decisions: [] };
  #change = -1;
  /** Newest event that was seen. */
  #last = -1;
  #state: ControllerState = INITIAL_CONTROLLER;
  #champion = NO_CHAMPION;
  #truths: TruthDelay;
  #arrived: Step['truths'] = [];

  constructor(labelDelay: number) {
    this.#truths = new TruthDelay(labelDelay);
  }

  set labelDelay(delay: number) {
    if (delay !== this.#truths.delay) this.#truths.delay = delay;
  }

  /** What the event log tells of policies, whenever that is more or less than before. */
  tell(record: PolicyRecord): void {
    this.#record = record;
    this.#answer();
  }

  get level(): Level { return this.#inForce?.level ?? 0; }

  /** The policy as it runs on a line. */
  get policy(): Policy | null {
    const { policy = null } = this.#inForce ?? {};
    // The bound below lets so many events be on their way as a renewal takes: fewer than `LAG_EVENTS` would have the line wait for each step.
    return policy && { ...policy, turnaround: Math.max(policy.turnaround, LAG_EVENTS) };
  }

  /** What was asked for and is not answered; null while nothing is. */
  get asked(): Renewal | null {
    const { pending } = this.#state;
    if (!pending || pending.answer || this.#coming) return null;
    const { answer: _, ...renewal } = pending;
    return renewal;
  }

  /**
   * The first event that may not be predicted yet, Infinity for none, once those up to `lastIndex` were seen. What is on its way stays less than what a renewal takes to come into effect, so that none
   * comes too late on whichever machine; and nobody passes an event at which one is awaited.
   */
  horizon(lastIndex: number): number {
    const { level, policy } = this.#coming ?? this.#inForce ?? NOTHING;
    return level === 0 ? Infinity : Math.min(lastIndex + 1 + Math.max(policy.turnaround, LAG_EVENTS), this.asked?.effectiveAt ?? Infinity);
  }

  /** Takes rows that one deployment predicted, `champion` deciding, in order and none beyond a sample. `isSample`: metrics were sampled behind the last of them; `standing` then answers how the line stands. */
  take(rows: LogRows, champion: number, deployment: ToldDeployment | null, isSample: boolean, standing: (policy: Policy) => Standing): void {
    if (rows.count === 0) return;
    const last = (this.#last = indexAt(rows, rows.count - 1));
    this.#follow(last);
    this.#see(rows, champion, deployment);
    this.#hear(rows, champion);
    if (!isSample || (last + 1) % STEP_EVENTS !== 0) return;
    const truths = this.#arrived;
    this.#arrived = [];
    const { policy } = this;
    if (this.level === 1 && policy) this.#advance(policy, { kind: 'step', index: last + 1, truths, isTrying: deployment !== null && deployment.challenger !== null, ...standing(policy) });
    this.#answer();
  }

  snapshot(): LinePolicySnapshot {
    return { change: this.#change, last: this.#last, state: this.#state, champion: this.#champion, truths: this.#truths.snapshot(), arrived: this.#arrived };
  }

  /** Goes on from a snapshot. Throws `file-schema` for one that does not fit. */
  restore(saved: LinePolicySnapshot): void {
    if (!Number.isSafeInteger(saved.change) || typeof saved.state !== 'object' || !Array.isArray(saved.arrived)) throw new OrchardError('file-schema', 'the policy of a watch does not fit');
    this.#change = saved.change;
    this.#last = saved.last;
    this.#state = { ...INITIAL_CONTROLLER, ...saved.state };
    this.#champion = saved.champion;
    this.#truths = TruthDelay.restore(saved.truths);
    this.#arrived = saved.arrived;
  }

  get #inForce(): PolicyChange | null { return this.#record.changes[this.#change] ?? null; }

  /** The change that counts from the next event on: what was asked for before it is dropped there. Null when nothing was set since the newest row. */
  get #coming(): PolicyChange | null {
    const newest = this.#record.changes.at(-1);
    return newest && newest.from > this.#last ? newest : null;
  }

  /** Another policy begins with nothing counted; the truths that arrive are the line's and go on. */
  #follow(last: number): void {
    const change = this.#record.changes.findLastIndex(({ from }) => from <= last);
    if (change === this.#change) return;
    this.#change = change;
    const from = this.#inForce?.from ?? 0;
    this.#state = { ...INITIAL_CONTROLLER, decided: this.#state.decided, championFrom: this.#state.championFrom, countedFrom: from };
  }

  /** What is deployed by somebody else takes the place of what is pending. */
  #see(rows: LogRows, champion: number, deployment: ToldDeployment | null): void {
    const id = rows.columns.deployment[0]!;
    const before = this.#champion;
    if (id === before.deployment) return;
    this.#champion = { version: champion, deployment: id };
    if (deployment?.renewal !== undefined || before.deployment < 0) return;
    const observed: Observation = { kind: 'deployed', index: rows.firstIndex, replaced: champion !== before.version };
    this.#state = advance(this.policy ?? NO_POLICY, LINE_PRICES, this.#state, observed).state;
  }

  /** Truths of what the champion decided. */
  #hear(rows: LogRows, champion: number): void {
    const { version } = rows.columns;
    const codes = outcomesOf(rows).map((code, row) => (version[row] === champion ? code : OUTCOME.unknown));
    const known = this.#truths.take(rows, codes);
    const arrived: { event: number; right: boolean }[] = [];
    known.codes.forEach((code, i) => {
      if (code !== OUTCOME.right && code !== OUTCOME.wrong) return;
      arrived.push({ event: known.apart ? known.apart.events[i]! : indexAt(rows, i) - this.#truths.delay, right: code === OUTCOME.right });
    });
    if (arrived.length > 0) this.#arrived = [...this.#arrived, ...arrived];
  }

  #advance(policy: Policy, observed: Observation): void {
    this.#state = advance(policy, LINE_PRICES, this.#state, observed).state;
  }

  /** Hears what came of the renewal that is pending. */
  #answer(): void {
    const { asked } = this;
    if (!asked) return;
    const key = renewalKey(asked);
    const answer = this.#record.decisions.find((each) => renewalKey(each) === key)?.answer;
    if (answer) this.#advance(this.policy ?? NO_POLICY, { kind: 'answered', id: asked.id, answer });
  }
}

const NOTHING = { level: 0, policy: { turnaround: 0 } } as const;
/** Nothing triggers: what is heard while no policy is in force. */
const NO_POLICY: Policy = { name: '', trigger: 'never', coolDown: 0, data: 'all', recipe: null, gates: { notWorse: false, worstSlice: null, calibration: null }, rollout: null, pool: 0, turnaround: LAG_EVENTS };
