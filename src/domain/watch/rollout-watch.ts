import { OrchardError } from '../common/errors.ts';
import type { ToldDeployment } from '../delivery/roles.ts';
import { indexAt, inShadow, type LogRows } from '../log/rows.ts';
import { OUTCOME, outcomesOf } from '../monitoring/monitors/extract.ts';
import { TruthDelay, type TruthDelaySnapshot } from '../monitoring/monitors/truth-delay.ts';
import { beginRollout, stepRollout, type RolloutObservation } from '../rollout/rollout.ts';
import { isOver, readRolloutState, type RolloutStart, type RolloutState } from '../rollout/rollout-state.ts';
import type { Arrived } from '../rollout/trial-evidence.ts';

export interface RolloutSnapshot {
  readonly state: RolloutState;
  /** The newest deployment that was seen in rows. */
  readonly deployment: number;
  readonly champion: TruthDelaySnapshot;
  readonly challenger: TruthDelaySnapshot;
}

/** Answers a query at the newest sample; null where it fails or finds nothing. */
export type Ask = (query: string) => number | null;

/** Feeds a rollout from rows of the log: who decided, which truths arrive, what was deployed and measured. */
export class RolloutWatch {
  #state: RolloutState;
  #deployment: number;
  #champion: TruthDelay;
  #challenger: TruthDelay;

  constructor(start: RolloutStart, labelDelay: number) {
    this.#state = beginRollout(start);
    this.#deployment = start.id;
    [this.#champion, this.#challenger] = [new TruthDelay(labelDelay), new TruthDelay(labelDelay)];
  }

  get state(): RolloutState { return this.#state; }

  /** It is over, and what it decided is in effect. */
  get isDone(): boolean { return isOver(this.#state) && this.#state.decided.length === 0; }

  set labelDelay(delay: number) {
    for (const truths of [this.#champion, this.#challenger]) truths.delay = delay;
  }

  /** The newest deployment that it has seen. */
  get deployment(): number { return this.#deployment; }

  /** Sees that a deployment is in force from an event on, also one that another took the place of before any fruit came. */
  deployed({ id, rollout }: ToldDeployment, index: number): void {
    this.#deployment = id;
    if (this.isDone) return;
    this.#step(rollout && rollout.act !== 'start' && id > this.#state.id ? { kind: 'deployed', index, act: rollout } : { kind: 'replaced', index });
  }

  /** Takes rows that the newest deployment predicted, in order. `isSample`: metrics were sampled behind the last of them. */
  take(rows: LogRows, isSample: boolean, ask: Ask): void {
    if (this.isDone) return;
    const arrived = this.#arrived(rows);
    const { columns: { version, timeMs }, count, shadow } = rows;
    for (let row = 0; row < count; row += 1) {
      this.#step({
        kind: 'event', index: indexAt(rows, row), atSeconds: timeMs[row]! / 1000, by: version[row] === this.#state.challenger ? 'challenger' : 'champion',
        isShadowed: shadow?.version[row] === this.#state.challenger, isSample: isSample && row === count - 1, arrived: arrived[row] ?? [],
      }, ask);
    }
  }

  snapshot(): RolloutSnapshot {
    return { state: this.#state, deployment: this.#deployment, champion: this.#champion.snapshot(), challenger: this.#challenger.snapshot() };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  static restore({ state, deployment, champion, challenger }: RolloutSnapshot): RolloutWatch {
    if (!Number.isSafeInteger(deployment)) throw new OrchardError('file-schema', 'the deployment of a rollout is missing');
    const watch = new RolloutWatch(readRolloutState(state), 0);
    watch.#state = readRolloutState(state);
    watch.#deployment = deployment;
    [watch.#champion, watch.#challenger] = [TruthDelay.restore(champion), TruthDelay.restore(challenger)];
    return watch;
  }

  #step(observation: RolloutObservation, ask: Ask = () => null): void {
    const { state, measures } = stepRollout(this.#state, observation);
    this.#state = state;
    for (const { id, query } of measures) this.#state = stepRollout(this.#state, { kind: 'measured', id, value: ask(query) }).state;
  }

  /** The truths that arrive with each row. */
  #arrived(rows: LogRows): (readonly Arrived[])[] {
    const { columns: { version }, shadow } = rows;
    const decided = outcomesOf(rows);
    const shadowed = shadow ? outcomesOf(inShadow(rows)) : null;
    const champion = decided.map((code, row) => (version[row] === this.#state.champion ? code : OUTCOME.unknown));
    const challenger = decided.map((code, row) => (
      version[row] === this.#state.challenger ? code : shadowed && shadow!.version[row] === this.#state.challenger ? shadowed[row]! : OUTCOME.unknown));
    const [ofChampion, ofChallenger] = [this.#champion.take(rows, champion), this.#challenger.take(rows, challenger)];
    const byRow: Arrived[][] = Array.from({ length: rows.count }, () => []);
    ofChampion.codes.forEach((code, i) => {
      const other = ofChallenger.codes[i]!;
      const row = ofChampion.apart ? ofChampion.apart.rows[i]! : i;
      const event = ofChampion.apart ? ofChampion.apart.events[i]! : indexAt(rows, i) - this.#champion.delay;
      if (code !== OUTCOME.unknown && other !== OUTCOME.unknown) byRow[row]!.push({ event, champion: code === OUTCOME.right, challenger: other === OUTCOME.right });
      else if (code !== OUTCOME.unknown) byRow[row]!.push({ event, arm: 'champion', right: code === OUTCOME.right });
      else if (other !== OUTCOME.unknown) byRow[row]!.push({ event, arm: 'challenger', right: other === OUTCOME.right });
    });
    return byRow;
  }
}
