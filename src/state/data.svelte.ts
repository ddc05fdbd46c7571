import { counted } from '../domain/common/counted.ts';
import { contentText, differenceFrom, isUnchanged, type DataSetDifference } from '../domain/data/dataset/difference.ts';
import { RIPENESS_LABELS } from '../domain/world/stream/event.ts';
import { frozen, type DataSetVersion, type Sample } from '../domain/data/dataset/dataset.ts';
import { cleanLabel, refuseAlike, spelledIn, withLabel, withLabels } from '../domain/data/dataset/label.ts';
import { OrchardError } from '../domain/common/errors.ts';
import type { InputSize } from '../domain/data/features/blocks.ts';
import type { World } from '../domain/world/orchard/world.ts';
import type { DataChange, SampleEntry } from '../storage/index.ts';
import { sha256 } from '../storage/sha256.ts';
import type { Ingested } from '../../workers/protocol/trainer.ts';
import { Addition } from './addition.ts';
import type { Compute } from './compute.svelte.ts';
import type { Arrival, FolderEntry, IngestStatus, Leftover, Rejection } from './intake.ts';
import type { PictureReaders } from './picture-readers.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { Turns } from './turns.ts';


/** Pictures that are stored in one transaction. */
const STORE_PICTURES = 32;
/** Most files of one drop. */
const MOST_FILES = 10_000;
const FIRST_SEED = 42;
/** Pictures of orchard fruit are kept at this size, and every recipe looks at them scaled from it. */
const PICK_SIZE = 128;

/** The labelled pictures, and their frozen versions. Whatever changes them waits for the change before it. */
export class DataState {
  labels = $state.raw<readonly string[]>([]);
  samples = $state.raw<readonly Sample[]>([]);
  versions = $state.raw<readonly DataSetVersion[]>([]);
  ingest = $state.raw<IngestStatus | null>(null);
  rejections = $state.raw<readonly Rejection[]>([]);
  leftover = $state.raw<Leftover | null>(null);
  splitSeed = $state(FIRST_SEED);

  /** How the data set stood when it was frozen last. */
  newest = $derived(this.versions.findLast(({ isPart }) => !isPart) ?? null);
  counts = $derived.by(() => {
    const counts = new Map<string, number>(this.labels.map((label) => [label, 0]));
    for (const { label } of this.samples) counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  });
  readonly #labelOf = $derived(new Map(this.samples.map(({ id, label }) => [id, label])));
  difference: DataSetDifference | null = $derived(this.newest ? differenceFrom(this.newest, this.labels, this.samples) : null);
  changed = $derived(this.newest ? !isUnchanged(this.difference!) || this.newest.splitSeed !== this.splitSeed : this.samples.length > 0);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #compute: Compute;
  /** Their code comes when pictures are about to. */
  #readers: Promise<PictureReaders> | null = null;
  readonly turns = new Turns();
  readonly #additions = new Set<Promise<unknown>>();
  /** Aborts all that is being taken in. */
  #leave = new AbortController();

  constructor(services: Services, shell: Shell, compute: Compute) {
    this.#services = services;
    this.#shell = shell;
    this.#compute = compute;
  }

  async open(): Promise<void> {
    const { storage } = this.#services;
    [this.labels, this.samples, this.versions] = await Promise.all([storage.labels.get(), storage.samples.list(), storage.dataSetVersions.list()]);
    this.splitSeed = this.newest?.splitSeed ?? FIRST_SEED;
    this.rejections = [];
    this.leftover = null;
    if (this.labels.length === 0) this.labels = [...new Set(this.samples.map(({ label }) => label))];
  }

  /** Empties the data set and sets its labels. Undo brings all back. */
  async reset(labels: readonly string[]): Promise<void> {
    const { storage } = this.#services;
    let clean: string[] = [];
    for (const label of labels) clean = withLabel(clean, label);
    this.#expectPictures();
    await this.turns.take(async () => {
      const before = this.labels;
      const removal = await storage.samples.change({ remove: this.samples.map(({ id }) => id), labels: clean });
      this.labels = clean;
      this.samples = [];
      this.rejections = [];
      this.leftover = null;
      if (removal.keys.length > 0) this.#offerUndo(`Removed ${counted(removal.keys.length, 'picture')}`, { restore: removal.keys, labels: before });
    });
  }

  async addLabel(text: string): Promise<string> {
    this.#expectPictures();
    return this.turns.take(async () => {
      const labels = withLabel(this.labels, text);
      await this.#services.storage.labels.set(labels);
      this.labels = labels;
      return labels.at(-1)!;
    });
  }

  async renameLabel(from: string, text: string): Promise<void> {
    const to = cleanLabel(text);
    if (to === from) return;
    await this.turns.take(async () => {
      refuseAlike(this.labels.filter((label) => label !== from), to);
      await this.#services.storage.labels.rename(from, to);
      this.labels = this.labels.map((label) => (label === from ? to : label));
      this.samples = this.samples.map((sample) => (sample.label === from ? { ...sample, label: to } : sample));
    });
    this.#shell.offerUndo(`Renamed “${from}” to “${to}”`, () => this.renameLabel(to, from));
  }

  /** Takes a label away together with its pictures; undo brings both back. */
  removeLabel(label: string): Promise<void> {
    return this.turns.take(async () => {
      if (!this.labels.includes(label)) throw new OrchardError('label-unknown', label);
      const { storage } = this.#services;
      const before = this.labels;
      const after = before.filter((other) => other !== label);
      const removal = await storage.samples.change({ remove: this.samples.filter((sample) => sample.label === label).map(({ id }) => id), labels: after });
      this.labels = after;
      this.samples = this.samples.filter((sample) => sample.label !== label);
      this.#offerUndo(`Removed “${label}” and its ${counted(removal.keys.length, 'picture')}`, { restore: removal.keys, labels: before });
    });
  }

  async relabel(ids: readonly string[], label: string): Promise<void> {
    await this.relabelAll(ids.map((id) => ({ id, label })));
  }

  /** Gives each picture its label; undo takes all of it back. */
  relabelAll(changes: readonly { id: string; label: string }[]): Promise<void> {
    return this.turns.take(async () => {
      for (const { label } of changes) if (!this.labels.includes(label)) throw new OrchardError('label-unknown', label);
      const to = new Map(changes.map(({ id, label }) => [id, label]));
      const before = this.samples.filter(({ id }) => to.has(id)).map(({ id, label }) => ({ id, label }));
      await this.#services.storage.samples.change({ relabel: changes });
      this.samples = this.samples.map((sample) => (to.has(sample.id) ? { ...sample, label: to.get(sample.id)! } : sample));
      const labels = [...new Set(changes.map(({ label }) => label))];
      const now = labels.length === 1 ? ` now “${labels[0]}”` : ' relabelled';
      this.#offerUndo(`${to.size === 1 ? 'One picture' : `${to.size} pictures`}${now}`, { relabel: before });
    });
  }

  /** Moves the pictures that were offered under one label and are there under another. */
  async moveElsewhere(): Promise<void> {
    const { elsewhere } = this.leftover ?? { elsewhere: [] };
    await this.relabelAll(elsewhere.map(({ id, to }) => ({ id, label: to })));
    this.leftover = null;
  }

  /**
   * Carries an act of a review out, or takes some back, in its turn: `plan` sees the label of each picture as it is then, and what it throws is thrown. Answers
   * the number that the act is kept under; null where none is.
   */
  amend(plan: (labelOf: ReadonlyMap<string, string>, labels: readonly string[]) => DataChange): Promise<number | null> {
    return this.turns.take(async () => {
      const change = plan(this.#labelOf, this.labels);
      if (change.restore || change.unreviewed) return this.#change(change);
      const { review } = await this.#services.storage.samples.change(change);
      const [gone, to] = [new Set(change.remove), new Map(change.relabel?.map(({ id, label }) => [id, label]))];
      if (gone.size + to.size > 0) this.samples = this.samples.filter(({ id }) => !gone.has(id)).map((sample) => (to.has(sample.id) ? { ...sample, label: to.get(sample.id)! } : sample));
      return review;
    });
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.turns.take(async () => {
      const removal = await this.#services.storage.samples.change({ remove: ids });
      const gone = new Set(ids);
      const labels = this.samples.filter(({ id }) => gone.has(id)).map(({ label }) => label);
      this.samples = this.samples.filter(({ id }) => !gone.has(id));
      this.#offerUndo(ids.length === 1 ? 'Removed one picture' : `Removed ${ids.length} pictures`, { restore: removal.keys }, labels);
    });
  }

  /** Takes files in under a label, which is added when it is missing; each refused one says why. */
  async addFiles(label: string, files: readonly Blob[], signal?: AbortSignal): Promise<{ added: number; rejected: Rejection[] }> {
    if (files.length > MOST_FILES) throw new OrchardError('too-many-files', String(files.length));
    const labels = this.labels.includes(label) ? this.labels : withLabel(this.labels, label);
    const under = this.labels.includes(label) ? label : labels.at(-1)!;
    const arrivals = files.map((blob): Arrival => ({ item: { blob }, label: under, source: 'file', note: blob instanceof File ? blob.name.slice(0, 200) : '' }));
    return this.add(arrivals, `Reading ${counted(files.length, 'file')}`, { signal, labels });
  }

  /**
   * Takes the pictures of a folder or an archive in, each under the folder that it lies in; those that lie in none go under
   * `fallback`. Labels that are missing are added, once all of them will do, and kept where a picture came or is offered for
   * them; other files are passed over and counted.
   */
  async addFolder(entries: readonly FolderEntry[], fallback: string, signal?: AbortSignal): Promise<{ added: number; rejected: Rejection[] }> {
    const { planFolder } = await import('./intake.ts');
    const { labels, arrivals, refused, skipped } = planFolder(entries, this.labels, fallback);
    if (arrivals.length + refused.length > MOST_FILES) throw new OrchardError('too-many-files', String(arrivals.length + refused.length));
    if (arrivals.length + refused.length === 0) throw new OrchardError('picture-not-an-image', '', { about: 'a folder or an archive without pictures' });
    const { added, rejected } = await this.add(arrivals, `Reading ${counted(arrivals.length, 'file')}`, { signal, labels });
    if (refused.length > 0) this.rejections = [...this.rejections, ...refused];
    if (skipped > 0) this.leftover = { already: 0, elsewhere: [], ...this.leftover, skipped };
    return { added, rejected: [...rejected, ...refused] };
  }

  /** Takes the pictures of an archive in, as `addFolder` does. */
  async addZip(file: Blob, fallback: string): Promise<{ added: number; rejected: Rejection[] }> {
    const cancel = new AbortController();
    this.ingest = { what: 'Unpacking', done: 0, total: 0, startedMs: this.#services.nowMs(), cancel: () => cancel.abort() };
    let entries: FolderEntry[];
    try {
      const { unzipPictures } = await import('../storage/project.ts');
      entries = await unzipPictures(file, { signal: cancel.signal });
    } finally {
      this.ingest = null;
    }
    return this.addFolder(entries, fallback);
  }

  /** Fresh fruit of a world, labelled by the market's taste. Adds the labels ripe and unripe where they are missing. */
  async pick(count: number, seed: number, world: World, signal?: AbortSignal): Promise<{ added: number; rejected: Rejection[] }> {
    this.#expectPictures();
    const cancel = new AbortController();
    const either = AbortSignal.any([cancel.signal, this.#leave.signal, ...(signal ? [signal] : [])]);
    const startedMs = this.#services.nowMs();
    const show = (done: number) => { this.ingest = { what: `Drawing ${counted(count, 'fruit')}`, drawing: true, done, total: count, startedMs, cancel: () => cancel.abort() }; };
    show(0);
    const picked = await this.#services.orchard
      .call('pick', { world: $state.snapshot(world), count, seed, size: PICK_SIZE }, { signal: either, onProgress: ({ done }) => show(done), isRepeatable: true })
      .finally(() => { this.ingest = null; });
    const labels = withLabels(this.labels, RIPENESS_LABELS);
    const arrivals = picked.map(({ picture, label, species, cultivar, ripeness }): Arrival => ({
      item: { picture }, label: spelledIn(labels, label), source: 'orchard', note: `${cultivar} ${species}`, species, cultivar, ripeness,
    }));
    return this.add(arrivals, `Photographing ${counted(count, 'fruit')}`, { signal: either, labels });
  }

  /**
   * Takes pictures in: decoded, hashed and embedded by the workers, and stored in their order, with the `labels` that there are then: all that
   * are ready when it ends or is cancelled, or none. A picture that is there already stays as it is, under its label: it is told of as
   * `picture-duplicate`, or as `picture-elsewhere` when the labels differ.
   */
  async add(arrivals: readonly Arrival[], what: string, { signal, labels = this.labels }: { signal?: AbortSignal | undefined; labels?: readonly string[] } = {}): Promise<{ added: number; rejected: Rejection[] }> {
    const addition = this.#add(arrivals, what, labels, signal);
    this.#additions.add(addition);
    return addition.finally(() => this.#additions.delete(addition));
  }

  /** Cancels what is being taken in, and waits until it has ended. */
  async quiet(): Promise<void> {
    this.#leave.abort();
    this.#leave = new AbortController();
    await Promise.allSettled(this.#additions);
  }

  async #add(arrivals: readonly Arrival[], what: string, labels: readonly string[], outer?: AbortSignal): Promise<{ added: number; rejected: Rejection[] }> {
    for (const { label } of arrivals) if (!labels.includes(label)) throw new OrchardError('label-unknown', label);
    const newLabels = labels.filter((label) => !this.labels.includes(label));
    const cancel = new AbortController();
    const signal = AbortSignal.any([cancel.signal, this.#leave.signal, ...(outer ? [outer] : [])]);
    const addition = new Addition((id) => this.#labelOf.get(id));
    let done = 0;
    const startedMs = this.#services.nowMs();
    const show = () => { this.ingest = { what, done, total: arrivals.length, startedMs, cancel: () => cancel.abort() }; };
    show();
    const staged: Sample[] = [];
    let staging = Promise.resolve();
    const stage = () => {
      const entries = addition.takeReady();
      staged.push(...entries.map(({ sample }) => sample));
      staging = staging.then(() => this.#services.storage.samples.stage(entries));
      // What fails is heard when all are brought in.
      staging.catch(() => cancel.abort());
    };
    try {
      await (await this.#reading()).read(arrivals.map(({ item }) => item), EMBED_SIZE, signal, (progress) => {
        done += 1;
        if (progress.type === 'rejected') {
          const { position, code, about } = progress;
          addition.refuse({ index: position, name: arrivals[position]?.note ?? '', code, ...(about === undefined ? {} : { about }) });
        } else {
          const { item } = progress;
          addition.take(item.position, this.#entry(arrivals[item.position]!, item));
        }
        if (addition.readyCount >= STORE_PICTURES) stage();
        if (done % 8 === 0 || done === arrivals.length) show();
      });
    } finally {
      addition.end();
      this.ingest = null;
      await staging;
      const { labels: used } = addition;
      await this.turns.take(() => this.#bringIn(staged, addition.takeReady(), newLabels.filter((label) => used.has(label))));
      this.rejections = addition.refused;
      this.leftover = addition.leftover;
    }
    const counts = [[addition.already, 'already there'], [addition.elsewhere.length, 'under another label'], [this.rejections.length, 'refused']] as const;
    this.#shell.announce([`${counted(addition.count, 'picture')} added`, ...counts.filter(([n]) => n > 0).map(([n, where]) => `${n} ${where}`)].join(', '));
    return { added: addition.count, rejected: addition.rejected };
  }

  /** Freezes the pictures as they are. The same content gives the same version. */
  async freeze(): Promise<DataSetVersion> {
    const { planSplit } = await import('../domain/learning/split.ts');
    const { splits, leaks } = planSplit(this.samples, this.labels, this.splitSeed);
    return this.freezeAs(this.labels, this.samples.map((sample) => frozen(sample, splits.get(sample.id)!)), leaks);
  }

  /** Freezes some pictures under a split that is given; the same content is the same version. */
  async freezeAs(labels: readonly string[], samples: DataSetVersion['samples'], leaks: NonNullable<DataSetVersion['leaks']> = [], isPart = false): Promise<DataSetVersion> {
    const contentHash = await sha256(new TextEncoder().encode(contentText(labels, samples)));
    const version = await this.#services.storage.dataSetVersions.add({
      contentHash, labels: [...labels], samples, splitSeed: this.splitSeed, createdMs: this.#services.nowMs(), ...(leaks.length > 0 ? { leaks } : {}), ...(isPart ? { isPart } : {}),
    });
    this.versions = [...this.versions.filter(({ number }) => number !== version.number), version].sort((a, b) => a.number - b.number);
    return version;
  }

  /** Brings the pictures and labels of a version back; pictures added since are removed. Undo returns. */
  backTo(version: DataSetVersion): Promise<void> {
    return this.turns.take(async () => {
      const before = { labels: this.labels, samples: this.samples };
      const keep = new Set(version.samples.map(({ id }) => id));
      const arrived = this.samples.filter(({ id }) => !keep.has(id)).map(({ id }) => id);
      const missing = version.samples.filter(({ id }) => !before.samples.some((sample) => sample.id === id)).map(({ id }) => id);
      await this.#change({ remove: arrived, restore: missing, labels: version.labels, relabel: version.samples });
      this.#offerUndo(`Back to data v${version.number}`, { restore: arrived, remove: missing, labels: before.labels, relabel: before.samples });
    });
  }

  /** Whoever names labels or draws fruit is about to bring pictures. */
  #expectPictures(): void {
    this.#reading().then((readers) => readers.prepare(EMBED_SIZE)).catch(() => {});
  }

  #reading(): Promise<PictureReaders> {
    this.#readers ??= import('./picture-readers.ts').then(({ PictureReaders: Made }) => new Made(this.#services, this.#compute), (error: unknown) => {
      this.#readers = null;
      throw error;
    });
    return this.#readers;
  }

  #entry(arrival: Arrival, item: Ingested): SampleEntry {
    const { label, source, note, species, cultivar, ripeness, takenMs, fruit, onlyTest } = arrival;
    const sample: Sample = {
      id: item.id, label, source, note, addedMs: takenMs ?? this.#services.nowMs(), lookHash: item.lookHash, readable: [...item.readable],
      ...(species === undefined ? {} : { species, cultivar, ripeness }), ...(fruit ? { fruit } : {}), ...(onlyTest ? { onlyTest } : {}),
    };
    const vectors: SampleEntry['vectors'] = [{ block: 'colour', inputSize: EMBED_SIZE, values: item.colour }, { block: 'readable', inputSize: EMBED_SIZE, values: item.readable }];
    if (item.embedding) vectors.push({ block: 'embedding', inputSize: EMBED_SIZE, values: item.embedding });
    return { sample, stored: item.stored, thumbnail: item.thumbnail, vectors };
  }

  /** Stores what an addition brings, and only then shows it. */
  async #bringIn(staged: readonly Sample[], put: readonly SampleEntry[], newLabels: readonly string[]): Promise<void> {
    const samples = [...staged, ...put.map(({ sample }) => sample)];
    // Another act may have brought the same picture, or taken a label away, meanwhile.
    const missing = [...new Set([...newLabels, ...samples.map(({ label }) => label)])].filter((label) => !this.labels.includes(label));
    if (samples.length + missing.length === 0) return;
    const labels = [...this.labels, ...missing];
    await this.#services.storage.samples.change({ staged, put, ...(missing.length > 0 ? { labels } : {}) });
    const ids = new Set(samples.map(({ id }) => id));
    this.labels = labels;
    this.samples = [...this.samples.filter(({ id }) => !ids.has(id)), ...samples];
  }

  #offerUndo(text: string, change: DataChange, labels: readonly string[] = []): void {
    this.#shell.offerUndo(text, () => this.turns.take(() => this.#change(change, labels)));
  }

  /** An act on what is there, and the data set as it is then. Labels of pictures that came meanwhile stay, and those that are `needed` are there. */
  async #change({ labels: wanted = this.labels, ...change }: DataChange, needed: readonly string[] = []): Promise<number | null> {
    const gone = new Set([...(change.remove ?? []), ...(change.relabel ?? []).map(({ id }) => id)]);
    const labels = [...new Set([...wanted, ...needed, ...(change.relabel ?? []).map(({ label }) => label), ...this.samples.filter(({ id }) => !gone.has(id)).map(({ label }) => label)])];
    const { review } = await this.#services.storage.samples.change({ ...change, labels });
    this.labels = labels;
    this.samples = await this.#services.storage.samples.list();
    return review;
  }
}

/** Pictures are embedded at this size as they arrive. */
export const EMBED_SIZE: InputSize = 128;
