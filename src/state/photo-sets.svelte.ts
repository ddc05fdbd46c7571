import { byFolder } from '../domain/data/dataset/by-folder.ts';
import { arranged, cleanPhotoLabels, PHOTO_SET_LIMITS, photoSetName, photoSetText, type PhotoSet } from '../domain/data/dataset/photo-set.ts';
import { counted } from '../domain/common/counted.ts';
import { OrchardError } from '../domain/common/errors.ts';
import type { InputSize } from '../domain/data/features/blocks.ts';
import { sha256 } from '../storage/sha256.ts';
import type { DataState } from './data.svelte.ts';
import type { FolderEntry, Rejection } from './intake.ts';
import type { Line } from './line.svelte.ts';
import { setsOf } from './photo-files.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { Turns } from './turns.ts';

/** Photographs that are read in one call. */
const READ_AT_ONCE = 32;
/** Readable features are measured at this size; a set keeps none of them. */
const MEASURED_AT: InputSize = 128;

/** A photograph that is offered for a set. */
export interface OfferedPhoto {
  label?: string | undefined;
  blob: Blob;
}

/** What became of photographs that were offered. */
export interface SetAnswer {
  set: PhotoSet;
  rejected: readonly Rejection[];
}

/** What of the app sets go by. */
interface Holder {
  readonly shell: Shell;
  readonly line: Line;
  readonly data: DataState;
}

/** Sets of photographs that production can be drawn from. */
export class PhotoSets {
  list = $state.raw<readonly PhotoSet[]>([]);
  /** What is being read; null when nothing is. */
  progress = $state.raw<{ done: number; total: number; cancel: () => void } | null>(null);

  readonly #services: Services;
  readonly #app: Holder;
  readonly #turns = new Turns();

  constructor(services: Services, app: Holder) {
    this.#services = services;
    this.#app = app;
  }

  async open(): Promise<void> {
    this.list = await this.#services.storage.photoSets.list();
  }

  /** Cancels what is being read, and waits until it has ended. */
  async quiet(): Promise<void> {
    this.progress?.cancel();
    await this.#turns.take(async () => {});
  }

  /**
   * Keeps photographs as a set. The same photographs under the same labels are one set, which keeps the name that it had. What cannot be read, or comes twice, is left out and told of.
   * Throws `set-empty`, `sets-full`, `too-many-files`, what labels are refused with, and `cancelled`.
   */
  add(name: string, photos: readonly OfferedPhoto[], signal?: AbortSignal): Promise<SetAnswer> {
    if (photos.length > PHOTO_SET_LIMITS.photographs) throw new OrchardError('too-many-files', String(photos.length));
    const labels = cleanPhotoLabels(photos.map(({ label }) => label));
    return this.#turns.take(async () => {
      const cancel = new AbortController();
      const either = AbortSignal.any([cancel.signal, ...(signal ? [signal] : [])]);
      const files = new Map<string, Blob>();
      const labelOf = new Map<string, string | null>();
      const rejected: Rejection[] = [];
      const show = (done: number): void => { this.progress = { done, total: photos.length, cancel: () => cancel.abort() }; };
      show(0);
      try {
        for (let from = 0; from < photos.length; from += READ_AT_ONCE) {
          await this.#read(photos.slice(from, from + READ_AT_ONCE), either, (position, id, stored) => {
            const label = labels[from + position]!;
            const before = labelOf.get(id);
            if (before === undefined) {
              labelOf.set(id, label);
              files.set(id, stored);
            } else rejected.push({ index: from + position, name: nameOf(photos[from + position]!), ...(before === label ? { code: 'picture-duplicate' } : { code: 'picture-elsewhere', about: before === null ? 'no label' : `“${before}”` }) });
          }, (position, refusal) => rejected.push({ index: from + position, name: nameOf(photos[from + position]!), ...refusal }));
          show(Math.min(photos.length, from + READ_AT_ONCE));
        }
        return { set: await this.#keep(name, [...labelOf].map(([id, label]) => ({ id, label })), files), rejected: rejected.sort((a, b) => a.index - b.index) };
      } finally {
        this.progress = null;
      }
    });
  }

  /** Keeps the photographs of a folder or an archive, each under the folder that it lies in, or, with `labelled` false, under no label. */
  addFolder(name: string, entries: readonly FolderEntry[], labelled: boolean): Promise<SetAnswer> {
    const { groups } = byFolder(entries.map(({ path }, index) => ({ path, index })));
    const photos = [...groups].flatMap(([folder, indices]) => indices.map((index) => ({ folder, entry: entries[index]! })));
    const readable = photos.flatMap(({ folder, entry }) => ('blob' in entry ? [{ ...(labelled && folder !== '' ? { label: folder } : {}), blob: entry.blob }] : []));
    return this.add(name, readable);
  }

  /** Keeps the photographs of an archive, as `addFolder` does. */
  async addZip(name: string, file: Blob, labelled: boolean): Promise<SetAnswer> {
    const { unzipPictures } = await import('../storage/project.ts');
    return this.addFolder(name, await unzipPictures(file), labelled);
  }

  /** Keeps the held-out test pictures of the data set's newest version, or of a given one. Throws `data-unknown-version`, `set-empty`. */
  async addHeldOut(name: string, number?: number): Promise<SetAnswer> {
    const { data } = this.#app;
    const version = number === undefined ? data.newest : data.versions.find((each) => each.number === number);
    if (!version) throw new OrchardError('data-unknown-version', number === undefined ? 'none' : `v${number}`);
    const photos: OfferedPhoto[] = [];
    for (const { id, label, split } of version.samples) {
      const blob = split === 'test' ? await this.#services.storage.samples.blob(id) : null;
      if (blob) photos.push({ label, blob });
    }
    return this.add(name, photos);
  }

  /** Removes a set; undo brings it back. Throws `set-unknown`, and `set-in-use` for one that the line runs on. */
  remove(id: string): Promise<void> {
    return this.#turns.take(async () => {
      const set = this.list.find((each) => each.id === id);
      if (!set) throw new OrchardError('set-unknown', id);
      if (setsOf(this.#app.line.film).includes(id)) throw new OrchardError('set-in-use', set.name);
      const { photoSets } = this.#services.storage;
      await photoSets.remove([id]);
      await this.open();
      this.#app.shell.offerUndo(`Removed “${set.name}” and its ${counted(set.photographs.length, 'photograph')}`, () => this.#turns.take(async () => {
        await photoSets.restore([id]);
        await this.open();
      }));
    });
  }

  async #keep(name: string, photos: readonly { id: string; label: string | null }[], files: ReadonlyMap<string, Blob>): Promise<PhotoSet> {
    if (photos.length === 0) throw new OrchardError('set-empty');
    const content = arranged(photos);
    const id = await sha256(new TextEncoder().encode(photoSetText(content)));
    const known = this.list.find((set) => set.id === id);
    if (known) return known;
    const bytes = [...files.values()].reduce((sum, { size }) => sum + size, 0);
    if (this.list.length >= PHOTO_SET_LIMITS.sets || bytes > PHOTO_SET_LIMITS.bytes) throw new OrchardError('sets-full', `${this.list.length} sets, ${bytes} bytes`);
    const set: PhotoSet = { id, name: photoSetName(name), addedMs: this.#services.nowMs(), ...content };
    await this.#services.storage.photoSets.add(set, files);
    await this.open();
    this.#app.shell.announce(`“${set.name}” holds ${counted(set.photographs.length, 'photograph')}`);
    return set;
  }

  /** Has photographs checked, decoded and hashed by the trainer, as those of the data set are. */
  async #read(photos: readonly OfferedPhoto[], signal: AbortSignal, take: (position: number, id: string, stored: Blob) => void, refuse: (position: number, refusal: Pick<Rejection, 'code' | 'about'>) => void): Promise<void> {
    const found: { position: number; id: string; stored: Blob }[] = [];
    await this.#services.trainer.call('ingest', { items: photos.map(({ blob }) => ({ blob })), inputSize: MEASURED_AT, embed: false }, {
      signal,
      onProgress: (progress) => {
        if (progress.type === 'rejected') refuse(progress.position, { code: progress.code, ...(progress.about === undefined ? {} : { about: progress.about }) });
        else found.push({ position: progress.item.position, id: progress.item.id, stored: progress.item.stored });
      },
    });
    for (const { position, id, stored } of found.sort((a, b) => a.position - b.position)) take(position, id, stored);
  }
}

function nameOf({ blob }: OfferedPhoto): string {
  return blob instanceof File ? blob.name.slice(0, 200) : '';
}
