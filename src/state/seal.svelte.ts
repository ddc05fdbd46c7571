import { DRIFT_KINDS, DRIFT_PATTERNS, type DriftKind, type DriftPattern, type Revision, type Scenario, type Seal } from '../domain/world/drift/scenario.ts';
import { OrchardError } from '../domain/common/errors.ts';
import { scoreGuess, type Guess, type ScoredGuess } from '../domain/world/share/guess.ts';
import { wordCheck } from '../domain/world/share/seal.ts';
import type { JsonValue, LoggedEvent } from '../storage/index.ts';
import { Film } from './film.ts';
import type { LoggedEdit } from './line-acts.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** What of the line its seal needs. */
interface SealedLine {
  /** As far as it may be known. */
  readonly scenario: Scenario;
  readonly film: Film;
  /** The event under the camera. */
  readonly now: number;
  revealed: boolean;
  turn<T>(act: () => Promise<T>): Promise<T>;
  readonly history: { exchange(revisions: readonly Revision[], told?: LoggedEdit): Promise<void> };
  write(index: number, type: string, data: JsonValue): Promise<void>;
}

/** The seal on a line's truth: what somebody guesses while it holds, the reveal, and what the reveal says of the guess. */
export class LineSeal {
  /** Every guess on this line, oldest first. */
  guesses = $state.raw<readonly Guess[]>([]);
  /** A seal was taken off this line. */
  opened = $state(false);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #line: SealedLine;

  constructor(services: Services, shell: Shell, line: SealedLine) {
    this.#services = services;
    this.#shell = shell;
    this.#line = line;
  }

  get holds(): boolean { return this.#line.scenario.sealed !== undefined; }

  /** The reveal asks for the instructor's word. */
  get needsWord(): boolean { return this.holds && this.#own()?.word !== null; }

  /** The newest guess beside the truth, once that is revealed; null before, and without a guess. */
  get scored(): ScoredGuess | null {
    const guess = this.guesses.at(-1);
    return guess && this.opened && !this.holds ? scoreGuess(guess, this.#line.scenario.drifts) : null;
  }

  /** Reads what was guessed on the stored line. */
  async open(): Promise<void> {
    const events = await this.#services.storage.eventLog.list();
    this.guesses = events.flatMap(guessOf);
    this.opened = events.findLast(({ type }) => type === 'revealed' || type === 'sealed')?.type === 'revealed';
  }

  /** Keeps a guess beside those before; `pattern` null says nothing of how it came. Fails with `argument-invalid` for what is no guess. */
  async guess(kind: DriftKind, pattern: DriftPattern | null = null): Promise<void> {
    if (!this.holds || !DRIFT_KINDS.includes(kind) || (pattern !== null && !DRIFT_PATTERNS.includes(pattern))) throw new OrchardError('argument-invalid', 'guess');
    await this.#line.write(this.#line.now, 'guess', { kind, ...(pattern === null ? {} : { pattern }) });
    await this.open();
  }

  /** Takes the seal off, and shows the truth. Undo seals it again. Fails with `seal-word` when another word was asked for. */
  async reveal(word = ''): Promise<void> {
    const seal = this.#own();
    if (!seal) return;
    if (seal.word !== null && seal.word !== wordCheck(word, seal.nonce)) throw new OrchardError('seal-word');
    await this.#exchange(null);
    this.#line.revealed = true;
    this.#shell.offerUndo('The truth is revealed', () => this.#exchange(seal));
  }

  #own(): Seal | undefined {
    return Film.revisionsOf(this.#line.film).at(-1)!.scenario.sealed;
  }

  async #exchange(seal: Seal | null): Promise<void> {
    await this.#line.turn(() => this.#line.history.exchange(
      Film.revisionsOf(this.#line.film).map(({ from, scenario: { sealed: _, ...scenario } }) => ({ from, scenario: seal ? { ...scenario, sealed: seal } : scenario })),
      { index: this.#line.now, type: seal ? 'sealed' : 'revealed', data: {} },
    ));
    await this.open();
  }
}

function guessOf({ index, atMs, type, data }: LoggedEvent): Guess[] {
  if (type !== 'guess' || typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const kind = DRIFT_KINDS.find((each) => each === data['kind']);
  return kind === undefined ? [] : [{ kind, pattern: DRIFT_PATTERNS.find((each) => each === data['pattern']) ?? null, index, atMs }];
}
