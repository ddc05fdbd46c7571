import type { Labels } from '../../../../domain/alerting/alerts/matcher.ts';
import { diagnosisOf } from '../../../../domain/alerting/incidents/diagnose.ts';
import { accuracyTurn } from '../../../../domain/explanation/drift-hint.ts';
import type { Picture } from '../../../../domain/common/picture.ts';
import { codeOf, type ErrorCode } from '../../../../domain/common/errors.ts';
import type { App } from '../../../../app/app.svelte.ts';
import type { EventRange, Why } from '../../../../state/reasons.ts';
import { ROW_COLUMNS, rowsOf, type LogRow } from '../../log/rows.ts';
import { mistakePairs, type MistakePair } from './mistakes.ts';

/** Whose reasons are asked for: an alert at a moment (simulated seconds), or a monitor at an event, the newest when left out. */
export type Subject = { labels: Labels; atSeconds: number } | { monitor: string; upTo?: number };

/** Rows of each window among which mistakes and their like are sought. */
const MOST_ROWS = 400;
const PICTURE_PX = 112;

/** The reasons of one subject, asked for again when the reader picks another signal. */
export class WhyView {
  why = $state.raw<Why | null>(null);
  error = $state.raw<ErrorCode | null>(null);
  asking = $state(false);
  /** The signal that the reader has picked. */
  signal = $state<string | null>(null);
  mistakes = $state.raw<readonly MistakePair[]>([]);
  /** By event. */
  pictures = $state.raw<ReadonlyMap<number, Picture>>(new Map());

  readonly #app: App;
  #subject: Subject | null = null;
  #turn = 0;

  constructor(app: App) {
    this.#app = app;
  }

  /** Begins anew with another subject. */
  ask(subject: Subject): void {
    this.#subject = subject;
    this.signal = null;
    this.why = null;
    this.mistakes = [];
    this.pictures = new Map();
    void this.#load();
  }

  /** Shows the fruit and the distribution of a signal. */
  pick(signal: string): void {
    this.signal = signal;
    void this.#load();
  }

  retry(): void {
    void this.#load();
  }

  /** Drops what is under way. */
  stop(): void {
    this.#turn += 1;
  }

  async #load(): Promise<void> {
    const turn = (this.#turn += 1);
    const subject = this.#subject!;
    const options = this.signal === null ? {} : { signal: this.signal };
    this.asking = true;
    this.error = null;
    try {
      const reasons = await this.#app.reasons();
      const why = 'labels' in subject ? await reasons.ofAlert(subject.labels, subject.atSeconds, options) : await reasons.ofMonitor(subject.monitor, subject.upTo, options);
      if (turn !== this.#turn) return;
      const mistakes = accuracyTurn(why.comparison) === 'fell' && this.mistakes.length === 0 ? await this.#mistakesOf(why) : this.mistakes;
      if (turn !== this.#turn) return;
      [this.why, this.mistakes] = [why, mistakes];
      this.#keep(subject, why);
      await this.#draw(turn, [...(why.comparison?.fruit?.pairs ?? []), ...mistakes]);
    } catch (error) {
      if (turn === this.#turn) this.error = codeOf(error);
    } finally {
      if (turn === this.#turn) this.asking = false;
    }
  }

  /** What was found of an alert is found of its incident. */
  #keep(subject: Subject, { monitor, comparison }: Why): void {
    const { alerts } = this.#app;
    const incident = 'labels' in subject && alerts.incidentOf(subject.labels, subject.atSeconds);
    if (incident) alerts.diagnose(incident.id, diagnosisOf(monitor?.spec.signal ?? '', comparison));
  }

  async #mistakesOf({ before, after }: Why): Promise<MistakePair[]> {
    const rows = async (range: EventRange, prediction: 'right' | 'wrong'): Promise<LogRow[]> => {
      const { columns, labels } = await this.#app.monitoring.query({ ...range, outcome: prediction, columns: ROW_COLUMNS, limit: MOST_ROWS, newestFirst: true });
      return rowsOf(columns, labels);
    };
    const [right, wrong] = await Promise.all([rows(before, 'right'), rows(after, 'wrong')]);
    return mistakePairs(right, wrong);
  }

  /** Draws the fruit that is not drawn yet. */
  async #draw(turn: number, pairs: readonly { before: { index: number }; after: { index: number } }[]): Promise<void> {
    const missing = [...new Set(pairs.flatMap(({ before, after }) => [before.index, after.index]))].filter((index) => !this.pictures.has(index));
    if (missing.length === 0) return;
    const drawn = await this.#app.pictures.ofLine(this.#app.line.film, missing, PICTURE_PX);
    if (turn === this.#turn) this.pictures = new Map([...this.pictures, ...missing.map((index, i) => [index, drawn[i]!.picture] as const)]);
  }
}
