import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import { readLeaderboard, type Leaderboard, type LeaderboardRow } from '../domain/learning/search/leaderboard.ts';
import { searchPlan, type SearchPlan } from '../domain/learning/search/plan.ts';
import { search, trialCount, type Trial, type TrialResult } from '../domain/learning/search/search.ts';
import type { DataSetVersion } from '../domain/data/dataset/dataset.ts';
import type { JsonValue } from '../storage/index.ts';
import type { TrainingSample } from '../../workers/protocol/trainer.ts';
import type { Compute } from './compute.svelte.ts';
import type { DataState } from './data.svelte.ts';
import type { TrainedRun } from './deploying.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import type { Training } from './training.svelte.ts';
import { copiesOf, endIfDeaf, keepVector, neededBy, trainingSamples } from './training-samples.ts';

export interface SearchStatus {
  plan: SearchPlan;
  /** Trials that are done, of those that there are at most. */
  done: number;
  total: number;
  /** Pictures that are looked at first, and how many were; null once trials begin. */
  preparing: { done: number; total: number } | null;
  /** Mean time of a trial so far, ms; null before the first. */
  trialMs: number | null;
  cancel(): void;
}

interface SearchOptions {
  signal?: AbortSignal;
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** A search over a recipe's settings: one at a time, in the trainer worker; the newest leaderboard is kept. Test pictures never reach it. */
export class Search {
  leaderboard = $state.raw<Leaderboard | null>(null);
  status = $state.raw<SearchStatus | null>(null);
  /** Why the last one ended without a leaderboard; null where it did not. */
  problem = $state<ErrorCode | null>(null);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #compute: Compute;
  readonly #data: DataState;
  readonly #training: Training;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(services: Services, { shell, compute, data, training }: { shell: Shell; compute: Compute; data: DataState; training: Training }) {
    this.#services = services;
    this.#shell = shell;
    this.#compute = compute;
    this.#data = data;
    this.#training = training;
  }

  /** Reads the leaderboard that is stored. */
  async open(): Promise<Leaderboard | null> {
    this.leaderboard = readLeaderboard(await this.#services.storage.settings.get('search'));
    return this.leaderboard;
  }

  /**
   * Searches on the newest data set, frozen, without its test split. What was on the leaderboard stays when it is cancelled or fails.
   * Throws OrchardError `argument-invalid` while a training or a search is under way, those of the plan, `cancelled`, and what the trainer throws.
   */
  run(input: unknown, options: SearchOptions = {}): Promise<Leaderboard> {
    const over = this.#run(input, options);
    this.#underWay = Promise.allSettled([this.#underWay, over]);
    return over;
  }

  /** Cancels the search that is under way, and waits until it has ended. */
  async quiet(): Promise<void> {
    this.status?.cancel();
    await this.#underWay;
  }

  async #run(input: unknown, { signal: outer, onProgress = () => {} }: SearchOptions): Promise<Leaderboard> {
    if (this.status || this.#training.status) throw new OrchardError('argument-invalid', 'a training or a search is under way');
    const plan = searchPlan(input);
    const cancel = new AbortController();
    const signal = outer ? AbortSignal.any([outer, cancel.signal]) : cancel.signal;
    const total = trialCount(plan);
    this.problem = null;
    this.status = { plan, done: 0, total, preparing: null, trialMs: null, cancel: () => cancel.abort() };
    const { nowMs } = this.#services;
    const startedMs = nowMs();
    try {
      const dataSet = await this.#data.freeze();
      const course = search(plan);
      let spentMs = 0;
      let done = 0;
      const onResult = ({ trainMs }: TrialResult): void => {
        spentMs += trainMs;
        done += 1;
        this.#patch({ done, preparing: null, trialMs: spentMs / done });
        onProgress({ done, total });
      };
      let step = course.next();
      while (!step.done) step = course.next(await this.#judged(step.value, dataSet, signal, onResult));
      const leaderboard: Leaderboard = { plan, dataSetVersion: dataSet.number, rows: step.value, trials: done, tookMs: nowMs() - startedMs, endedMs: nowMs(), trained: [] };
      await this.#keep(leaderboard);
      this.#shell.announce(`The search is done: ${done} trials`);
      return leaderboard;
    } catch (error) {
      const code = signal.aborted ? 'cancelled' : codeOf(error);
      if (code !== 'cancelled') this.problem = code;
      if (code === 'worker-died' || code === 'out-of-memory') this.#compute.forget();
      throw signal.aborted ? new OrchardError('cancelled') : error;
    } finally {
      this.status = null;
    }
  }

  /** Trains what stands at a rank, counted from 1, as a run; that opens the test pictures. Throws OrchardError `index-out-of-range`, `argument-invalid` while a search is under way, and what training throws. */
  async train(rank: number, options: Parameters<Training['train']>[1] = {}): Promise<TrainedRun> {
    if (this.status) throw new OrchardError('argument-invalid', 'a search is under way');
    const row = this.#rowAt(rank);
    const trained = await this.#training.train(row.recipe, options);
    const { leaderboard } = this;
    if (leaderboard?.rows[rank - 1] === row) await this.#keep({ ...leaderboard, trained: [...leaderboard.trained.filter((each) => each.rank !== rank), { rank, run: trained.run.id }] });
    return trained;
  }

  #rowAt(rank: number): LeaderboardRow {
    const row = this.leaderboard?.rows[rank - 1];
    if (!row) throw new OrchardError('index-out-of-range', `rank ${rank}`);
    return row;
  }

  /** The trials of a rung, in the trainer; once more where that died. */
  async #judged(trials: Trial[], dataSet: DataSetVersion, signal: AbortSignal, onResult: (result: TrialResult) => void): Promise<TrialResult[]> {
    const results: TrialResult[] = [];
    for (let attempt = 0; ; attempt += 1) {
      const waiting = trials.slice(results.length);
      try {
        await this.#compute.ensure();
        const samples = await this.#samples(waiting, dataSet);
        const calledOff = endIfDeaf(this.#services.trainer, signal);
        await this.#services.trainer.call('judgeTrials', { labels: [...dataSet.labels], samples, trials: waiting }, {
          signal,
          onProgress: (progress) => {
            if (progress.type === 'block') keepVector(this.#services.storage, this.#shell, copiesOf(trials.map(({ recipe }) => recipe)), progress);
            else if (progress.type === 'prepare') this.#patch({ preparing: { done: progress.done, total: progress.total } });
            else {
              results.push(progress.result);
              onResult(progress.result);
            }
          },
        }).finally(calledOff);
        return results;
      } catch (error) {
        if (codeOf(error) !== 'worker-died' || signal.aborted || attempt > 0) throw error;
        this.#compute.forget();
      }
    }
  }

  /** Everything but the test split. */
  #samples([first, ...others]: readonly Trial[], { labels, samples }: DataSetVersion): Promise<TrainingSample[]> {
    const needed = neededBy([first!.recipe, ...others.map(({ recipe }) => recipe)]);
    return trainingSamples(this.#services.storage, needed, labels, samples.filter(({ split }) => split !== 'test'));
  }

  async #keep(leaderboard: Leaderboard): Promise<void> {
    await this.#services.storage.settings.set('search', JSON.parse(JSON.stringify(leaderboard)) as JsonValue);
    this.leaderboard = leaderboard;
  }

  #patch(part: Partial<SearchStatus>): void {
    if (this.status) this.status = { ...this.status, ...part };
  }
}
