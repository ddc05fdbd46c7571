import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { FeatureBlock } from '../domain/data/features/blocks.ts';
import { splitByContent } from '../domain/learning/split.ts';
import { decide, queueOf, takeBack, type QueuedFinding, type Wish } from '../domain/review/decisions.ts';
import { findingsOf, REASONS, type Findings, type Reason, type ReviewMeasures } from '../domain/review/findings.ts';
import type { Sample, Split } from '../domain/data/dataset/dataset.ts';
import type { ReviewProgress, ReviewSample } from '../../workers/protocol/trainer.ts';
import type { Compute } from './compute.svelte.ts';
import { EMBED_SIZE, type DataState } from './data.svelte.ts';
import { LabellingDesk } from './labelling-desk.svelte.ts';
import type { Line } from './line.svelte.ts';
import type { Pictures } from './pictures.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import { ReviewRecord } from './review-record.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** A look at all pictures that is under way. */
interface LookStatus {
  phase: Extract<ReviewProgress, { type: 'review' }>['phase'];
  done: number;
  total: number;
  cancel(): void;
}

const BLOCKS: readonly FeatureBlock[] = ['readable', 'embedding', 'colour'];

/** Cleaning the data set: what is doubtful about its pictures, and what was decided of it. The labelling desk is its other half. */
export class Review {
  status = $state.raw<LookStatus | null>(null);
  /** Why the last look failed. */
  problem = $state.raw<ErrorCode | null>(null);
  /** Why labels are not among what was looked at: there is no backbone, or nothing to tell apart. */
  withoutLabels = $state.raw<ErrorCode | null>(null);
  findings = $state.raw<Findings | null>(null);

  readonly desk: LabellingDesk;
  readonly #record: ReviewRecord;
  readonly #services: Services;
  readonly #shell: Shell;
  readonly #compute: Compute;
  readonly #data: DataState;
  #looking: Promise<void> | null = null;
  #looked = $state.raw<{ ids: ReadonlySet<string>; labels: readonly string[] } | null>(null);
  readonly #labelOf = $derived.by(() => new Map(this.#data.samples.map(({ id, label }) => [id, label])));

  /** What was found, worst first within a kind; what is decided stays in its place. */
  queue: readonly QueuedFinding[] = $derived.by(() => (this.findings ? queueOf(this.findings.items, this.#record.cleaning, this.#labelOf) : []));
  /** Findings that wait for a decision. */
  waiting = $derived.by(() => this.queue.filter(({ decided }) => decided === null));
  /** How many wait by their reason; of one picture several times, the pictures. */
  counts: Readonly<Record<Reason, number>> = $derived.by(() => {
    const counts = Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Reason, number>;
    for (const { finding } of this.waiting) counts[finding.reason] += finding.reason === 'frozen' ? finding.ids.length : 1;
    return counts;
  });
  /** Pictures that were decided on. */
  decided = $derived.by(() => this.#record.cleaning.reduce((sum, { decisions }) => sum + decisions.length, 0));
  /** Pictures have come, or labels changed, since they were looked at. */
  isStale = $derived.by(() => {
    const looked = this.#looked;
    return looked === null || looked.labels.join('\n') !== this.#data.labels.join('\n') || this.#data.samples.some(({ id }) => !looked.ids.has(id));
  });

  constructor(services: Services, app: { shell: Shell; compute: Compute; data: DataState; line: Line; registry: Registry; pictures: Pictures }) {
    this.#services = services;
    this.#shell = app.shell;
    this.#compute = app.compute;
    this.#data = app.data;
    this.#record = new ReviewRecord(services);
    this.desk = new LabellingDesk(services, app, this.#record);
  }

  async open(): Promise<void> {
    await Promise.all([this.#record.open(), this.desk.open()]);
    this.findings = null;
    this.#looked = null;
    this.problem = null;
  }

  /** Looks at all pictures where that is due. */
  async ensure(): Promise<void> {
    if (this.isStale || this.findings === null) await this.look();
  }

  /** Looks at all pictures. Whoever asks while that goes on shares it. Rejects with `cancelled` and leaves what was found before; what fails is kept as `problem`. */
  look({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    this.#looking ??= this.#look(signal);
    return this.#looking;
  }

  async #look(outer?: AbortSignal): Promise<void> {
    const { samples, labels, splitSeed } = this.#data;
    const cancel = new AbortController();
    const signal = outer ? AbortSignal.any([outer, cancel.signal]) : cancel.signal;
    this.problem = null;
    this.status = { phase: 'embed', done: 0, total: samples.length, cancel: () => cancel.abort() };
    try {
      const { measures, without } = await this.#measure(samples, labels, signal);
      let splits: ReadonlyMap<string, Split> = new Map();
      try {
        splits = splitByContent(samples, labels, splitSeed);
      } catch {
        // Too few pictures to be split have no sides.
      }
      this.findings = findingsOf(samples, labels, measures, (id) => splits.get(id));
      this.withoutLabels = without;
      this.#looked = { ids: new Set(samples.map(({ id }) => id)), labels };
    } catch (error) {
      if (signal.aborted) throw new OrchardError('cancelled');
      this.problem = codeOf(error);
      if (this.problem === 'worker-died') this.#compute.forget();
      throw error;
    } finally {
      // Whoever hears that it is over may look again at once.
      this.#looking = null;
      this.status = null;
    }
  }

  /** Without the backbone, what needs none is measured all the same. */
  async #measure(samples: readonly Sample[], labels: readonly string[], signal: AbortSignal): Promise<{ measures: ReviewMeasures; without: ErrorCode | null }> {
    if (samples.length === 0) return { measures: { probabilities: null, nearest: null, farness: null, groups: [] }, without: null };
    await this.#compute.ensure();
    try {
      const measures = await this.#call(samples, labels, signal, true);
      return { measures, without: measures.probabilities === null ? 'data-one-class' : null };
    } catch (error) {
      if (codeOf(error) !== 'backbone-missing') throw error;
      return { measures: await this.#call(samples, labels, signal, false), without: 'backbone-missing' };
    }
  }

  async #call(samples: readonly Sample[], labels: readonly string[], signal: AbortSignal, embed: boolean): Promise<ReviewMeasures> {
    const { storage, trainer } = this.#services;
    const ids = samples.map(({ id }) => id);
    const cached = await Promise.all(BLOCKS.map((block) => storage.vectors.get(block, EMBED_SIZE, ids)));
    const lacking = ids.filter((id) => cached.some((vectors, i) => (embed || BLOCKS[i] === 'readable') && !vectors.has(id)));
    const blobs = new Map(await Promise.all(lacking.map(async (id) => [id, await storage.samples.blob(id)] as const)));
    const rows = samples.map(({ id, label, lookHash }): ReviewSample => ({
      id, label: labels.indexOf(label), lookHash, blob: blobs.get(id) ?? null, blocks: Object.fromEntries(BLOCKS.map((block, i) => [block, cached[i]!.get(id) ?? null])),
    }));
    return trainer.call('review', { labels: labels.length, samples: rows, inputSize: EMBED_SIZE, embed }, { signal, onProgress: (progress) => this.#receive(progress) });
  }

  #receive(progress: ReviewProgress): void {
    if (progress.type === 'review') {
      if (this.status) this.status = { ...this.status, phase: progress.phase, done: progress.done, total: progress.total };
    } else if (this.#shell.leading) {
      const { block, inputSize, sampleId: id, values } = progress;
      this.#services.storage.vectors.put([{ block, inputSize, id, values }]).catch((error: unknown) => this.#shell.report(error, 'review'));
    }
  }

  /** Why a picture waits, as its reasons. */
  #reasonsOf(id: string): Reason[] {
    return [...new Set(this.waiting.filter(({ finding }) => finding.ids.includes(id)).map(({ finding }) => finding.reason))];
  }

  #wish(id: string, decision: Wish['decision']): Wish {
    const doubt = this.findings?.items.find((finding) => finding.reason === 'label' && finding.ids[0] === id);
    const shown = this.waiting.some(({ finding }) => finding === doubt) && doubt?.reason === 'label' ? doubt.given : this.#labelOf.get(id);
    return { id, decision, seen: shown ?? '', reasons: this.#reasonsOf(id) };
  }

  /**
   * Keeps a picture, drops it, or gives it another label; the decision is kept with it. `seen`: the label that the judge was shown, that of now where it is left out.
   * Throws `review-stale` where the picture was removed or relabelled since, `label-unknown`. Undo takes it back.
   */
  async decide(id: string, decision: Wish['decision'], seen?: string): Promise<void> {
    const wish = this.#wish(id, decision);
    await this.#carryOut([{ ...wish, seen: seen ?? wish.seen }], typeof decision === 'string' ? (decision === 'keep' ? 'One picture kept' : 'One picture dropped') : `One picture now “${decision.label}”`);
  }

  /** Keeps these pictures and drops the others of their groups. Throws `argument-invalid` for a picture that is in no group that waits, `review-stale`. Undo takes all of it back. */
  async keepOnly(ids: readonly string[]): Promise<void> {
    const kept = new Set(ids);
    const groups = this.waiting.map(({ finding }) => finding).filter((finding) => finding.ids.length > 1 && finding.ids.some((id) => kept.has(id)));
    const strange = ids.find((id) => !groups.some((group) => group.ids.includes(id)));
    if (strange !== undefined || ids.length === 0) throw new OrchardError('argument-invalid', `${strange ?? 'nothing'} is in no group`);
    const members = [...new Set(groups.flatMap((group) => group.ids))].filter((id) => this.#labelOf.has(id));
    const wishes = members.map((id) => this.#wish(id, kept.has(id) ? 'keep' : 'drop'));
    const dropped = wishes.filter(({ decision }) => decision === 'drop').length;
    await this.#carryOut(wishes, dropped === 0 ? 'All copies kept' : `${dropped === 1 ? 'One copy' : `${dropped} copies`} dropped`);
  }

  async #carryOut(wishes: readonly Wish[], done: string): Promise<void> {
    let kept: ReturnType<typeof decide>['act'] | null = null;
    const number = await this.#data.amend((labelOf, labels) => {
      const { act, amendment } = decide(wishes, labelOf, labels, 'hand', this.#services.nowMs());
      kept = act;
      return { ...amendment, reviewed: act };
    });
    this.#record.stored(number!, kept!);
    this.#shell.offerUndo(done, () => this.undo(number!));
  }

  /** Takes back the newest decision that is kept, or that of a number. Throws `nothing-to-undo`, and `review-stale` where its pictures were changed since. */
  async undo(number?: number): Promise<void> {
    const newest = this.#record.newest('cleaning', number);
    if (!newest) throw new OrchardError('nothing-to-undo', 'no decision on a picture is left');
    await this.#data.amend((labelOf) => ({ ...takeBack(newest.act, labelOf), unreviewed: [newest.number] }));
    this.#record.removed(newest.number);
  }
}
