import type { Picture } from '../domain/common/picture.ts';
import { OrchardError } from '../domain/common/errors.ts';
import { journalEntries, otherNotes, type JournalEntry, type JournalIncident, type Note } from '../domain/journal/entries.ts';
import { journalMarkdown, type JournalPicture, type JournalWords } from '../domain/journal/markdown.ts';
import type { JsonValue } from '../storage/index.ts';
import type { Alerts } from './alerts.svelte.ts';
import type { Line } from './line.svelte.ts';
import type { Pictures } from './pictures.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Remedies } from './remedies.svelte.ts';
import type { Services } from './services.ts';

/** Notes that are kept, and letters of one. */
const MOST_NOTES = 500;
const LONGEST_NOTE = 4000;
/** Pictures of an entry in the exported journal, and their side. */
const ENTRY_PICTURES = 4;
const PICTURE_PX = 128;

interface Told {
  readonly alerts: Alerts;
  readonly line: Line;
  readonly pictures: Pictures;
  readonly registry: Registry;
  readonly remedies: Remedies;
}

/** The journal: what went wrong, what was tried, and what stayed. All but the notes is made anew from what is stored elsewhere. */
export class Journal {
  /** Oldest first. */
  notes = $state.raw<readonly Note[]>([]);

  readonly #services: Services;
  readonly #on: Told;

  constructor(services: Services, on: Told) {
    this.#services = services;
    this.#on = on;
  }

  async open(): Promise<void> {
    this.notes = readNotes(await this.#services.storage.settings.get('notes'));
  }

  /** The entries as they stand, the newest first. */
  async list(): Promise<readonly JournalEntry[]> {
    const { alerts, line, registry, remedies } = this.#on;
    await alerts.refresh();
    const incidents = alerts.incidents.filter(({ state }) => state !== 'pending').map(({ id, title, startedAt, endedAt }): JournalIncident => ({
      id, title, from: Math.max(0, alerts.eventOf(startedAt)), to: endedAt === null ? null : Math.max(0, alerts.eventOf(endedAt)), kind: alerts.diagnosed.get(id)?.kind ?? null,
    }));
    return journalEntries({
      incidents, trials: remedies.trials, deployments: registry.deployments, notes: this.notes, knownTo: line.knownTo,
      accuracy: async (from, to) => {
        if (to <= from) return null;
        const [right, wrong] = await Promise.all((['right', 'wrong'] as const).map((outcome) => this.#services.monitor.call('count', { from, to, outcome })));
        const count = right!.count + wrong!.count;
        return count === 0 ? null : { share: right!.count / count, count };
      },
    });
  }

  /** Writes a note beside an incident, or beside none. Throws `argument-invalid` for an empty or an overlong one, or where there are too many. */
  async note(text: string, incident: string | null = null): Promise<void> {
    const clean = text.trim();
    if (clean === '' || clean.length > LONGEST_NOTE) throw new OrchardError('argument-invalid', `a note has 1 to ${LONGEST_NOTE} letters`);
    if (this.notes.length >= MOST_NOTES) throw new OrchardError('argument-invalid', `there are ${MOST_NOTES} notes already`);
    await this.#keep([...this.notes, { incident, text: clean, at: this.#on.line.now, atMs: this.#services.nowMs() }]);
  }

  /** Takes a note away, by its place in `notes`. */
  async removeNote(position: number): Promise<void> {
    if (!this.notes[position]) throw new OrchardError('index-out-of-range', `note ${position}`);
    await this.#keep(this.notes.toSpliced(position, 1));
  }

  /** The journal as Markdown, with pictures of fruit that was mended beside it: a zip. `pictures: false` leaves them out. */
  async export(words: JournalWords, { pictures = true }: { pictures?: boolean } = {}): Promise<Blob> {
    const [entries, { ZipWriter }] = await Promise.all([this.list(), import('../storage/project.ts')]);
    const zip = new ZipWriter();
    const written = new Set<string>();
    const shown = new Map<number, JournalPicture[]>();
    if (pictures) {
      for (const { number, problem, test } of entries) {
        const wanted = (test?.mended.length ? test.mended : [problem.from]).filter((event) => event < this.#on.line.now).slice(0, ENTRY_PICTURES);
        const drawn = await this.#on.pictures.ofLine(this.#on.line.film, wanted, PICTURE_PX);
        shown.set(number, await Promise.all(drawn.map(async ({ picture, event: { index } }) => {
          const file = `pictures/fruit-${index}.png`;
          if (!written.has(file)) zip.add(file, await pngOf(picture));
          written.add(file);
          return { file, alt: `fruit ${index}` };
        })));
      }
    }
    const text = journalMarkdown(entries, otherNotes(this.notes, entries), words, shown);
    zip.add('journal.md', new TextEncoder().encode(text), { deflate: true });
    return zip.finish();
  }

  async #keep(notes: readonly Note[]): Promise<void> {
    await this.#services.storage.settings.set('notes', JSON.parse(JSON.stringify(notes)) as JsonValue);
    this.notes = notes;
  }
}

async function pngOf({ width, height, data }: Picture): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.putImageData(new ImageData(data, width, height), 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

/** Notes as they were stored; what does not fit is left out. */
function readNotes(stored: unknown): readonly Note[] {
  if (!Array.isArray(stored)) return [];
  return stored.filter((each: Partial<Note> | null): each is Note => typeof each === 'object' && each !== null && typeof each.text === 'string' && typeof each.at === 'number' && typeof each.atMs === 'number' && (each.incident === null || typeof each.incident === 'string')).slice(-MOST_NOTES);
}
