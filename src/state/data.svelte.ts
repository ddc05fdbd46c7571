import { contentText, differenceFrom, isUnchanged, type DataSetDifference } from '../domain/dataset/difference.ts';
import type { DataSetVersion, LineFruit, Sample, SampleSource } from '../domain/dataset/dataset.ts';
import { cleanLabel, withLabel } from '../domain/dataset/label.ts';
import { OrchardError, type ErrorCode } from '../domain/errors.ts';
import type { InputSize } from '../domain/features/blocks.ts';
import { splitByContent } from '../domain/learning/split.ts';
import type { World } from '../domain/orchard/world.ts';
import type { SampleEntry } from '../storage/index.ts';
import { sha256 } from '../storage/sha256.ts';
import type { Ingested, IngestItem } from '../../workers/protocol/trainer.ts';
import type { Compute } from './compute.svelte.ts';
import { Readers } from './readers.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** Why a picture was not taken in. */
export interface Rejection {
  index: number;
  name: string;
  code: ErrorCode;
}

export interface IngestStatus {
  what: string;
  done: number;
  total: number;
  startedMs: number;
  /** The orchard draws the fruits first; then they are taken in, and counted from the start again. */
  drawing?: true;
  cancel: () => void;
}

/** A picture with what is known of it beforehand. */
export interface Arrival {
  item: IngestItem;
  label: string;
  source: SampleSource;
  note: string;
  species?: string;
  cultivar?: string;
  ripeness?: number;
  fruit?: LineFruit;
}

/** Pictures that are stored in one transaction. */
const STORE_PICTURES = 32;
/** Most files of one drop. */
export const MOST_FILES = 10_000;
/** Pictures of orchard fruit are kept at this size, and every recipe looks at them scaled from it. */
const PICK_SIZE = 128;

/** The labelled pictures, and their frozen versions. */
export class DataState {
  labels = $state.raw<readonly string[]>([]);
  samples = $state.raw<readonly Sample[]>([]);
  versions = $state.raw<readonly DataSetVersion[]>([]);
  ingest = $state.raw<IngestStatus | null>(null);
  rejections = $state.raw<readonly Rejection[]>([]);
  splitSeed = $state(42);

  newest = $derived(this.versions.at(-1) ?? null);
  counts = $derived.by(() => {
    const counts = new Map<string, number>(this.labels.map((label) => [label, 0]));
    for (const { label } of this.samples) counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  });
  difference: DataSetDifference | null = $derived(this.newest ? differenceFrom(this.newest, this.labels, this.samples) : null);
  changed = $derived(this.newest ? !isUnchanged(this.difference!) || this.newest.splitSeed !== this.splitSeed : this.samples.length > 0);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #readers: Readers;

  constructor(services: Services, shell: Shell, compute: Compute) {
    this.#services = services;
    this.#shell = shell;
    this.#readers = new Readers(services, compute);
  }

  async open(): Promise<void> {
    const { storage } = this.#services;
    [this.labels, this.samples, this.versions] = await Promise.all([storage.labels.get(), storage.samples.list(), storage.dataSetVersions.list()]);
    if (this.newest) this.splitSeed = this.newest.splitSeed;
    if (this.labels.length === 0) this.labels = [...new Set(this.samples.map(({ label }) => label))];
  }

  /** Empties the data set and sets its labels. Undo brings all back. */
  async reset(labels: readonly string[]): Promise<void> {
    const { storage } = this.#services;
    let clean: string[] = [];
    for (const label of labels) clean = withLabel(clean, label);
    this.#expectPictures();
    const before = this.labels;
    const removal = await storage.samples.remove(this.samples.map(({ id }) => id));
    await this.#setLabels(clean);
    this.samples = [];
    this.rejections = [];
    if (removal.keys.length > 0) {
      this.#shell.offerUndo(`Removed ${removal.keys.length} pictures`, async () => {
        await storage.samples.restore(removal);
        await this.#setLabels(before);
        await this.#reload();
      });
    }
  }

  async addLabel(text: string): Promise<string> {
    this.#expectPictures();
    const labels = withLabel(this.labels, text);
    await this.#setLabels(labels);
    return labels.at(-1)!;
  }

  async renameLabel(from: string, text: string): Promise<void> {
    const to = cleanLabel(text);
    if (to === from) return;
    if (this.labels.includes(to)) throw new OrchardError('label-duplicate', to);
    await this.#services.storage.labels.rename(from, to);
    this.labels = this.labels.map((label) => (label === from ? to : label));
    this.samples = this.samples.map((sample) => (sample.label === from ? { ...sample, label: to } : sample));
    this.#shell.offerUndo(`Renamed “${from}” to “${to}”`, () => this.renameLabel(to, from));
  }

  /** Takes a label away together with its pictures; undo brings both back. */
  async removeLabel(label: string): Promise<void> {
    if (!this.labels.includes(label)) throw new OrchardError('label-unknown', label);
    const { storage } = this.#services;
    const before = this.labels;
    const removal = await storage.samples.remove(this.samples.filter((sample) => sample.label === label).map(({ id }) => id));
    await this.#setLabels(before.filter((other) => other !== label));
    this.samples = this.samples.filter((sample) => sample.label !== label);
    this.#shell.offerUndo(`Removed “${label}” and its ${removal.keys.length} pictures`, async () => {
      await storage.samples.restore(removal);
      await this.#setLabels(before);
      await this.#reload();
    });
  }

  async relabel(ids: readonly string[], label: string): Promise<void> {
    if (!this.labels.includes(label)) throw new OrchardError('label-unknown', label);
    const before = this.samples.filter(({ id }) => ids.includes(id));
    await this.#relabel(ids, label);
    this.#shell.offerUndo(`${ids.length === 1 ? 'One picture' : `${ids.length} pictures`} now “${label}”`, async () => {
      for (const old of new Set(before.map((sample) => sample.label))) {
        await this.#relabel(before.filter((sample) => sample.label === old).map(({ id }) => id), old);
      }
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    const { storage } = this.#services;
    const removal = await storage.samples.remove(ids);
    const gone = new Set(ids);
    this.samples = this.samples.filter(({ id }) => !gone.has(id));
    this.#shell.offerUndo(ids.length === 1 ? 'Removed one picture' : `Removed ${ids.length} pictures`, async () => {
      await storage.samples.restore(removal);
      await this.#reload();
    });
  }

  /** Takes files in under a label; each refused one says why. */
  async addFiles(label: string, files: readonly Blob[], signal?: AbortSignal): Promise<{ added: number; rejected: Rejection[] }> {
    if (files.length > MOST_FILES) throw new OrchardError('too-many-files', String(files.length));
    const arrivals = files.map((blob): Arrival => ({ item: { blob }, label, source: 'file', note: blob instanceof File ? blob.name.slice(0, 200) : '' }));
    return this.add(arrivals, `Reading ${files.length} files`, signal);
  }

  /** Fresh fruit of a world, labelled by the market's taste. Adds the labels ripe and unripe where they are missing. */
  async pick(count: number, seed: number, world: World, signal?: AbortSignal): Promise<{ added: number; rejected: Rejection[] }> {
    for (const label of ['ripe', 'unripe']) if (!this.labels.includes(label)) await this.addLabel(label);
    this.#expectPictures();
    const cancel = new AbortController();
    const either = signal ? AbortSignal.any([signal, cancel.signal]) : cancel.signal;
    const startedMs = this.#services.nowMs();
    const show = (done: number) => { this.ingest = { what: `Drawing ${count} fruits`, drawing: true, done, total: count, startedMs, cancel: () => cancel.abort() }; };
    show(0);
    const picked = await this.#services.orchard
      .call('pick', { world: $state.snapshot(world), count, seed, size: PICK_SIZE }, { signal: either, onProgress: ({ done }) => show(done) })
      .finally(() => { this.ingest = null; });
    const arrivals = picked.map(({ picture, label, species, cultivar, ripeness }): Arrival => ({
      item: { picture }, label, source: 'orchard', note: `${cultivar} ${species}`, species, cultivar, ripeness,
    }));
    return this.add(arrivals, `Photographing ${count} fruits`, either);
  }

  /** Takes pictures in: decoded, hashed and embedded by the workers, stored in their order as they are ready. */
  async add(arrivals: readonly Arrival[], what: string, outer?: AbortSignal): Promise<{ added: number; rejected: Rejection[] }> {
    for (const { label } of arrivals) if (!this.labels.includes(label)) throw new OrchardError('label-unknown', label);
    const cancel = new AbortController();
    const signal = outer ? AbortSignal.any([outer, cancel.signal]) : cancel.signal;
    const rejected: Rejection[] = [];
    const known = new Set(this.samples.map(({ id }) => id));
    let added = 0;
    let done = 0;
    const startedMs = this.#services.nowMs();
    const show = () => { this.ingest = { what, done, total: arrivals.length, startedMs, cancel: () => cancel.abort() }; };
    show();
    /** By position, null for a refused one; what is ahead of its turn waits. */
    const ahead = new Map<number, SampleEntry | null>();
    let turn = 0;
    const waiting: SampleEntry[] = [];
    let writing = Promise.resolve();
    const store = () => {
      const entries = waiting.splice(0);
      if (entries.length === 0) return;
      writing = writing.then(() => this.#services.storage.samples.putMany(entries));
      // A still camera gives the same picture twice: it is one sample.
      const fresh = [...new Map(entries.map(({ sample }) => [sample.id, sample])).values()];
      const ids = new Set(fresh.map(({ id }) => id));
      this.samples = [...this.samples.filter(({ id }) => !ids.has(id)), ...fresh];
    };
    try {
      await this.#readers.read(arrivals.map(({ item }) => item), EMBED_SIZE, signal, (progress) => {
        done += 1;
        if (progress.type === 'rejected') {
          const { position, code } = progress;
          ahead.set(position, null);
          rejected.push({ index: position, name: arrivals[position]?.note ?? '', code });
        } else {
          const { item } = progress;
          if (!known.has(item.id)) added += 1;
          known.add(item.id);
          ahead.set(item.position, this.#entry(arrivals[item.position]!, item));
        }
        for (let entry = ahead.get(turn); entry !== undefined; entry = ahead.get(turn)) {
          ahead.delete(turn++);
          if (entry) waiting.push(entry);
        }
        if (waiting.length >= STORE_PICTURES) store();
        if (done % 8 === 0 || done === arrivals.length) show();
      });
    } finally {
      // A cancel leaves gaps.
      for (const [, entry] of [...ahead].sort(([a], [b]) => a - b)) if (entry) waiting.push(entry);
      store();
      this.ingest = null;
      this.rejections = rejected.sort((a, b) => a.index - b.index);
      await writing;
    }
    this.#shell.announce(`${added} pictures added${rejected.length > 0 ? `, ${rejected.length} refused` : ''}`);
    return { added, rejected };
  }

  /** Freezes the pictures as they are. The same content gives the same version. */
  async freeze(): Promise<DataSetVersion> {
    const split = splitByContent(this.samples, this.labels, this.splitSeed);
    const samples = this.samples.map(({ id, label, fruit }) => ({ id, label, split: split.get(id)!, ...(fruit ? { fruit } : {}) }));
    const contentHash = await sha256(new TextEncoder().encode(contentText(this.labels, samples)));
    const version = await this.#services.storage.dataSetVersions.add({
      contentHash, labels: [...this.labels], samples, splitSeed: this.splitSeed, createdMs: this.#services.nowMs(),
    });
    this.versions = [...this.versions.filter(({ number }) => number !== version.number), version].sort((a, b) => a.number - b.number);
    return version;
  }

  /** Brings the pictures and labels of a version back; pictures added since are removed. Undo returns. */
  async backTo(version: DataSetVersion): Promise<void> {
    const { storage } = this.#services;
    const before = { labels: this.labels, samples: this.samples };
    const keep = new Set(version.samples.map(({ id }) => id));
    const arrived = this.samples.filter(({ id }) => !keep.has(id)).map(({ id }) => id);
    const missing = version.samples.filter(({ id }) => !before.samples.some((sample) => sample.id === id)).map(({ id }) => id);
    const removal = await storage.samples.remove(arrived);
    await storage.samples.restore({ keys: missing, atMs: this.#services.nowMs() });
    await this.#setLabels(version.labels);
    for (const label of version.labels) await storage.samples.relabel(version.samples.filter((sample) => sample.label === label).map(({ id }) => id), label);
    await this.#reload();
    this.#shell.offerUndo(`Back to data v${version.number}`, async () => {
      await storage.samples.restore(removal);
      await storage.samples.remove(missing);
      await this.#setLabels(before.labels);
      for (const label of before.labels) await storage.samples.relabel(before.samples.filter((sample) => sample.label === label).map(({ id }) => id), label);
      await this.#reload();
    });
  }

  /** Whoever names labels or draws fruit is about to bring pictures. */
  #expectPictures(): void {
    this.#readers.prepare(EMBED_SIZE).catch(() => {});
  }

  #entry(arrival: Arrival, item: Ingested): SampleEntry {
    const { label, source, note, species, cultivar, ripeness, fruit } = arrival;
    const sample: Sample = {
      id: item.id, label, source, note, addedMs: this.#services.nowMs(), lookHash: item.lookHash, readable: [...item.readable],
      ...(species === undefined ? {} : { species, cultivar, ripeness }), ...(fruit ? { fruit } : {}),
    };
    const vectors: SampleEntry['vectors'] = [{ block: 'colour', inputSize: EMBED_SIZE, values: item.colour }, { block: 'readable', inputSize: EMBED_SIZE, values: item.readable }];
    if (item.embedding) vectors.push({ block: 'embedding', inputSize: EMBED_SIZE, values: item.embedding });
    return { sample, stored: item.stored, thumbnail: item.thumbnail, vectors };
  }

  async #relabel(ids: readonly string[], label: string): Promise<void> {
    await this.#services.storage.samples.relabel(ids, label);
    const changed = new Set(ids);
    this.samples = this.samples.map((sample) => (changed.has(sample.id) ? { ...sample, label } : sample));
  }

  async #setLabels(labels: readonly string[]): Promise<void> {
    await this.#services.storage.labels.set(labels);
    this.labels = labels;
  }

  async #reload(): Promise<void> {
    this.samples = await this.#services.storage.samples.list();
  }
}

/** Pictures are embedded at this size as they arrive. */
const EMBED_SIZE: InputSize = 128;
