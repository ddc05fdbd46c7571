import { defaultWorld } from '../domain/world/orchard/world-default.ts';
import { OrchardError } from '../domain/common/errors.ts';
import type { AppHost } from './host.ts';

export const VISIT_STEPS = ['pick', 'train', 'register', 'deploy', 'watch'] as const;
type VisitStep = (typeof VISIT_STEPS)[number];

/** Pictures that the first model is trained on, and the seed of the world they come from. */
export const FIRST_PICTURES = 240;
const FIRST_SEED = 1;

/** From nothing to a live, monitored model, each step shown as it happens. */
export class FirstVisit {
  running = $state(false);
  done = $state.raw<readonly VisitStep[]>([]);
  current = $state<VisitStep | null>(null);
  elapsedMs = $state(0);

  readonly #app: AppHost;
  #cancel: AbortController | null = null;

  constructor(app: AppHost) {
    this.#app = app;
  }

  cancel(): void {
    this.#cancel?.abort();
  }

  /** Runs the whole loop once. What is already there is kept. */
  async run(): Promise<void> {
    if (this.running) return;
    const app = this.#app;
    const { shell, data, line } = app;
    const cancel = (this.#cancel = new AbortController());
    const { signal } = cancel;
    const startedMs = performance.now();
    this.running = true;
    this.done = [];
    shell.clear('welcome');
    try {
      await this.#step('pick', async () => {
        await app.opened;
        if (data.samples.length === 0) await app.run('data.pick', { count: FIRST_PICTURES, seed: FIRST_SEED, world: defaultWorld }, { signal });
      });
      await this.#step('train', () => app.run('runs.train', { kind: 'linear' }, { signal }));
      const { version } = await this.#step('register', () => app.run('runs.register'));
      await this.#step('deploy', () => app.run('models.deploy', version));
      await this.#step('watch', async () => {
        await app.run('line.play');
        await app.run('line.reached', line.now + 1);
      });
      this.elapsedMs = performance.now() - startedMs;
      await this.#app.finishFirstVisit();
    } catch (error) {
      const failure = signal.aborted ? new OrchardError('cancelled') : error;
      shell.report(failure, 'welcome', () => this.run());
    } finally {
      this.running = false;
      this.current = null;
    }
  }

  async #step<T>(step: VisitStep, work: () => Promise<T>): Promise<T> {
    this.current = step;
    const result = await work();
    this.done = [...this.done, step];
    return result;
  }
}
