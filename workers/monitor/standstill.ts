import type { Intake } from './intake.ts';

/** The time in which the log is another's to exchange: what comes waits, and nothing is written. */
export class Standstill {
  #end: (() => void) | null = null;
  #holds = false;

  /** Nothing may be written now. */
  get holds(): boolean { return this.#holds; }

  /** Keeps what comes waiting until `end`, once `settle` is done; resolves when it does. */
  begin(intake: Pick<Intake, 'hold'>, settle: () => Promise<void>): Promise<void> {
    const ended = new Promise<void>((resolve) => { this.#end = resolve; });
    return new Promise((held, failed) => {
      intake.hold(async () => {
        await settle();
        this.#holds = true;
        held();
        await ended;
        this.#holds = false;
      }).catch(failed);
    });
  }

  /** Ends it, also before it has begun. */
  end(): void {
    this.#end?.();
    this.#end = null;
  }
}
