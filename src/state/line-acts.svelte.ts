import { counted } from '../domain/common/counted.ts';
import { delaysOf } from '../domain/world/drift/known-up-to.ts';
import type { Revision, Scenario } from '../domain/world/drift/scenario.ts';
import { OrchardError } from '../domain/common/errors.ts';
import { toldOf } from '../domain/delivery/roles.ts';
import { carriedPolicy, isPolicyEvent } from '../domain/policy/policy-events.ts';
import { concealed } from '../domain/world/share/seal.ts';
import type { LineChange, LoggedEvent, PutAside } from '../storage/index.ts';
import type { Alerts } from './alerts.svelte.ts';
import { Film } from './film.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** What the event log tells of an act: the fruit that it is about, and what it was. */
export type LoggedEdit = Pick<LoggedEvent, 'index' | 'type' | 'data'>;

/** What of the line its acts need. */
export interface ActingLine {
  /** The event under the camera. */
  readonly now: number;
  readonly playing: boolean;
  readonly generation: number;
  readonly scenario: Scenario;
  readonly film: Film;
  /** Runs when all acts before have ended. */
  turn<T>(act: () => Promise<T>): Promise<T>;
  /** Does what needs it to stand still. When that fails, it goes on as it did. */
  still<T>(act: () => Promise<T>): Promise<T>;
  /** Takes over the record as it is stored, and stands at an event. */
  standAt(index: number): Promise<void>;
  readonly history: { exchange(revisions: readonly Revision[], told?: LoggedEdit): Promise<void> };
  /** Where it stands when its log ends before an event. */
  standing(nextIndex: number): Promise<number>;
  play(): Promise<unknown>;
}

/** What going on from an earlier fruit would put aside. */
interface Dropped { rows: number; alerts: number; deployments: number }

/**
 * The acts that drop rows. Each puts the line aside, with all that is known of it, in the transaction that begins another way of it, and
 * `undo` makes the two change places. It can do so until the next act that drops rows, and for a day.
 */
export class LineActs {
  /** What can be brought back. */
  aside = $state.raw<Pick<PutAside, 'act' | 'from' | 'rows' | 'atMs'> | null>(null);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #registry: Registry;
  readonly #alerts: Alerts;
  readonly #line: ActingLine;

  constructor(services: Services, shell: Shell, registry: Registry, alerts: Alerts, line: ActingLine) {
    this.#services = services;
    this.#shell = shell;
    this.#registry = registry;
    this.#alerts = alerts;
    this.#line = line;
  }

  async open(): Promise<void> {
    const aside = await this.#services.storage.log.aside();
    this.aside = aside && { act: aside.act, from: aside.from, rows: aside.rows, atMs: aside.atMs };
  }

  /** What going on from an event would put aside: predicted fruits, alerts that began there or later, and later deployments. */
  async wouldDrop(index: number): Promise<Dropped> {
    const [{ count }, { history }] = await Promise.all([this.#services.monitor.call('count', { from: index }), this.#alerts.refresh()]);
    return {
      rows: count,
      alerts: history.filter(({ kind, at }) => kind === 'firing' && this.#alerts.eventOf(at) >= index).length,
      deployments: this.#registry.deployments.filter(({ fromIndex }) => fromIndex > index).length,
    };
  }

  seek(index: number): Promise<number> {
    return this.#goingOn(async () => {
      const { monitor } = this.#services;
      const line = this.#line;
      const from = Math.max(line.now, (await monitor.call('snapshot', undefined)).lastIndex + 1);
      const target = Math.max(0, Math.min(Math.max(line.scenario.length, from), Math.round(index)));
      const photographed = Film.revisionsOf(line.film);
      const revisions = photographed.filter((revision, i) => i === 0 || revision.from <= target || i === photographed.length - 1)
        .map((revision, i, all) => (i > 0 && i === all.length - 1 && revision.from > target ? { ...revision, from: target } : revision));
      const told = { index: target, type: 'went-on', data: { from } };
      const change = this.#change('seek', revisions, [told, ...this.#carried(target)]);
      const { dropped } = target < from ? await monitor.call('rewind', { generation: line.generation + 1, index: target, change }) : { dropped: 0 };
      if (dropped > 0) await this.#twin((log) => log.fork({ from: target, startIndex: 0, cut: null, rows: dropped, change }));
      else await line.history.exchange(revisions, told);
      await this.#standAt(target);
      if (dropped > 0) this.#shell.offerUndo(`The line goes on from fruit ${target}; ${counted(dropped, 'fruit')} put aside`, () => this.#takeBack());
      return dropped;
    });
  }

  load(scenario: Scenario): Promise<number> {
    const { name, seed, sealed } = concealed(scenario);
    return this.#line.turn(() => this.#line.still(async () => {
      const { live } = this.#registry;
      const change = this.#change('load', [{ from: 0, scenario }], [
        { index: 0, type: 'loaded', data: { name, ...(sealed ? {} : { seed }) } },
        ...(live ? [{ index: 0, type: 'first', data: { version: live.number, replaced: null } }] : []),
        ...this.#carried(-Infinity),
      ]);
      const { dropped } = await this.#services.monitor.call('reset', { generation: this.#line.generation + 1, index: 0, change });
      await this.#twin((log) => log.fork({ from: null, startIndex: 0, cut: null, rows: dropped, change }));
      await this.#standAt(0);
      if (dropped > 0) this.#shell.offerUndo(`“${name}” begins at fruit 0; ${counted(dropped, 'fruit')} put aside`, () => this.#takeBack());
      return dropped;
    }));
  }

  undo(): Promise<number> {
    return this.#goingOn(async () => {
      const { storage, monitor, nowMs } = this.#services;
      const aside = await storage.log.aside();
      if (!aside) throw new OrchardError('nothing-to-undo');
      const { revisions, deployments } = aside.record;
      const { nextIndex, dropped } = await monitor.call('exchange', { generation: this.#line.generation + 1, delays: delaysOf(revisions.length > 0 ? revisions : Film.revisionsOf(this.#line.film)), deployments: deployments.map(toldOf), policies: aside.record.events.filter(isPolicyEvent) });
      await this.#twin((log) => log.exchange(dropped, nowMs()));
      await this.#standAt(await this.#line.standing(nextIndex));
      this.#shell.offerUndo(`${counted(aside.rows, 'fruit')} brought back${dropped > 0 ? `; ${counted(dropped, 'fruit')} judged since put aside` : ''}`, () => this.#takeBack());
      return dropped;
    });
  }

  async #takeBack(): Promise<void> {
    await this.undo();
  }

  /** A turn after which the line runs on, when it ran before. */
  async #goingOn(act: () => Promise<number>): Promise<number> {
    let wasPlaying = false;
    const dropped = await this.#line.turn(() => {
      wasPlaying = this.#line.playing;
      return this.#line.still(act);
    });
    if (wasPlaying) await this.#line.play();
    return dropped;
  }

  async #standAt(index: number): Promise<void> {
    await this.open();
    await this.#line.standAt(index);
    await this.#registry.followRecord();
  }

  #change(act: LineChange['act'], revisions: readonly Revision[], events: readonly LoggedEdit[]): LineChange {
    const atMs = this.#services.nowMs();
    return { act, atMs, revisions: $state.snapshot(revisions) as Revision[], live: this.#registry.live?.number ?? null, events: events.map((event) => ({ ...event, atMs })) };
  }

  /** Whoever goes on predicting goes on under the policy that is set. */
  #carried(index: number): readonly LoggedEdit[] {
    return carriedPolicy(this.#registry.policies.list, index);
  }

  /** Without a disk each side has a storage of its own, and what the monitor does to the line's record is done here too. */
  async #twin(act: (log: Services['storage']['log']) => Promise<void>): Promise<void> {
    const { storage } = this.#services;
    if (!storage.persistent) await act(storage.log);
  }
}
