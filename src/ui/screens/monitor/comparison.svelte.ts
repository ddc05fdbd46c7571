import type { Picture } from '../../../domain/picture.ts';
import { eventAt } from '../../../domain/stream/event-at.ts';
import { scenarioAt } from '../../../domain/drift/revisions.ts';
import { READABLE_FEATURES } from '../../../domain/features/readable.ts';
import type { App } from '../../../state/app.svelte.ts';
import { Latest } from '../shared/latest.ts';
import { pairsOf, type KnownFruit } from './pairs.ts';

/** Between two comparisons, and between two sets of pictures: fruit that changes faster cannot be looked at. */
const REST_MS = 1000;
const PICTURES_REST_MS = 4000;
/** Fruits among which like is sought for like. */
const CANDIDATES = 80;
const PAIRS = 3;
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

/** The newest window against the live version's reference, in numbers and in pictures. */
export class Comparison {
  /** Newest values by series name. */
  now = $state.raw<Readonly<Record<string, number>>>({});
  /** Fruits of the window whose truth is known. */
  truths = $state(0);
  pictures = $state.raw<{ from: 'training' | 'beginning'; reference: Shown[]; now: Shown[] } | null>(null);

  readonly #app: App;
  readonly #numbers = new Latest<void>(() => this.#compare(), REST_MS);
  readonly #drawings = new Latest<void>(() => this.#draw(), PICTURES_REST_MS);

  constructor(app: App) {
    this.#app = app;
  }

  /** The line went on, or what it is compared with changed. */
  refresh(): void {
    this.#numbers.ask();
    this.#drawings.ask();
  }

  stop(): void {
    this.#numbers.stop();
    this.#drawings.stop();
  }

  async #compare(): Promise<void> {
    const { monitoring, line, registry, shell } = this.#app;
    const labels = registry.live?.signature.labels ?? [];
    const names = ['accuracy', ...labels.map((label) => `share.${label}`), ...READABLE_FEATURES.map(({ name }) => `feature.${name}`)];
    const to = Math.max(0, line.now - line.scenario.labelDelay);
    try {
      this.now = await monitoring.newest(names);
      this.truths = to > 0 ? await monitoring.count({ from: Math.max(0, to - monitoring.windowEvents), to }) : 0;
    } catch (error) {
      shell.report(error, 'monitor');
    }
  }

  async #draw(): Promise<void> {
    const { line, pictures, shell } = this.#app;
    const [first, end] = this.#app.monitoring.extent;
    if (line.now <= first) return;
    const now = this.#events(Math.max(first, end - CANDIDATES), end);
    const training = this.#training();
    let from: 'training' | 'beginning' = 'training';
    let pairs = pairsOf(training, now, PAIRS);
    if (pairs.length === 0) {
      from = 'beginning';
      pairs = pairsOf(this.#events(first, Math.min(end, first + CANDIDATES)), now, PAIRS);
    }
    try {
      const reference = pairs.map((pair) => pair.reference);
      const wanted = [...new Set([...reference.filter(({ sample }) => sample === null), ...pairs.map((pair) => pair.now)].map(({ index }) => index))];
      const drawn = await pictures.ofLine(line.revisions, wanted, PICTURE_PX);
      const urls = await pictures.thumbnails(reference.flatMap(({ sample }) => (sample === null ? [] : [sample])));
      const show = ({ index, sample, cultivar, species }: Candidate): Shown => ({
        key: sample ?? String(index),
        words: `${cultivar} ${species}`,
        pixels: sample === null ? (drawn[wanted.indexOf(index)]?.picture ?? null) : null,
        src: sample === null ? null : (urls.get(sample) ?? null),
      });
      this.pictures = { from, reference: reference.map(show), now: pairs.map((pair) => show(pair.now)) };
    } catch (error) {
      shell.report(error, 'monitor');
    }
  }

  #events(from: number, to: number): Candidate[] {
    const { revisions } = this.#app.line;
    return Array.from({ length: Math.max(0, to - from) }, (_, i) => {
      const { species, cultivar, ripeness } = eventAt(scenarioAt(revisions, from + i), from + i).fruit;
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
