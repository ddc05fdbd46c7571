import type { ToldDeployment } from '../delivery/roles.ts';
import type { LogRows } from '../log/rows.ts';
import { LAG_EVENTS, actionOf } from '../rollout/rollout-record.ts';
import { isOver, type RolloutAction, type RolloutState } from '../rollout/rollout-state.ts';
import { RolloutWatch, type Ask, type RolloutSnapshot } from './rollout-watch.ts';

/** The rollouts of a line: what is known of its deployments, and the rollout that goes on or was the last. */
export class LineRollouts {
  labelDelay = 0;
  readonly #deployments = new Map<number, ToldDeployment>();
  #watch: RolloutWatch | null = null;

  /** Tells of a deployment before its rows come. What was to be in force from a later event on is so no more. */
  tell(told: ToldDeployment): void {
    for (const { id, fromIndex } of this.#deployments.values()) if (fromIndex > told.fromIndex) this.#deployments.delete(id);
    this.#deployments.set(told.id, told);
  }

  /** A deployment as it was told; null for one that was not. */
  deployment(id: number): ToldDeployment | null { return this.#deployments.get(id) ?? null; }

  setLabelDelay(delay: number): void {
    this.labelDelay = delay;
    if (this.#watch) this.#watch.labelDelay = delay;
  }

  /** The rollout that goes on, or was the last; null when there was none. */
  get state(): RolloutState | null { return this.#watch?.state ?? null; }

  /** What was decided and no deployment brings about yet, in the order of its events. */
  get decided(): readonly RolloutAction[] {
    const known = new Set([...this.#deployments.values()].map(({ rollout }) => actionOf(rollout)));
    return this.state?.decided.filter(({ id }) => !known.has(id)) ?? [];
  }

  /**
   * The first event that may not be predicted yet, Infinity for none, once those up to `lastIndex` were seen. While somebody is under trial, what is on its way stays less
   * than what a decision takes to come into effect; and nobody passes an event at which a decision waits to be carried out.
   */
  horizon(lastIndex: number): number {
    const newest = [...this.#deployments.values()].at(-1);
    const begun = newest && this.#startOf(newest);
    const isTried = begun && newest.challenger !== null && !(this.state?.id === begun.id && isOver(this.state));
    const next = Math.max(lastIndex + 1, begun === newest ? begun?.fromIndex ?? 0 : 0);
    return Math.min(isTried ? next + LAG_EVENTS : Infinity, ...this.decided.map(({ from }) => from));
  }

  /** Sees rows that one deployment predicted, in order; `isSample`: metrics were sampled behind the last of them. */
  take(rows: LogRows, isSample: boolean, ask: Ask): void {
    const deployment = this.#deployments.get(rows.columns.deployment[0]!);
    if (!deployment) return;
    const begun = this.#startOf(deployment);
    if (begun?.rollout?.act === 'start' && begun.challenger !== null && (this.state?.id ?? 0) < begun.id) {
      const { id, champion, challenger, weight, rollout: { strategy } } = begun;
      this.#watch = new RolloutWatch({ id, champion, challenger, weight, strategy, fromIndex: rows.firstIndex }, this.labelDelay);
    }
    const watch = this.#watch;
    if (!watch) return;
    if (deployment.id !== watch.deployment) for (const each of this.#since(watch.deployment, deployment)) watch.deployed(each, rows.firstIndex);
    watch.take(rows, isSample, ask);
  }

  snapshot(): RolloutSnapshot | null {
    return this.#watch?.snapshot() ?? null;
  }

  /** Goes on from a snapshot. Throws `file-schema` for one that does not fit. */
  restore(saved: RolloutSnapshot | null): void {
    this.#watch = saved && RolloutWatch.restore(saved);
  }

  /** A deployment, behind those that came after another and were in force for no fruit: what a hand did twice between two fruits. */
  #since(before: number, deployment: ToldDeployment): ToldDeployment[] {
    const between = [...this.#deployments.values()].filter(({ id, fromIndex }) => id > before && id < deployment.id && fromIndex <= deployment.fromIndex);
    return [...between, deployment];
  }

  /** The deployment that began the rollout which another belongs to: itself, or the newest start before it. */
  #startOf(deployment: ToldDeployment): ToldDeployment | undefined {
    return deployment.rollout && [...this.#deployments.values()].findLast(({ id, rollout }) => id <= deployment.id && rollout?.act === 'start');
  }
}
