import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import { USUAL_LESSON, type Lesson, type LessonPlan } from '../domain/experiment/lesson.ts';
import type { Services } from './services.ts';

export interface LessonOptions {
  signal?: AbortSignal;
  onProgress?: (progress: { share: number }) => void;
}

/** A hundred A/A rollouts and what looking at them all the time does. Touches neither the line nor what is stored. */
export class AaLesson {
  result = $state.raw<Lesson | null>(null);
  /** 0..1; null while none is under way. */
  progress = $state<number | null>(null);
  ended = $state<ErrorCode | null>(null);
  readonly #services: Services;
  #running: AbortController | null = null;

  constructor(services: Services) {
    this.#services = services;
  }

  cancel(): void {
    this.#running?.abort();
  }

  /** What is left out is as usual. A lesson that is under way gives way to the new one. Rejects with `argument-invalid`, `cancelled`, `worker-died`. */
  async run(plan: Partial<LessonPlan> = {}, { signal: outer, onProgress }: LessonOptions = {}): Promise<Lesson> {
    this.#running?.abort();
    const cancel = (this.#running = new AbortController());
    const signal = outer ? AbortSignal.any([outer, cancel.signal]) : cancel.signal;
    const worker = this.#services.bench();
    [this.ended, this.progress] = [null, 0];
    try {
      const lesson = await worker.call('lesson', { ...USUAL_LESSON, ...plan }, {
        signal,
        onProgress: ({ share }) => {
          if (this.#running === cancel) this.progress = share;
          onProgress?.({ share });
        },
      });
      if (this.#running === cancel) this.result = lesson;
      return lesson;
    } catch (error) {
      const said = signal.aborted ? new OrchardError('cancelled') : error;
      if (this.#running === cancel) this.ended = codeOf(said);
      throw said;
    } finally {
      worker.dispose();
      if (this.#running === cancel) [this.#running, this.progress] = [null, null];
    }
  }
}
