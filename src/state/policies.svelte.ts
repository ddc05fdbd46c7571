import type { PolicyPool } from '../clients/policy-pool.ts';
import type { ErrorCode } from '../domain/common/errors.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { LabPlan } from '../domain/policy-lab/plan.ts';
import type { LabDone, LabResult } from '../domain/policy-lab/result.ts';
import { ExclusiveRun } from './exclusive-run.svelte.ts';

/** How far a run of the lab is. */
export interface LabProgress {
  /** Policies × stories × seeds: done, and in all. */
  runs: number;
  total: number;
  /** Share of the work, 0..1; moves within runs too. */
  share: number;
  startedMs: number;
  elapsedMs: number;
}

export interface LabRunOptions {
  signal?: AbortSignal;
  onProgress?: (progress: LabProgress) => void;
}

/** What came so far is shown at most this often. */
const SHOW_MS = 400;

/** The policy lab: its plan, the run that is under way, and the newest result. Touches neither the line nor what is stored. */
export class Policies {
  /** Null until the screen is opened or a plan is run. */
  plan = $state.raw<LabPlan | null>(null);
  /** Policies that were taken out of the plan and are kept beside it. */
  aside = $state.raw<readonly Policy[]>([]);
  /** Of the newest run, also while it goes on: then with the rows that are done. */
  result = $state.raw<LabResult | null>(null);
  progress = $state.raw<LabProgress | null>(null);
  /** How long the newest run took that came to its end. */
  tookMs = $state<number | null>(null);

  readonly #pool: PolicyPool;
  readonly #appVersion: string;
  readonly #nowMs: () => number;
  readonly #run = new ExclusiveRun('policy-lab-busy');

  constructor({ pool, appVersion, nowMs }: { pool: PolicyPool; appVersion: string; nowMs(): number }) {
    this.#pool = pool;
    this.#appVersion = appVersion;
    this.#nowMs = nowMs;
  }

  /** Why the newest run ended early; `cancelled` when it was asked to. */
  get ended(): ErrorCode | null { return this.#run.ended; }

  get workers(): number {
    return this.#pool.size;
  }

  /**
   * Runs a plan of any origin, or a result's, and shows it. Rejects with `policy-plan-invalid`, `policy-plan-too-large`, `policy-lab-busy`, `cancelled` or `worker-died`; what was done before a
   * cancel or a death stays in `result`.
   */
  async run(input: unknown = this.plan, { signal, onProgress }: LabRunOptions = {}): Promise<LabResult> {
    // A plan that cannot be run holds nobody up.
    const engine = await import('../domain/policy-lab/engine.ts');
    const plan = engine.parseLabPlan(input);
    return this.#run.take((stop) => this.#planned(engine, plan, stop, onProgress), signal);
  }

  async #planned({ labCost, labResult, labTasks }: typeof import('../domain/policy-lab/engine.ts'), plan: LabPlan, signal: AbortSignal, onProgress: LabRunOptions['onProgress']): Promise<LabResult> {
    const tasks = labTasks(plan);
    const { runs: total } = labCost(plan);
    const done: LabDone[] = [];
    const startedMs = this.#nowMs();
    let shownMs = -Infinity;
    const show = (tasksDone: number): void => {
      const nowMs = this.#nowMs();
      if (nowMs - shownMs < SHOW_MS && tasksDone < tasks.length) return;
      shownMs = nowMs;
      const runs = done.length * plan.policies.length;
      this.progress = { runs, total, share: tasksDone / tasks.length, startedMs, elapsedMs: nowMs - startedMs };
      if (runs > 0 && this.result?.rows.length !== runs) this.result = labResult(plan, this.#appVersion, done);
      onProgress?.(this.progress);
    };
    this.plan = plan;
    this.result = null;
    this.tookMs = null;
    show(0);
    try {
      await this.#pool.run(tasks, { signal, onDone: ({ scenarioIndex, seed }, outcome) => void done.push({ scenarioIndex, seed, outcome }), onProgress: show });
      this.tookMs = this.#nowMs() - startedMs;
    } finally {
      this.progress = null;
      this.result = done.length > 0 ? labResult(plan, this.#appVersion, done) : null;
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
