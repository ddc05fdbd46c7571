import type { Picture } from '../../../domain/common/picture.ts';
import { isPhoto, lineEventAt } from '../../../domain/world/stream/line-event.ts';
import { scenarioAt } from '../../../domain/world/drift/revisions.ts';
import type { App } from '../../../app/app.svelte.ts';
import { Latest } from '../shared/latest.ts';
import { pairsOf, type KnownFruit } from './pairs.ts';

/** Between two sets of pictures: fruit that changes faster cannot be looked at. */
const PICTURES_REST_MS = 4000;
/** Fruits among which like is sought for like. */
const CANDIDATES = 80;
const REFERENCE_CANDIDATES = 240;
const PAIRS = 5;
const PICTURE_PX = 112;

/** A picture to be shown: bytes, or where it lies. */
export interface Shown {
  key: string;
  words: string;
  pixels: Picture | null;
  src: string | null;
}

interface Candidate extends KnownFruit {
  /** Event of the line, or −1. */
  index: number;
  /** Sample of the data set, or null. */
  sample: string | null;
}

/** Pictures of like with like: the reference beside the newest fruits. */
export class LikePictures {
  shown = $state.raw<{ from: 'reference' | 'training' | 'beginning'; sameCultivar: boolean; reference: Shown[]; now: Shown[] } | null>(null);

  readonly #app: App;
  readonly #drawings = new Latest<readonly [number, number] | null>((reference) => this.#draw(reference), PICTURES_REST_MS);

  constructor(app: App) {
    this.#app = app;
  }

  /** The line went on, or what it is compared with changed: the events of a reference at rest, or null. */
  refresh(reference: readonly [number, number] | null): void {
    this.#drawings.ask(reference);
  }

  stop(): void {
    this.#drawings.stop();
  }

  async #draw(of: readonly [number, number] | null): Promise<void> {
    const { line, pictures, shell } = this.#app;
    const [first, end] = this.#app.monitoring.extent;
    if (line.now <= first) return;
    const now = this.#events(Math.max(first, of?.[1] ?? first, end - CANDIDATES), end);
    const tries = [
      { from: 'reference' as const, before: of ? this.#events(of[0], Math.min(of[1], of[0] + REFERENCE_CANDIDATES)) : [] },
      { from: 'training' as const, before: this.#training() },
      { from: 'beginning' as const, before: this.#events(first, Math.min(end, first + CANDIDATES)) },
    ];
    const found = tries.map(({ from, before }) => ({ from, pairs: pairsOf(before, now, PAIRS) })).find(({ pairs }) => pairs.length > 0);
    if (!found) return;
    const { from, pairs } = found;
    try {
      const reference = pairs.map((pair) => pair.reference);
      const wanted = [...new Set([...reference.filter(({ sample }) => sample === null), ...pairs.map((pair) => pair.now)].map(({ index }) => index))];
      const drawn = await pictures.keptOfLine(line.film, wanted, PICTURE_PX);
      const urls = await pictures.thumbnails(reference.flatMap(({ sample }) => (sample === null ? [] : [sample])));
      const show = ({ index, sample, cultivar, species }: Candidate): Shown => ({
        key: sample ?? String(index),
        words: `${cultivar} ${species}`.trim(),
        pixels: sample === null ? (drawn.get(index)?.picture ?? null) : null,
        src: sample === null ? null : (urls.get(sample) ?? null),
      });
      this.shown = { from, sameCultivar: pairs.every((pair) => pair.now.cultivar === pair.reference.cultivar), reference: reference.map(show), now: pairs.map((pair) => show(pair.now)) };
    } catch (error) {
      shell.report(error, 'monitor');
    }
  }

  #events(from: number, to: number): Candidate[] {
    const { revisions } = this.#app.line;
    return Array.from({ length: Math.max(0, to - from) }, (_, i) => {
      const event = lineEventAt(scenarioAt(revisions, from + i), from + i);
      // The same photograph is the nearest of all: it stands for itself.
      const { species, cultivar, ripeness } = isPhoto(event) ? { species: event.truth ?? 'photograph', cultivar: '', ripeness: event.photo.position } : event.fruit;
      return { species, cultivar, ripeness, index: from + i, sample: null };
    });
  }

  /** What the live version was trained on, as far as that is orchard fruit. */
  #training(): Candidate[] {
    const { data, registry } = this.#app;
    const version = data.versions.find(({ number }) => number === registry.live?.lineage.dataSetVersion);
    if (!version) return [];
    const learned = new Set(version.samples.flatMap(({ id, split }) => (split === 'train' ? [id] : [])));
    return data.samples.flatMap(({ id, species, cultivar = '', ripeness }) =>
      (species === undefined || ripeness === undefined || !learned.has(id) ? [] : [{ species, cultivar, ripeness, index: -1, sample: id }]));
  }
}
