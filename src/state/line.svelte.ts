import { expectedWorldAt } from '../domain/world/drift/expected-world.ts';
import { delaysOf, knownUpTo } from '../domain/world/drift/known-up-to.ts';
import type { Revision, Scenario } from '../domain/world/drift/scenario.ts';
import { codeOf, OrchardError } from '../domain/common/errors.ts';
import type { AccuracyStanding } from '../domain/monitoring/summaries/accuracy-standing.ts';
import type { ReferenceState } from '../domain/monitoring/monitors/reference-state.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import { timeAt } from '../domain/world/stream/time.ts';
import { truthComes, truthKind, type TruthKind } from '../domain/world/stream/truth.ts';
import type { JsonValue } from '../storage/index.ts';
import type { BeltItem, LineSnapshot, MonitorOperations } from '../../workers/protocol/monitor.ts';
import type { LineState, TimeLapse } from '../../workers/protocol/orchard.ts';
import type { PhotoFiles } from '../../workers/protocol/photos.ts';
import type { Alerts } from './alerts.svelte.ts';
import type { Unserved } from './awaited.ts';
import { Course, type CoursedLine } from './course.ts';
import { Film } from './film.ts';
import type { ActingLine, LineActs, LoggedEdit } from './line-acts.svelte.ts';
import { Looking } from './looking.svelte.ts';
import type { RecoveringLine } from './recovery.ts';
import type { DeployTarget } from './deploying.ts';
import type { Registry } from './registry.svelte.ts';
import type { ScenarioEdits } from './scenario-edits.ts';
import { ScenarioHistory } from './scenario-history.svelte.ts';
import { LineSeal } from './seal.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { Tempo, type LineSpeed } from './tempo.svelte.ts';
import { Turns } from './turns.ts';
import { Wiring } from './wiring.ts';

/** Side of the pictures while nothing is deployed. */
const IDLE_SIZE = 48;

/** The camera of a line that runs on one. */
export interface LineFrames {
  /** Turns it on. Throws what it cannot be opened for. */
  begin(): Promise<void>;
  end(): void;
  /** The line stands before an event. */
  stood(index: number): Promise<void>;
  receive(snapshot: LineSnapshot): void;
}

/** The running line: its scenario, its pace, its newest predictions. It owns the wiring orchard → serving → monitor. */
export class Line implements DeployTarget, ActingLine, CoursedLine, RecoveringLine {
  status = $state.raw<LineState | null>(null);
  snapshot = $state.raw<LineSnapshot | null>(null);
  selectedDrift = $state<number | null>(null);
  #revealed = $state(true);

  readonly history: ScenarioHistory;
  /** The scenario in force, as far as it may be known. */
  scenario: Scenario = $derived.by(() => this.history.revisions.at(-1)!.scenario);
  playing = $derived(this.status?.playing ?? false);
  /** Its production are the frames of a camera, which come only while it runs and can be drawn again only where they were kept. */
  onCamera = $derived(this.scenario.source?.kind === 'camera');
  /** The event under the camera: the next to be predicted. */
  now = $derived(this.snapshot ? this.snapshot.lastIndex + 1 : 0);
  timeMs = $derived(timeAt(this.now));
  ended = $derived(this.now >= this.scenario.length);
  /** Fruits a second that production demands. */
  beltSpeed = $derived(this.scenario.beltSpeed);
  /** The world as it is now on average. */
  world = $derived(expectedWorldAt(this.scenario, this.now));
  /** The stretch that the live version is compared with. */
  reference: ReferenceState = $derived(this.snapshot?.reference ?? { kind: 'none' });
  /** How right the predictions of the newest window are, beside the reference, or the held-out test of the live version while none is at rest. */
  accuracy: AccuracyStanding | null = $derived(this.snapshot?.standing ?? null);

  readonly tempo: Tempo;
  /** These are there once the app opens what is stored. */
  acts!: LineActs;
  edits!: ScenarioEdits;
  frames: LineFrames | null = null;
  readonly seal: LineSeal;
  readonly course: Course;
  readonly #services: Services;
  readonly #shell: Shell;
  readonly #registry: Registry;
  readonly #alerts: Alerts;
  readonly #looking: Looking;
  readonly #channels: Wiring;
  #setOn = $state(0);
  #opened = false;
  readonly #turns = new Turns();

  constructor(services: Services, shell: Shell, registry: Registry, alerts: Alerts) {
    this.#services = services;
    this.#shell = shell;
    this.#registry = registry;
    this.#alerts = alerts;
    this.history = new ScenarioHistory(services, shell, (act) => this.turn(act));
    this.tempo = new Tempo(services);
    this.#channels = new Wiring(services, shell);
    this.course = new Course(services, this);
    this.#looking = new Looking(services, shell);
    this.seal = new LineSeal(services, shell, this);
    registry.target = this;
  }

  /** Of the line's chance: what its deployments are routed by. */
  routeSeed(): number { return Film.revisionsOf(this.film)[0]!.scenario.seed; }

  /** The labels that photographs of the line may have; null while the orchard draws its fruit. */
  photoLabels: readonly string[] | null = $derived.by(() => this.history.film.photoLabels);

  /** Whether the line tells the truth of what these labels tell apart; of what a camera shows, somebody may say any of them. */
  truthComes(labels: readonly string[]): boolean { return this.onCamera || truthComes(labels, this.photoLabels ?? undefined); }
  /** What these labels are about, as far as the line knows the truth of it. */
  truthKind(labels: readonly string[]): TruthKind { return this.onCamera ? 'photographs' : truthKind(labels, this.photoLabels ?? undefined); }

  /** What fruit is drawn from. */
  get film(): Film { return this.history.film; }
  /** The scenarios that were in force, oldest first, as far as they may be known: of sealed ones neither world nor drifts. */
  get revisions(): readonly Revision[] { return this.history.revisions; }

  /** How many times faster than the belt the line is watched: it makes no queue, and waiting for it is not latency. */
  get lapse(): TimeLapse { return this.tempo.lapse; }
  /** Fruits a second that are watched, or flat out. */
  get speed(): LineSpeed { return this.lapse === 'max' ? 'max' : this.lapse * this.beltSpeed; }
  get modelPerSecond(): number | null { return this.tempo.modelPerSecond; }
  get machinePerSecond(): number | null { return this.tempo.machinePerSecond; }

  /** Truths of events before the answer were known once those before `predicted` were predicted; negative while the first is further off. */
  knownAt(predicted: number): number { return knownUpTo(delaysOf(this.revisions), predicted); }
  get knownTo(): number { return this.knownAt(this.now); }

  /** The truth may be told: neither a seal nor the instructor's link holds it back. */
  get truthVisible(): boolean { return !this.seal.holds && !this.#shell.isHidden('truth'); }

  /** The true drift is shown on strip and charts. It cannot be switched on while it may not be told. */
  get revealed(): boolean { return this.#revealed && this.truthVisible; }
  set revealed(shown: boolean) { this.#revealed = shown; }

  /** The predicted event that is looked at while the line stands elsewhere; null: its newest. */
  get looking(): number | null { return this.#looking.index; }
  /** Up to 24 rows of the log, oldest first: the newest, or those that end with the one that is looked at. */
  get belt(): readonly BeltItem[] { return this.looking === null ? this.snapshot?.belt ?? [] : this.#looking.rows; }

  /** Event that the camera was set on last: where the line was opened, sent or brought back to. Ahead of the log's last when fruits were skipped. */
  get setOn(): number { return this.#setOn; }

  /** Raised by each wiring; what belongs to an earlier one is dropped. */
  get generation(): number { return this.#channels.generation; }

  /** Opens the stored line where it stood. */
  async open(): Promise<void> {
    await Promise.all([this.history.open(), this.tempo.open()]);
    this.look(null);
    await this.#openLog();
    this.course.lost = false;
    this.course.end();
    this.#opened = true;
    await Promise.all([this.acts.open(), this.seal.open()]);
  }

  /** Shows the stored line, as far as it is stored, in a tab that only looks on. */
  async lookOn(): Promise<void> {
    const { monitor } = this.#services;
    await this.history.open();
    const { nextIndex } = await monitor.call('look', this.#logSetup());
    this.#setOn = await this.standing(nextIndex);
    this.receiveSnapshot(await monitor.call('snapshot', undefined));
    await Promise.all([this.acts.open(), this.seal.open()]);
  }

  /** Takes a snapshot of the orchard's or the monitor's. */
  receiveStatus(status: LineState): void {
    if (status.generation !== this.generation) return;
    this.status = status;
    this.tempo.receiveStatus(status);
    this.#settle();
  }

  receiveSnapshot(told: LineSnapshot): void {
    if (told.generation !== this.generation) return;
    const snapshot = { ...told, lastIndex: Math.max(told.lastIndex, this.#setOn - 1) };
    this.snapshot = snapshot;
    this.#alerts.receive(snapshot.alerts, snapshot.lastIndex);
    if (this.onCamera) this.frames?.receive(snapshot);
    this.#settle();
  }

  #settle(): void {
    this.course.settle();
    // A camera is on for a line that runs, and for no other.
    if (this.onCamera && this.course.rests) this.frames?.end();
  }

  /** Runs, as far as event `until` where one is given. Fails with `index-out-of-range` when the line ends before it. */
  async play({ speed, until = null }: { speed?: LineSpeed; until?: number | null } = {}): Promise<LineState> {
    this.mustRun();
    this.course.mayPlay(until);
    if (this.onCamera) await this.frames?.begin();
    if (speed !== undefined) await this.setSpeed(speed);
    return this.course.play(until);
  }

  /** Stops the camera; resolves when what it has photographed is predicted and stored. */
  pause(): Promise<LineState> { return this.course.pause(); }

  /** Lets `count` more fruits past the camera; resolves when their predictions are stored. */
  async step(count = 1): Promise<void> {
    this.mustRun();
    if (this.onCamera) await this.frames?.begin();
    await this.course.step(count);
  }

  /** As `Course.reached`; only the tab that leads sees the line move. */
  async reached(index: number): Promise<void> {
    if (!this.#shell.leading) throw new OrchardError('not-leading');
    await this.course.reached(index);
  }

  /** Sets the time lapse by the fruits a second that are to be watched at the present belt speed. */
  async setSpeed(speed: LineSpeed): Promise<void> {
    if (speed !== 'max' && !(speed > 0 && speed <= 100_000)) throw new OrchardError('argument-invalid', 'speed');
    await this.setLapse(speed === 'max' ? speed : speed / this.beltSpeed);
  }

  async setLapse(lapse: TimeLapse): Promise<void> {
    await this.tempo.set(lapse);
    if (this.playing) this.status = await this.#services.orchard.call('play', { lapse });
  }

  /** Looks at a predicted event; null, or one that is not predicted yet, goes back to now. The line and its log stay as they are. */
  look(index: number | null): void {
    this.#looking.at(index === null || index >= this.now - 1 ? null : Math.max(0, Math.round(index)));
  }

  /**
   * Goes on from an event. Ahead: what lies between is skipped. Back: the rows from there on, later deployments and what the watch made of
   * them are put aside, and who is live goes on predicting. Answers how many rows went.
   */
  seek(index: number): Promise<number> {
    return this.acts.seek(index);
  }

  /** Begins another line at event 0 with an empty log; its own scenario begins again with its seal. The one before is put aside. Answers how many rows went. */
  async load(scenario: Scenario): Promise<number> {
    const own = scenario === this.scenario ? Film.revisionsOf(this.film).at(-1)!.scenario : scenario;
    return this.acts.load(await this.known(own));
  }

  /**
   * Brings back what the last act that dropped rows put aside: rows, watch, deployments, scenario and who was live. What was predicted since
   * is put aside in turn. Answers how many rows went. Fails with `nothing-to-undo`.
   */
  undo(): Promise<number> {
    return this.acts.undo();
  }

  /** Another scenario from the next photograph on; what was photographed keeps its own. Fails with `sealed` on a sealed line. */
  async revise(scenario: Scenario): Promise<void> {
    if (this.seal.holds) throw new OrchardError('sealed');
    const known = await this.known(scenario);
    return this.edit(() => known);
  }

  /**
   * Edits are each of what the one before it left: a slider that moves on takes no other hand's drift away. An edit that the event log tells of
   * is stored with it; others are stored soon. What cannot be stored is taken back from the next photograph on.
   */
  edit(edit: (scenario: Scenario) => Scenario, told?: LoggedEdit): Promise<void> {
    return this.turn(() => this.history.edit(edit, told));
  }

  /** Acts on the line come one after another, in the order in which they were asked for. */
  turn<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.take(() => this.course.during(act));
  }

  /** Twenty thousand fruits more. */
  async extend(): Promise<void> {
    await this.edit((scenario) => ({ ...scenario, length: Math.min(10_000_000, Math.max(scenario.length, this.now) + 20_000) }));
  }

  /** Part of `DeployTarget`: the camera takes pictures of the size that the version was trained on. */
  async deployed(version: ModelVersion): Promise<void> {
    this.#channels.serve();
    if (this.#opened) await this.#services.orchard.call('resize', { size: version.signature.inputSize });
  }

  /** There is a line to bring back after the death of a worker. */
  get opened(): boolean { return this.#opened; }
  get unserved(): Unserved | null { return this.course.lost ? 'worker-lost' : this.#registry.broken ? 'model-failed' : this.#registry.live ? null : 'nothing-deployed'; }

  /** Stands behind the newest durable event again, with workers that `prepare` has set up; answers the event. */
  async bringBack(prepare: () => Promise<void>, isLogLost: boolean): Promise<number> {
    const { orchard, monitor } = this.#services;
    await orchard.call('pause', undefined);
    await this.history.settle().catch((error: unknown) => this.#shell.report(error, 'line'));
    await this.#readRecord();
    if (isLogLost) await this.#openLog();
    await prepare();
    const { durableIndex } = await monitor.call('flush', undefined);
    const index = Math.max(durableIndex + 1, this.#setOn, this.revisions[0]!.from);
    await this.#wire(index);
    if (isLogLost) this.#alerts.begin();
    return index;
  }

  /** Does what needs the line to stand still and all that is known of it to be stored. When that fails, the line goes on as it did. */
  async still<T>(act: () => Promise<T>): Promise<T> {
    const { orchard } = this.#services;
    if (this.#opened) await orchard.call('pause', undefined);
    try {
      await this.history.settle();
      return await act();
    } catch (error) {
      if (this.#opened) this.status = await orchard.call('resume', undefined);
      throw error;
    }
  }

  /** Has everything stored exchanged, while the log takes nothing in. What still travels is dropped then, or taken in when `write` fails. */
  async giveWay(write: () => Promise<void>): Promise<void> {
    const { monitor } = this.#services;
    await monitor.call('hold', undefined);
    let closes = false;
    await write().then(() => { closes = true; }).finally(() => monitor.call('release', { closes }).catch((error: unknown) => {
      // Who has died holds nothing any more, and what is written is written.
      if (codeOf(error) !== 'worker-died') throw error;
    }));
  }

  /** Takes over the line's record as it is stored, and sets the camera on an event. When a worker dies of it, whoever brings the line back stands there too. */
  async standAt(index: number): Promise<void> {
    this.look(null);
    this.selectedDrift = null;
    this.#setOn = index;
    try {
      await Promise.all([this.#readRecord(), this.seal.open()]);
      await this.#wire(index);
    } finally {
      this.course.end();
    }
  }

  mustRun(): void {
    if (this.course.lost) throw new OrchardError('worker-lost');
    if (!this.#registry.live) throw new OrchardError('nothing-deployed');
  }

  /** A scenario on photographs with what is stored of them. Throws `set-unknown` where they are not stored. */
  async known(scenario: Scenario): Promise<Scenario> {
    return scenario.source ? (await import('./photo-files.ts')).withKnownSets(this.#services.storage, scenario) : scenario;
  }

  async #shelve(): Promise<void> {
    const { shelve, setsOf } = await import('./photo-files.ts');
    await shelve(this.#services, setsOf(this.film));
  }

  /** The photographs that the line draws from; nothing for one of the orchard. */
  async photoFiles(): Promise<{ photos?: PhotoFiles[] }> {
    if (!this.photoLabels) return {};
    const { photoFiles, setsOf } = await import('./photo-files.ts');
    return { photos: await photoFiles(this.#services.storage, setsOf(this.film)) };
  }

  async #readRecord(): Promise<void> {
    await Promise.all([this.history.follow(), this.#registry.open()]);
  }

  async #openLog(): Promise<void> {
    const { nextIndex } = await this.#services.monitor.call('open', this.#logSetup());
    await this.#wire(await this.standing(nextIndex));
  }

  /** Where the line stands whose log ends before an event: there, or ahead of it where it was sent and has predicted nothing yet. */
  async standing(nextIndex: number): Promise<number> {
    const events = await this.#services.storage.eventLog.list();
    return Math.max(nextIndex, events.findLast(({ type }) => type === 'went-on')?.index ?? 0);
  }

  #logSetup(): MonitorOperations['open']['in'] {
    return { delays: delaysOf(this.revisions), scenarioLabels: ['ripe', 'unripe'], watch: this.#alerts.setup(), watchLater: true };
  }

  /** Lays fresh channels between the workers and sets the camera on an event. */
  async #wire(index: number): Promise<void> {
    const { orchard, monitor } = this.#services;
    await this.#channels.lay();
    const size = this.#registry.live?.signature.inputSize ?? IDLE_SIZE;
    if (this.photoLabels) await this.#shelve();
    this.status = await orchard.call('load', { revisions: [...Film.revisionsOf(this.film)], index, generation: this.generation, size });
    await this.frames?.stood(index);
    const snapshot = await monitor.call('snapshot', undefined);
    this.#setOn = index;
    this.receiveSnapshot({ ...snapshot, generation: this.generation, lastIndex: index - 1 });
  }

  /** Writes into the event log. */
  async write(index: number, type: string, data: JsonValue): Promise<void> {
    await this.#services.storage.eventLog.append({ index, atMs: this.#services.nowMs(), type, data });
  }
}
