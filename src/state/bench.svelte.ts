import type { BenchPlan } from '../domain/bench/plan.ts';
import type { BenchResult } from '../domain/bench/result.ts';
import type { Outcome } from '../domain/bench/run.ts';
import type { ErrorCode } from '../domain/common/errors.ts';
import type { BenchPool } from '../clients/bench-pool.ts';
import { ExclusiveRun } from './exclusive-run.svelte.ts';

/** How far a run is. */
export interface BenchProgress {
  /** Candidates × streams × seeds: done, and in all. */
  cells: number;
  total: number;
  /** Share of the work, 0..1; moves within cells too. */
  share: number;
  startedMs: number;
  elapsedMs: number;
}

export interface BenchRunOptions {
  signal?: AbortSignal;
  onProgress?: (progress: BenchProgress) => void;
}

/** What came so far is shown at most this often. */
const SHOW_MS = 400;

/** The detector bench: its plan, the run that is under way, and the newest result. Touches neither the line nor what is stored. */
export class Bench {
  /** null until the screen is opened or a plan is run. */
  plan = $state.raw<BenchPlan | null>(null);
  /** Of the newest run, also while it goes on: then with the cells that are done. */
  result = $state.raw<BenchResult | null>(null);
  progress = $state.raw<BenchProgress | null>(null);
  /** How long the newest run took that came to its end. */
  tookMs = $state<number | null>(null);
  /** Least pictures a second that a whole run with lines had, null before any: runs that find their lines drawn are quicker. */
  picturesPerSecond = $state<number | null>(null);

  readonly #pool: BenchPool;
  readonly #appVersion: string;
  readonly #nowMs: () => number;
  readonly #run = new ExclusiveRun('bench-busy');

  constructor({ bench, appVersion, nowMs }: { bench: BenchPool; appVersion: string; nowMs(): number }) {
    this.#pool = bench;
    this.#appVersion = appVersion;
    this.#nowMs = nowMs;
  }

  /** Why the newest run ended early; `cancelled` when it was asked to. */
  get ended(): ErrorCode | null { return this.#run.ended; }

  get workers(): number {
    return this.#pool.size;
  }

  /**
   * Runs a plan of any origin, or a result's, and shows it. Rejects with `bench-plan-invalid`, `bench-too-large`, `bench-busy`,
   * `cancelled` or `worker-died`; what was done before a cancel or a death stays in `result`.
   */
  async run(input: unknown = this.plan, { signal, onProgress }: BenchRunOptions = {}): Promise<BenchResult> {
    // A plan that cannot be run holds nobody up.
    const engine = await import('../domain/bench/engine.ts');
    const plan = engine.parsePlan(input);
    return this.#run.take((stop) => this.#planned(engine, plan, stop, onProgress), signal);
  }

  async #planned({ costOf, resultOf, tasksOf }: typeof import('../domain/bench/engine.ts'), plan: BenchPlan, signal: AbortSignal, onProgress: BenchRunOptions['onProgress']): Promise<BenchResult> {
    const tasks = tasksOf(plan);
    const { cells: total, candidates, pictures } = costOf(plan);
    const done: { streamIndex: number; seed: number; outcomes: readonly Outcome[] }[] = [];
    const startedMs = this.#nowMs();
    let shownMs = -Infinity;
    const show = (tasksDone: number): void => {
      const nowMs = this.#nowMs();
      if (nowMs - shownMs < SHOW_MS && tasksDone < tasks.length) return;
      shownMs = nowMs;
      this.progress = { cells: done.length * candidates, total, share: tasksDone / tasks.length, startedMs, elapsedMs: nowMs - startedMs };
      if (this.result?.cells.length !== done.length * candidates) this.result = resultOf(plan, this.#appVersion, done);
      onProgress?.(this.progress);
    };
    this.plan = plan;
    this.result = null;
    this.tookMs = null;
    show(0);
    try {
      await this.#pool.run(tasks, { signal, onDone: ({ streamIndex, seed }, outcomes) => void done.push({ streamIndex, seed, outcomes }), onProgress: show });
      this.tookMs = this.#nowMs() - startedMs;
      if (pictures > 0 && this.tookMs > 0) this.picturesPerSecond = Math.min(this.picturesPerSecond ?? Infinity, (pictures * 1000) / this.tookMs);
    } finally {
      this.progress = null;
      this.result = done.length > 0 ? resultOf(plan, this.#appVersion, done) : null;
    }
    return this.result!;
  }

  cancel(): void {
    this.#run.cancel();
  }

  /** Nobody looks any more: idle workers go, and with them the lines that they keep. */
  rest(): void {
    if (!this.#run.running) this.#pool.dispose();
  }
}
