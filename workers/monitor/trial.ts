import { crc32 } from '../../src/domain/common/crc32.ts';

/** Where it is written, across visits, that something is being run for the first time; null when nothing is. */
export interface TrialMark {
  read(): Promise<string | null>;
  write(what: string | null): Promise<void>;
}

const NO_MARK: TrialMark = { read: () => Promise.resolve(null), write: () => Promise.resolve() };

/**
 * The first run of rules and monitors that someone brought, between a mark and its removal. What a mark of an earlier visit still names
 * did not come to an end there. A storage that refuses the mark keeps nobody from running.
 */
export class Trial {
  readonly #mark: TrialMark;
  /** Of what is to be run; null for nothing but what Orchard brings, which needs no trial. */
  #what: string | null = null;
  #passed = true;

  constructor(mark: TrialMark = NO_MARK) {
    this.#mark = mark;
  }

  /** Still to be run for the first time. */
  get due(): boolean { return !this.#passed; }

  /** What is to be run from now on: texts from outside, null for none. What has passed need not pass again. */
  of(...brought: readonly (string | null)[]): void {
    const what = brought.every((text) => text === null) ? null : crc32(new TextEncoder().encode(JSON.stringify(brought))).toString(16);
    if (what === this.#what) return;
    this.#what = what;
    this.#passed = what === null;
  }

  /** Whether just this did not come to an end on an earlier visit. */
  async failedBefore(): Promise<boolean> {
    return this.due && await this.#mark.read().catch(() => null) === this.#what;
  }

  /** Runs it under the mark. */
  async run(first: () => void): Promise<void> {
    await this.#mark.write(this.#what).catch(() => {});
    first();
    this.#passed = true;
    await this.#mark.write(null).catch(() => {});
  }
}
