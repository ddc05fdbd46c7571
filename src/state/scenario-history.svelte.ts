import { defaultScenario } from '../domain/world/drift/default-scenario.ts';
import { delaysOf } from '../domain/world/drift/known-up-to.ts';
import type { Revision, Scenario } from '../domain/world/drift/scenario.ts';
import { eventAt } from '../domain/world/stream/event-at.ts';
import { concealed } from '../domain/world/share/seal.ts';
import type { LoggedEvent } from '../storage/index.ts';
import { Film, type EventAt } from './film.ts';
import type { LoggedEdit } from './line-acts.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** The history of a line that nobody has changed. */
const FIRST: readonly Revision[] = [{ from: 0, scenario: defaultScenario }];
/** Revisions made by one drag are written together. */
const SAVE_DELAY_MS = 250;

/** The scenarios that a line ran and runs under: what is known of them, how they are edited, and how they are stored. */
export class ScenarioHistory {
  #revisions = $state.raw<readonly Revision[]>(FIRST);
  /** The code of photographs comes before the first line that runs on some. */
  #eventOf = $state.raw<EventAt>(eventAt);
  /** What fruit is drawn from. */
  film = $derived(new Film(this.#revisions, this.#eventOf));
  /** Oldest first, as far as they may be known: of sealed ones neither world nor drifts. */
  revisions: readonly Revision[] = $derived(this.#revisions.some(({ scenario }) => scenario.sealed) ? this.#revisions.map((revision) => this.#told(revision)) : this.#revisions);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #turn: <T>(act: () => Promise<T>) => Promise<T>;
  /** What is told of a revision stays the same object. */
  readonly #concealed = new WeakMap<Revision, Revision>();
  #saving: ReturnType<typeof setTimeout> | null = null;
  #saved: readonly Revision[] = [];

  /** `turn` runs an act when all acts on the line before it have ended. */
  constructor(services: Services, shell: Shell, turn: <T>(act: () => Promise<T>) => Promise<T>) {
    this.#services = services;
    this.#shell = shell;
    this.#turn = turn;
  }

  /** Takes over what is stored; a line without any has its first. */
  async open(): Promise<void> {
    const stored = await this.#services.storage.revisions.list();
    await this.#take(stored.length > 0 ? stored : FIRST);
  }

  /** Takes over what is stored, if anything is. */
  async follow(): Promise<void> {
    const stored = await this.#services.storage.revisions.list();
    if (stored.length > 0) await this.#take(stored);
  }

  /** Another scenario from the next photograph on. An edit that the event log tells of is stored with it; others are stored soon. */
  async edit(edit: (scenario: Scenario) => Scenario, told?: LoggedEdit): Promise<void> {
    await this.#revise(edit(this.#revisions.at(-1)!.scenario));
    if (told) await this.#save([{ ...told, atMs: this.#services.nowMs() }]);
    else this.#saveSoon();
  }

  /** Exchanges the whole history, with what the event log tells of it. */
  async exchange(revisions: readonly Revision[], told?: LoggedEdit): Promise<void> {
    await this.#services.storage.revisions.replace(revisions, told ? [{ ...told, atMs: this.#services.nowMs() }] : []);
    await this.#take(revisions);
  }

  /** Stores what waits to be stored. */
  async settle(): Promise<void> {
    if (this.#saving !== null) await this.#save();
  }

  async #take(revisions: readonly Revision[]): Promise<void> {
    await this.#prepare(revisions);
    [this.#revisions, this.#saved] = [revisions, revisions];
  }

  async #revise(scenario: Scenario): Promise<void> {
    if (scenario.source && scenario.source !== this.#revisions.at(-1)!.scenario.source) await this.#shelve(scenario);
    const { from } = await this.#services.orchard.call('revise', { scenario: $state.snapshot(scenario) as Scenario });
    const before = this.#revisions.at(-1)!.scenario;
    this.#revisions = [...this.#revisions.filter((revision) => revision.from < from), { from, scenario }];
    if (scenario.labelDelay !== before.labelDelay) await this.#services.monitor.call('configure', { delays: delaysOf(this.revisions) });
  }

  async #prepare(revisions: readonly Revision[]): Promise<void> {
    if (this.#eventOf === eventAt && revisions.some(({ scenario }) => scenario.source)) this.#eventOf = (await import('../domain/world/stream/line-event.ts')).lineEventAt;
  }

  async #shelve(scenario: Scenario): Promise<void> {
    await this.#prepare([{ from: 0, scenario }]);
    const { shelve, setsOfRevisions } = await import('./photo-files.ts');
    await shelve(this.#services, setsOfRevisions([{ from: 0, scenario }]));
  }

  #told(revision: Revision): Revision {
    if (!revision.scenario.sealed) return revision;
    const told = this.#concealed.get(revision) ?? { ...revision, scenario: concealed(revision.scenario) };
    this.#concealed.set(revision, told);
    return told;
  }

  #saveSoon(): void {
    this.#saving ??= setTimeout(() => void this.#turn(() => this.#save()).catch((error: unknown) => this.#shell.report(error, 'line')), SAVE_DELAY_MS);
  }

  /** Within a turn. What cannot be stored is taken back. */
  async #save(events: readonly Omit<LoggedEvent, 'id'>[] = []): Promise<void> {
    if (this.#saving !== null) clearTimeout(this.#saving);
    this.#saving = null;
    const revisions = this.#revisions;
    try {
      await this.#services.storage.revisions.replace(revisions, events);
      this.#saved = revisions;
    } catch (error) {
      const saved = this.#saved;
      const edited = revisions.find((revision, i) => revision !== saved[i])?.from ?? Infinity;
      await this.#revise(saved.at(-1)!.scenario);
      // Fruit that was photographed meanwhile keeps the scenario that it was photographed under.
      if (this.#revisions.at(-1)!.from <= edited) this.#revisions = saved;
      throw error;
    }
  }
}
