import { crc32 } from '../domain/common/crc32.ts';
import { OrchardError } from '../domain/common/errors.ts';
import { spelledIn } from '../domain/data/dataset/label.ts';
import { agreementOf } from '../domain/review/agreement.ts';
import { checkBudget, FIRST_BUDGET, judgementsOf, labelsLeft, labelsSpent, labelsToPut, nextAtDesk, unsureFirst, type Budget, type Judgement, type UnsureFruit } from '../domain/review/desk.ts';
import { inspectorLabel } from '../domain/review/inspector.ts';
import type { Judge } from '../domain/review/decisions.ts';
import { isPhoto } from '../domain/world/stream/event.ts';
import type { JsonValue } from '../storage/index.ts';
import type { DataState } from './data.svelte.ts';
import { Film } from './film.ts';
import type { Line } from './line.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { ReviewRecord } from './review-record.svelte.ts';
import type { Services } from './services.ts';
import { Turns } from './turns.ts';

/** The newest rows of the log among which the least sure are looked for. */
const NEWEST_ROWS = 2_000;
/** How many are shown ahead. */
const AHEAD = 9;

/** What the desk may cost, and how often its inspector errs. */
export interface DeskSettings extends Budget {
  readonly errorRate: number;
}

const FIRST_SETTINGS: DeskSettings = { ...FIRST_BUDGET, errorRate: 0.1 };

/** The labelling desk: fruit that the line is unsure of is judged by a hand or by a simulated inspector, within a budget. */
export class LabellingDesk {
  settings = $state.raw<DeskSettings>(FIRST_SETTINGS);
  #rows = $state.raw<readonly UnsureFruit[]>([]);

  readonly #services: Services;
  readonly #data: DataState;
  readonly #line: Line;
  readonly #registry: Registry;
  readonly #record: ReviewRecord;
  readonly #turns = new Turns();

  /** Names what the line is photographed in: judgements of another line are not shown, and not lost. */
  readonly #scene = $derived.by(() => {
    const first = this.#line.revisions[0] && Film.revisionsOf(this.#line.film)[0]!.scenario;
    return first ? crc32(new TextEncoder().encode(JSON.stringify([first.seed, first.world]))).toString(16) : '';
  });
  /** Everything that was said of this line's fruit, oldest first. */
  judged = $derived.by(() => judgementsOf(this.#record.desk, this.#scene));
  spent = $derived.by(() => labelsSpent(this.judged));
  left = $derived.by(() => labelsLeft(this.settings, this.spent, this.#line.now - (this.#line.revisions[0]?.from ?? 0)));
  agreement = $derived.by(() => agreementOf(this.judged));
  /** What can be said of a fruit: the labels of the data set, else those of the version that is live. */
  labels: readonly string[] = $derived.by(() => (this.#data.labels.length > 0 ? this.#data.labels : this.#registry.live?.signature.labels ?? []));
  readonly #inData = $derived.by(() => new Set(this.#data.samples.flatMap(({ fruit }) => (fruit && this.#line.film.hasSeed(fruit.seed) ? [fruit.index] : []))));
  /** Fruits that wait, the least sure first. */
  waiting: readonly UnsureFruit[] = $derived.by(() => unsureFirst(this.#rows.filter(({ index }) => index < this.#line.now), this.judged, (index) => this.#inData.has(index)));
  /** What is shown, the first one now. None once the budget is used up. */
  next = $derived.by(() => (this.left > 0 ? nextAtDesk(this.waiting, this.judged, AHEAD) : []));
  /** Labels that may go into the data set. */
  toPut = $derived.by(() => labelsToPut(this.#record.desk, this.#scene).filter(({ index }) => !this.#inData.has(index)));

  constructor(services: Services, { data, line, registry }: { data: DataState; line: Line; registry: Registry }, record: ReviewRecord) {
    this.#services = services;
    this.#data = data;
    this.#line = line;
    this.#registry = registry;
    this.#record = record;
  }

  async open(): Promise<void> {
    const stored = await this.#services.storage.settings.get('review');
    this.settings = { ...FIRST_SETTINGS, ...readSettings(stored) };
    this.#rows = [];
  }

  /** Changes what the desk may cost, or how often its inspector errs. Throws `argument-invalid`. */
  async set(change: Partial<DeskSettings>): Promise<void> {
    const settings = { ...this.settings, ...change };
    checkBudget(settings);
    if (!(settings.errorRate >= 0 && settings.errorRate <= 1)) throw new OrchardError('argument-invalid', `errorRate: a number from 0 to 1, not ${settings.errorRate}`);
    await this.#services.storage.settings.set('review', { ...settings } as JsonValue);
    this.settings = settings;
  }

  /** Reads the newest rows of the log. */
  async refresh(): Promise<void> {
    const { columns, labels } = await this.#services.monitor.call('query', { columns: ['index', 'predicted', 'confidence', 'version'], newestFirst: true, limit: NEWEST_ROWS });
    const [index, predicted, confidence, version] = (['index', 'predicted', 'confidence', 'version'] as const).map((name) => columns[name] as ArrayLike<number> | undefined ?? []);
    this.#rows = Array.from(index!, (fruit, i) => ({ index: fruit, confidence: confidence![i]!, predicted: labels[predicted![i]!] ?? '', version: version![i]! }));
  }

  /**
   * Says what a fruit of those that are shown is; null: it cannot be told. Answers what the version had said. Throws `review-budget`, `review-stale` for a fruit that is not
   * shown (any more), `label-unknown`.
   */
  judge(index: number, label: string | null): Promise<Judgement> {
    return this.#turns.take(async () => {
      this.#mustHaveLeft();
      const own = label === null ? null : spelledIn(this.labels, label);
      if (own !== null && !this.labels.includes(own)) throw new OrchardError('label-unknown', own);
      const shown = this.next.find(({ fruit }) => fruit.index === index);
      if (!shown) throw new OrchardError('review-stale', `fruit ${index} is not shown`);
      const judgement: Judgement = { ...shown.fruit, label: own, repeat: shown.repeat };
      await this.#keep([judgement], 'hand');
      return judgement;
    });
  }

  /**
   * Has the simulated inspector judge up to `count` fruits, as far as the budget goes; answers how many. Throws `sealed` where the truth is sealed or hidden, `review-budget`,
   * `label-unknown` where the labels are about nothing that the line knows the truth of.
   */
  inspect(count: number): Promise<number> {
    return this.#turns.take(async () => {
      if (!this.#line.truthVisible) throw new OrchardError('sealed', 'the inspector would tell it');
      this.#mustHaveLeft();
      const kind = this.#line.truthKind(this.labels);
      if (kind === 'none') throw new OrchardError('label-unknown', 'the line has no truth for these labels');
      const { errorRate } = this.settings;
      const { seed } = this.#line.scenario;
      const { left, waiting } = this;
      const judged = [...this.judged];
      const judgements: Judgement[] = [];
      for (let fresh = 0; judgements.length < count;) {
        const [next] = nextAtDesk(waiting.slice(fresh, fresh + 1), judged, 1);
        if (!next || (!next.repeat && fresh === left)) break;
        if (!next.repeat) fresh += 1;
        const { fruit, repeat } = next;
        const event = this.#line.film.eventAt(fruit.index);
        const known = kind === 'species' && !isPhoto(event) ? event.fruit.species : event.truth;
        const truth = known === null ? '' : spelledIn(this.labels, known);
        const shown = judged.filter(({ index, by }) => index === fruit.index && by === 'inspector').length;
        const label = this.labels.includes(truth) ? inspectorLabel({ errorRate, seed }, this.labels, truth, fruit.index, shown) : null;
        judgements.push({ ...fruit, repeat, label });
        judged.push({ ...fruit, repeat, label, by: 'inspector' });
      }
      if (judgements.length > 0) await this.#keep(judgements, 'inspector');
      return judgements.length;
    });
  }

  /** Takes back what was judged last. Throws `nothing-to-undo`. */
  undo(): Promise<void> {
    return this.#turns.take(async () => {
      const newest = this.#record.newest('desk');
      if (!newest || newest.act.scene !== this.#scene) throw new OrchardError('nothing-to-undo', 'nothing was judged at the desk of this line');
      await this.#record.remove(newest.number);
    });
  }

  /** Remembers that labels went into the data set. */
  async wentIn(indices: readonly number[]): Promise<void> {
    if (indices.length > 0) await this.#record.add({ what: 'put', scene: this.#scene, indices: [...indices], atMs: this.#services.nowMs() });
  }

  #mustHaveLeft(): void {
    if (this.left === 0) throw new OrchardError('review-budget', `${this.spent} labels were asked for, as many as ${this.#line.now} fruits give: raise perThousand or total by review.setDesk`);
  }

  async #keep(judgements: readonly Judgement[], by: Judge): Promise<void> {
    await this.#record.add({ what: 'desk', scene: this.#scene, judgements: [...judgements], by, atMs: this.#services.nowMs() });
  }
}

/** What of stored settings can be read: a setting is no reason to fail. */
function readSettings(stored: unknown): Partial<DeskSettings> {
  try {
    const settings = { ...FIRST_SETTINGS, ...(stored as Partial<DeskSettings> | null) };
    checkBudget(settings);
    return settings.errorRate >= 0 && settings.errorRate <= 1 ? settings : {};
  } catch {
    return {};
  }
}
