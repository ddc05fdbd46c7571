import type { Labels } from '../../../../domain/alerting/alerts/matcher.ts';
import { diagnosisOf } from '../../../../domain/alerting/incidents/diagnose.ts';
import { accuracyTurn } from '../../../../domain/explanation/drift-hint.ts';
import type { Picture } from '../../../../domain/common/picture.ts';
import { codeOf, type ErrorCode } from '../../../../domain/common/errors.ts';
import type { App } from '../../../../app/app.svelte.ts';
import type { Stretch } from '../../../../domain/explanation/compared-windows.ts';
import type { Explanation } from '../../../../domain/watch/explanation.ts';
import { ROW_COLUMNS, rowsOf, type LogRow } from '../../log/rows.ts';
import { mistakePairs, type MistakePair } from './mistakes.ts';

/** What is to be explained: an alert at a moment (simulated seconds), or a monitor at an event, the newest when left out. */
export type Subject = { labels: Labels; atSeconds: number } | { monitor: string; upTo?: number };

/** Rows of each window among which mistakes and their like are sought. */
const MOST_ROWS = 400;
const PICTURE_PX = 112;

/** The explanation of one subject, asked for again when the reader picks another signal. */
export class ExplanationView {
  explanation = $state.raw<Explanation | null>(null);
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
    this.explanation = null;
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
      const explainer = await this.#app.explainer();
      const explanation = 'labels' in subject ? await explainer.ofAlert(subject.labels, subject.atSeconds, options) : await explainer.ofMonitor(subject.monitor, subject.upTo, options);
      if (turn !== this.#turn) return;
      const mistakes = accuracyTurn(explanation.changed.comparison) === 'fell' && this.mistakes.length === 0 ? await this.#mistakesOf(explanation.changed) : this.mistakes;
      if (turn !== this.#turn) return;
      [this.explanation, this.mistakes] = [explanation, mistakes];
      this.#keep(subject, explanation);
      await this.#draw(turn, [...(explanation.changed.comparison?.fruit?.pairs ?? []), ...mistakes]);
    } catch (error) {
      if (turn === this.#turn) this.error = codeOf(error);
    } finally {
      if (turn === this.#turn) this.asking = false;
    }
  }

  /** What was found of an alert is found of its incident. */
  #keep(subject: Subject, { measured: { monitor }, changed: { comparison } }: Explanation): void {
    const { alerts, line } = this.#app;
    const incident = 'labels' in subject && alerts.incidentOf(subject.labels, subject.atSeconds);
    if (incident) alerts.diagnose(incident.id, diagnosisOf(monitor?.spec.signal ?? '', comparison), line.now);
  }

  async #mistakesOf({ before, after }: Explanation['changed']): Promise<MistakePair[]> {
    const rows = async (range: Stretch, prediction: 'right' | 'wrong'): Promise<LogRow[]> => {
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
    const drawn = await this.#app.pictures.keptOfLine(this.#app.line.film, missing, PICTURE_PX);
    if (turn === this.#turn) this.pictures = new Map([...this.pictures, ...[...drawn].map(([index, { picture }]) => [index, picture] as const)]);
  }
}
