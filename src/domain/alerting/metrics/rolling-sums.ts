import { OrchardError } from '../../common/errors.ts';

export interface RollingSnapshot {
  readonly open: Readonly<Record<string, number>>;
  readonly closed: readonly Readonly<Record<string, number>>[];
}

/** Named sums over the newest steps of a line. */
export class RollingSums {
  readonly #steps: number;
  #open = new Map<string, number>();
  #closed: Map<string, number>[] = [];

  /** Looks back over `steps` closed steps. */
  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Whether it has as many closed steps as it looks back over. */
  get full(): boolean { return this.#closed.length === this.#steps; }

  add(name: string, amount: number): void {
    this.#open.set(name, (this.#open.get(name) ?? 0) + amount);
  }

  /** Ends a step. */
  close(): void {
    this.#closed.push(this.#open);
    if (this.#closed.length > this.#steps) this.#closed.shift();
    this.#open = new Map();
  }

  /** Names that some step within reach has. */
  names(): string[] {
    return [...new Set(this.#closed.flatMap((step) => [...step.keys()]))];
  }

  sum(name: string): number {
    return this.#closed.reduce((sum, step) => sum + (step.get(name) ?? 0), 0);
  }

  snapshot(): RollingSnapshot {
    return { open: Object.fromEntries(this.#open), closed: this.#closed.map((step) => Object.fromEntries(step)) };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  restore({ open, closed }: RollingSnapshot): void {
    const read = (step: unknown): Map<string, number> => {
      const entries = typeof step === 'object' && step !== null ? Object.entries(step) : [];
      if (entries.some(([, value]) => typeof value !== 'number')) throw new OrchardError('file-schema', 'rolling sums do not fit');
      return new Map(entries as [string, number][]);
    };
    if (!Array.isArray(closed) || closed.length > this.#steps) throw new OrchardError('file-schema', 'rolling sums do not fit');
    this.#open = read(open);
    this.#closed = closed.map(read);
  }
}
