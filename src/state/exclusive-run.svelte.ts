import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';

/** Work of which one run goes on at a time: it can be cancelled, and why the newest ended early is kept. */
export class ExclusiveRun {
  /** Why the newest run ended early, `cancelled` when it was asked to; null while it goes on, or came to its end. */
  ended = $state<ErrorCode | null>(null);
  readonly #busy: ErrorCode;
  #under = $state.raw<AbortController | null>(null);

  /** `busy` is what a run is refused with while another goes on. */
  constructor(busy: ErrorCode) {
    this.#busy = busy;
  }

  get running(): boolean { return this.#under !== null; }

  /** Throws OrchardError `busy` while a run goes on. */
  refuse(): void {
    if (this.#under) throw new OrchardError(this.#busy);
  }

  /** Asks the run that goes on to stop; does nothing where none does. */
  cancel(): void {
    this.#under?.abort();
  }

  /**
   * Runs `work`, whose signal is aborted by `cancel` and by `outer`. Rejects with `busy` while another run goes on, with `cancelled` when either was asked for, whatever the work failed with,
   * and before it begins where `outer` is aborted already; else with what the work throws.
   */
  async take<T>(work: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> {
    this.refuse();
    const under = (this.#under = new AbortController());
    const signal = outer ? AbortSignal.any([outer, under.signal]) : under.signal;
    this.ended = null;
    try {
      if (signal.aborted) throw new OrchardError('cancelled');
      return await work(signal);
    } catch (error) {
      const said = signal.aborted ? new OrchardError('cancelled') : error;
      this.ended = codeOf(said);
      throw said;
    } finally {
      this.#under = null;
    }
  }
}
