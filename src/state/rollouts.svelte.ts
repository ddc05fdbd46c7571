import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import { shownRollout } from '../domain/delivery/shown-rollout.ts';
import type { Deployment } from '../domain/delivery/deployment.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import { strategyOf, type StrategyWish } from '../domain/rollout/default-strategy.ts';
import { isOver, weightOf, type RolloutAction, type RolloutState } from '../domain/rollout/rollout-state.ts';
import type { RolloutMode, Strategy } from '../domain/rollout/strategy.ts';
import type { RolloutInShort } from '../../workers/protocol/monitor.ts';
import { firstRoute } from './policy-rollout.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** Between two attempts to carry out what was decided, ms. */
const AGAIN_MS = 3000;

/** What a rollout is to be: the version that is to be tried, how, and what of its strategy is not as usual. */
export type RolloutWish = { version: number; mode: RolloutMode } & Pick<StrategyWish, 'weight' | 'steps' | 'metrics' | 'lots'>;

/** YAML and PromQL come when a strategy is read or written. */
const strategyCode = async () => ({
  ...await import('../domain/rollout/check-strategy.ts'), ...await import('../domain/rollout/read-strategy.ts'), ...await import('../domain/rollout/write-strategy.ts'),
});

/** Rollouts: a version on its way to the line, decided in the monitor and carried out here. */
export class Rollouts {
  /** The rollout that goes on, or was the last, as its fruits left it. */
  #state = $state.raw<RolloutState | null>(null);
  readonly #services: Services;
  readonly #shell: Shell;
  readonly #registry: Registry;
  /** The same, with what a hand has done since. */
  shown: RolloutState | null = $derived.by(() => shownRollout(this.#state, this.#registry.deployments));
  /** A strategy that is being written, kept while other screens are looked at; null while nobody writes. */
  draft = $state<string | null>(null);
  #told: RolloutInShort | null = null;
  #watchers = 0;
  #refreshing: Promise<void> | null = null;
  #isStale = false;
  /** Ids of actions that are being carried out. */
  readonly #busy = new Set<string>();
  #notBeforeMs = -Infinity;

  constructor(services: Services, shell: Shell, registry: Registry) {
    this.#services = services;
    this.#shell = shell;
    this.#registry = registry;
  }

  /** A version is under trial now. */
  get isRunning(): boolean { return this.#registry.trial !== null; }

  /** Why a version cannot be tried; null when it can. */
  obstacleTo(version: ModelVersion): ErrorCode | null {
    const { live } = this.#registry;
    if (!live) return 'nothing-deployed';
    if (this.isRunning) return 'rollout-running';
    if (version.number === live.number) return 'model-live';
    const [own, other] = [version, live].map(({ signature }) => [...signature.labels].sort().join('\n'));
    return own === other ? null : 'rollout-labels';
  }

  /** The newest version that could be tried; null when there is none. */
  get candidate(): ModelVersion | null {
    const { models, live } = this.#registry;
    return models.findLast((model) => model.number > (live?.number ?? Infinity) && this.obstacleTo(model) === null) ?? null;
  }

  /** Keeps what is shown up to date until the returned function is called. */
  watch(): () => void {
    this.#watchers += 1;
    void this.refresh().catch((error: unknown) => this.#untold(error));
    return () => { this.#watchers -= 1; };
  }

  /** Hears what a snapshot of the line says of it, and carries out what was decided. */
  receive(told: RolloutInShort | null): void {
    const before = this.#told;
    this.#told = told;
    if (!told) return;
    const isAnother = told.id !== before?.id || told.phase !== before.phase || told.step !== before.step;
    if (isAnother || (this.#watchers > 0 && told.markedAt !== before.markedAt)) void this.refresh().catch((error: unknown) => this.#untold(error));
    if (before && told.id === before.id && told.phase !== before.phase) this.#shell.announce(`The rollout of v${told.challenger} is ${told.phase}`);
    for (const action of told.decided) void this.#carryOut(action);
  }

  /** Asks the monitor for the rollout as it stands; whoever asks meanwhile is answered by the newest. */
  async refresh(): Promise<void> {
    this.#isStale = true;
    this.#refreshing ??= (async () => {
      while (this.#isStale) {
        this.#isStale = false;
        this.#state = await this.#services.monitor.call('rollout', undefined);
      }
    })().finally(() => { this.#refreshing = null; });
    await this.#refreshing;
  }

  /**
   * Begins a rollout: all at once, or with the version under trial beside the live one. Fails with `model-unknown`, `nothing-deployed`, `model-live`, `rollout-running`,
   * `rollout-labels` or `strategy-invalid`, and then changes nothing.
   */
  async start({ version: number, mode, ...wish }: RolloutWish): Promise<void> {
    const version = this.#registry.get(number);
    const obstacle = this.obstacleTo(version);
    if (obstacle) throw new OrchardError(obstacle, `v${number}`);
    if (mode === 'replace') return void await this.#registry.deploy(number, 'rollout');
    const own = wish.weight === undefined && wish.lots === undefined && !wish.steps && !wish.metrics ? await this.#kept() : null;
    const { checkedStrategy } = await strategyCode();
    const strategy = own?.mode === mode ? own : checkedStrategy(strategyOf({ mode, champion: this.#registry.live!.number, challenger: number, ...wish }));
    await this.#begin(number, strategy);
    this.#shell.offerUndo(`The rollout of v${number} has begun`, () => this.abort());
  }

  /** Goes on to the next share, or makes the challenger the champion where there is none, or `full` is asked for. Fails with `rollout-none`. */
  async promote(full = false): Promise<void> {
    await this.refresh();
    const next = full ? null : this.nextShare;
    await this.#act(next ? { act: 'setWeight', id: null, weight: next.weight / 100, step: next.step } : { act: 'promote', id: null });
  }

  /** The next share that a hand can go on to, percent, and its step; null when promotion is next. */
  get nextShare(): { weight: number; step: number } | null {
    const { shown } = this;
    if (!shown || isOver(shown)) return null;
    const step = shown.strategy.steps.findIndex((each, i) => i >= shown.step && each.kind === 'setWeight' && each.weight / 100 > weightOf(shown));
    const found = shown.strategy.steps[step];
    return found?.kind === 'setWeight' && found.weight < 100 ? { weight: found.weight, step } : null;
  }

  async abort(): Promise<void> {
    await this.#act({ act: 'abort', id: null });
  }

  async pause(): Promise<void> {
    await this.#act({ act: 'pause' });
  }

  async resume(): Promise<void> {
    await this.#act({ act: 'resume' });
  }

  /** Begins the last rollout again, from its first step. Fails with `rollout-none` when there was none, else as `start`. */
  async retry(): Promise<void> {
    const last = this.#newestStart();
    if (!last || last.challenger === null || last.rollout?.act !== 'start') throw new OrchardError('rollout-none');
    const obstacle = this.obstacleTo(this.#registry.get(last.challenger));
    if (obstacle) throw new OrchardError(obstacle, `v${last.challenger}`);
    await this.#begin(last.challenger, last.rollout.strategy);
  }

  /** The strategy of the rollout that goes on, else the one that the next begins with, as Argo Rollouts writes it. */
  async yaml(): Promise<string> {
    const { live, newest } = this.#registry;
    const running = this.isRunning ? this.#newestStart()?.rollout : undefined;
    const strategy = running?.act === 'start' ? running.strategy : await this.#kept();
    const { writeStrategy } = await strategyCode();
    return writeStrategy(strategy ?? strategyOf({ mode: 'canary', champion: live?.number ?? 1, challenger: this.candidate?.number ?? newest?.number ?? 2 }));
  }

  /**
   * Takes a strategy over: the rollout that goes on begins again with it, from its first step; without one, the next of its mode begins with it. Fails with `strategy-invalid`, which says
   * line and column, and then changes nothing.
   */
  async fromYaml(text: string): Promise<void> {
    const { parseStrategy } = await strategyCode();
    const strategy = parseStrategy(text);
    const { trial } = this.#registry;
    if (trial !== null) await this.#begin(trial, strategy);
    else await this.#services.storage.settings.set('strategy', text);
  }

  /** The challenger broke while predicting: the champion serves on alone. */
  async broke(version: number): Promise<void> {
    if (this.#registry.trial !== version) return;
    this.#shell.report(new OrchardError('trial-failed', '', { about: `v${version}` }), 'app');
    await this.#act({ act: 'abort', id: null, cause: 'broken' });
  }

  async #begin(challenger: number, strategy: Strategy): Promise<void> {
    await this.#registry.try({ challenger, route: firstRoute(strategy), rollout: { act: 'start', strategy } });
    await this.refresh();
  }

  async #act(act: Parameters<Registry['reroute']>[0]): Promise<void> {
    if (!this.isRunning) throw new OrchardError('rollout-none');
    await this.#registry.reroute(act, null);
    await this.refresh();
  }

  /** At least once, and counted once: the deployment carries the action's id. */
  async #carryOut(action: RolloutAction): Promise<void> {
    const { id, from, kind } = action;
    const isOurs = this.isRunning && this.#newestStart()?.id === Number(id.split('/')[0]);
    if (!isOurs || this.#busy.has(id) || this.#services.nowMs() < this.#notBeforeMs || !this.#shell.leading) return;
    this.#busy.add(id);
    try {
      await this.#registry.reroute(kind === 'setWeight' ? { act: kind, id, weight: action.weight } : { act: kind, id }, from);
    } catch (error) {
      // After a death the line is brought back first, and what was stored with it.
      if (codeOf(error) === 'worker-died' || codeOf(error) === 'superseded') return;
      this.#notBeforeMs = this.#services.nowMs() + AGAIN_MS;
      this.#shell.report(error, 'app');
    } finally {
      this.#busy.delete(id);
    }
  }

  #newestStart(): Deployment | undefined {
    return this.#registry.deployments.findLast(({ rollout }) => rollout?.act === 'start');
  }

  /** The strategy that somebody wrote for the next rollout; null when there is none that can be read. */
  async #kept(): Promise<Strategy | null> {
    const text = await this.#services.storage.settings.get('strategy');
    if (text === undefined) return null;
    const { parseStrategy } = await strategyCode();
    try {
      return parseStrategy(text);
    } catch {
      return null;
    }
  }

  #untold(error: unknown): void {
    if (codeOf(error) !== 'worker-died') this.#shell.report(error, 'app');
  }
}
