import type { Picture } from '../../../domain/common/picture.ts';
import type { App } from '../../../app/app.svelte.ts';
import type { LogFilter } from '../../../state/monitoring.svelte.ts';
import { Latest } from '../shared/latest.ts';
import { cleanFilter, readsContent, ROW_COLUMNS, rowsOf, type LogRow } from './rows.ts';

export const PAGE_ROWS = 25;
const PICTURE_PX = 80;
/** A page may be half read when the line goes on; looking after it more often would only cost. */
const REST_MS = 1200;

/** The pages of the prediction log, newest first. What arrives after a page was opened waits until it is asked for. */
export class LogPages {
  filter = $state.raw<LogFilter>({});
  page = $state(0);
  rows = $state.raw<readonly LogRow[]>([]);
  pictures = $state.raw<ReadonlyMap<number, Picture>>(new Map());
  /** Rows that pass the filter; null before the first answer. */
  total = $state.raw<number | null>(null);
  /** Rows that pass and came after the page was opened. */
  fresh = $state(0);
  busy = $state(false);

  readonly #app: App;
  readonly #looking = new Latest<void>(() => this.#look(), REST_MS);
  /** The page shows the log as it was before this event. */
  #end = $state(0);
  #reading: AbortController | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  /** The filter as it is asked with: nothing newer than the page itself. */
  get asked(): LogFilter {
    return { ...this.filter, to: Math.min(this.filter.to ?? Infinity, this.#end) };
  }

  /** Last event that the page knows of. */
  get last(): number {
    return Math.max(0, this.#end - 1);
  }

  narrow(change: LogFilter): void {
    this.filter = cleanFilter({ ...this.filter, ...change });
    this.newest();
  }

  clear(): void {
    this.filter = {};
    this.newest();
  }

  /** Opens the first page with all that has arrived. */
  newest(): void {
    this.#end = this.#app.line.now;
    this.page = 0;
    this.fresh = 0;
    void this.#read();
  }

  turn(page: number): void {
    this.page = page;
    void this.#read();
  }

  /** The line went on. */
  follow(): void {
    this.#looking.ask();
  }

  stop(): void {
    this.#looking.stop();
    this.#reading?.abort();
  }

  async #look(): Promise<void> {
    const { line, monitoring, shell } = this.#app;
    if (line.now < this.#end || this.total === null || (this.total === 0 && line.now > this.#end && !readsContent(this.filter))) return this.newest();
    try {
      if (this.filter.to === undefined && line.now > this.#end) {
        this.fresh = readsContent(this.filter) ? await monitoring.count({ ...this.filter, from: Math.max(this.filter.from ?? 0, this.#end), to: line.now }) : line.now - this.#end;
      }
      // Truths that arrive are filled in, unless they would make rows come and go.
      if (!this.busy && this.filter.outcome === undefined && this.rows.some(({ known }) => !known)) await this.#read(true);
    } catch (error) {
      shell.report(error, 'log');
    }
  }

  async #read(quietly = false): Promise<void> {
    const { monitoring, shell } = this.#app;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.busy = !quietly;
    try {
      const page = { columns: ROW_COLUMNS, offset: this.page * PAGE_ROWS, limit: PAGE_ROWS, newestFirst: true };
      const { columns, labels, total } = await monitoring.query({ ...this.asked, ...page }, { signal: reading.signal });
      if (this.#reading !== reading) return;
      this.rows = rowsOf(columns, labels);
      this.total = total;
      this.busy = false;
      if (!quietly) await this.#draw(reading);
    } catch (error) {
      if (this.#reading === reading) shell.report(error, 'log', () => this.#read());
    } finally {
      if (this.#reading === reading) this.busy = false;
    }
  }

  async #draw(reading: AbortController): Promise<void> {
    const { line, pictures } = this.#app;
    const have = this.pictures;
    const indices = this.rows.map(({ index }) => index);
    const missing = indices.filter((index) => !have.has(index));
    const drawn = missing.length > 0 ? await pictures.keptOfLine(line.film, missing, PICTURE_PX) : null;
    if (this.#reading !== reading) return;
    this.pictures = new Map(indices.flatMap((index) => {
      const picture = drawn?.get(index)?.picture ?? have.get(index);
      return picture ? [[index, picture] as const] : [];
    }));
  }
}
