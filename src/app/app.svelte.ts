import { PRESET_IDS } from '../domain/world/drift/preset-ids.ts';
import type { Scenario } from '../domain/world/drift/scenario.ts';
import { OrchardError } from '../domain/common/errors.ts';
import { formatAddress, parseAddress, type Address, type Screen } from '../domain/world/share/address.ts';
import { concealed } from '../domain/world/share/seal.ts';
import type { ActionName, AnswerOf, ArgumentsOf } from '../actions/catalogue.ts';
import type { NoticeHandlers } from '../../workers/protocol/message.ts';
import type { MonitorNotice } from '../../workers/protocol/monitor.ts';
import type { OrchardNotice } from '../../workers/protocol/orchard.ts';
import type { ServingNotice } from '../../workers/protocol/serving.ts';
import type { BackendChoice, TrainerNotice } from '../../workers/protocol/trainer.ts';
import type { AaLesson } from '../state/aa-lesson.svelte.ts';
import { Alerts } from '../state/alerts.svelte.ts';
import type { Bench } from '../state/bench.svelte.ts';
import type { OnlineHeads } from '../state/online-heads.svelte.ts';
import type { PhotoSets } from '../state/photo-sets.svelte.ts';
import type { Policies } from '../state/policies.svelte.ts';
import type { Camera } from '../state/camera.svelte.ts';
import type { Frames } from '../state/frames.svelte.ts';
import type { Rollouts } from '../state/rollouts.svelte.ts';
import type { Comparison } from '../state/comparison.svelte.ts';
import { Compute } from '../state/compute.svelte.ts';
import { DataState } from '../state/data.svelte.ts';
import { FirstVisit } from './first-visit.svelte.ts';
import type { Guidance } from './guidance.svelte.ts';
import type { AppHost } from './host.ts';
import { Line } from '../state/line.svelte.ts';
import type { Monitoring } from '../state/monitoring.svelte.ts';
import { Pictures } from '../state/pictures.svelte.ts';
import type { Project } from '../state/project.svelte.ts';
import type { Explainer } from '../state/explainer.ts';
import type { LineWorker, Recovery } from '../state/recovery.ts';
import type { Loop } from '../state/loop.svelte.ts';
import type { Journal } from '../state/journal.svelte.ts';
import type { Shop } from '../state/shop.svelte.ts';
import type { Remedies } from '../state/remedies.svelte.ts';
import type { Replay } from '../state/replay.svelte.ts';
import { Registry } from '../state/registry.svelte.ts';
import type { Storage } from '../storage/index.ts';
import type { Review } from '../state/review.svelte.ts';
import type { Services } from '../state/services.ts';
import { Shell, type Theme } from '../state/shell.svelte.ts';
import type { Heat } from '../state/heat.ts';
import type { Search } from '../state/search.svelte.ts';
import type { SideBySide } from '../state/side-by-side.svelte.ts';
import type { StationarityCheck } from '../state/stationarity.svelte.ts';
import type { StandInDrawing } from '../state/stand-in.svelte.ts';
import type { Training } from '../state/training.svelte.ts';

/** What was removed can be brought back for a day. */
const REMOVED_KEPT_MS = 86_400_000;

/** The whole app: one of each concern, and what spans several of them. */
export class App implements AppHost {
  readonly shell = new Shell();
  readonly compute: Compute;
  readonly data: DataState;
  readonly registry: Registry;
  readonly alerts: Alerts;
  readonly line: Line;
  readonly pictures: Pictures;
  readonly firstVisit: FirstVisit;
  /** These are there before the app is ready. */
  bench!: Bench;
  policies!: Policies;
  sets!: PhotoSets;
  camera!: Camera;
  frames!: Frames;
  training!: Training;
  monitoring!: Monitoring;
  project!: Project;
  comparison!: Comparison;
  review!: Review;
  rollouts!: Rollouts;
  guidance!: Guidance;
  replay!: Replay;
  search!: Search;
  heat!: Heat;
  remedies!: Remedies;
  sideBySide!: SideBySide;
  onlineHeads!: OnlineHeads;
  aaLesson!: AaLesson;
  journal!: Journal;
  shop!: Shop;
  loop!: Loop;
  stationarity!: StationarityCheck;
  standIn!: StandInDrawing;

  /** Everything stored has been read. */
  ready = $state(false);
  #offered = $state.raw<Scenario | null>(null);
  /** A link brought another scenario than the stored line's: what may be known of it. Null when nothing waits for an answer. */
  offered = $derived(this.#offered && concealed(this.#offered));
  firstVisitDone = $state(false);

  #lookingAgain: Promise<void> | null = null;
  readonly services: Services;
  #recovery: Promise<Recovery> | null = null;
  #opened = new Promise<void>(() => {});

  /** Its storage comes with `open`. */
  constructor(given: Omit<Services, 'storage'>) {
    const services = (this.services = given as Services);
    this.shell.onproblem = (outcome, name) => services.records.record({ kind: 'problem', from: 'page', name, outcome });
    this.compute = new Compute(services, this.shell);
    this.data = new DataState(services, this.shell, this.compute);
    this.registry = new Registry(services, this.shell, this.compute);
    this.alerts = new Alerts(services, this.shell, this.registry);
    this.line = new Line(services, this.shell, this.registry, this.alerts);
    this.alerts.accuracy = () => this.line.accuracy;
    this.pictures = new Pictures(services);
    this.registry.arrived = () => { if (this.ready) void this.comparison.ensure(); };
    this.firstVisit = new FirstVisit(this);
  }

  /** Why alerts fire; its code comes when somebody asks. */
  async explainer(): Promise<Explainer> {
    const { Explainer: Made } = await import('../state/explainer.ts');
    return new Made(this.services, this.alerts, this.line, this.registry);
  }

  /** Resolves once everything stored has been read; rejects when it cannot be. */
  get opened(): Promise<void> { return this.#opened; }

  /** Runs an action of the catalogue; its code comes when somebody does something. */
  async run<Name extends ActionName>(name: Name, ...args: ArgumentsOf<Name>): Promise<AnswerOf<Name>> {
    const { runAction } = await import('../actions/run.ts');
    return runAction(this, 'page', name, args);
  }

  /** Goes to where the address says, and reads what is stored as soon as the storage is open. */
  open(opening: Promise<{ storage: Storage; leading: boolean }>, hash: string, search: string): Promise<void> {
    const address = this.readAddress(hash);
    if (address.screen) this.shell.screen = address.screen;
    return (this.#opened = this.#open(opening, address, search));
  }

  async #open(opening: Promise<{ storage: Storage; leading: boolean }>, address: Address, search: string): Promise<void> {
    const later = this.services.painted().then(() => import('./later.ts'));
    const { storage, leading } = await opening;
    this.services.storage = storage;
    this.shell.persistent = storage.persistent;
    this.shell.leading = leading;
    const settings = await storage.settings.all();
    this.#showTheme(settings.theme);
    this.firstVisitDone = settings.firstVisitDone ?? false;
    await Promise.all([this.compute.open(backendOf(search)), this.#readStored()]);
    this.shell.screen = address.screen ?? (this.firstVisitDone || this.data.samples.length > 0 || this.registry.models.length > 0 ? 'line' : 'welcome');
    Object.assign(this, (await later).laterConcerns(this) satisfies Pick<App, 'aaLesson' | 'bench' | 'camera' | 'comparison' | 'frames' | 'guidance' | 'heat' | 'journal' | 'loop' | 'monitoring' | 'onlineHeads' | 'policies' | 'project' | 'remedies' | 'replay' | 'review' | 'rollouts' | 'search' | 'sets' | 'shop' | 'sideBySide' | 'stationarity' | 'standIn'>);
    if (this.shell.leading) {
      await Promise.all([this.line.open(), this.monitoring.open(), this.#readWork()]);
      const linked = await this.#linked(address);
      if (linked) await this.#offerLinked(linked);
    } else await Promise.all([this.line.lookOn(), this.monitoring.open(), this.#readWork()]);
    this.ready = true;
    this.alerts.begin();
    if (this.shell.leading) void storage.purge(this.services.nowMs() - REMOVED_KEPT_MS).then(() => this.line.acts.open()).catch((error: unknown) => this.shell.report(error, 'app'));
    const health = await storage.health();
    if (health.code) this.shell.report({ code: health.code }, 'app');
    if (!this.shell.leading) return;
    // What cannot be told keeps nobody from the rest.
    await this.#reportSetAside().catch((error: unknown) => this.shell.report(error, 'app'));
    if (!this.registry.live) return;
    // What there is to see comes before what will predict.
    await this.services.idle();
    await this.registry.restore().catch((error: unknown) => this.shell.report(error, 'app', () => this.registry.restore()));
    // Who is newer than the champion waits for a word on it.
    if ((this.registry.newest?.number ?? 0) > this.registry.live.number) void this.comparison.ensure();
  }

  /** Says once how many records could not be read. */
  async #reportSetAside(): Promise<void> {
    const rows = await this.services.storage.takeUnreported();
    if (rows > 0) this.shell.report(new OrchardError('storage-corrupt', '', rows === 1 ? {} : { about: `${rows} stored records` }), 'app');
  }

  /** Reads everything again after the stored project was replaced. */
  async reload(): Promise<void> {
    this.shell.forgetUndo();
    this.training.pending = null;
    await this.#read();
    if (this.registry.live) await this.registry.restore();
    this.firstVisitDone = (await this.services.storage.settings.get('firstVisitDone')) ?? false;
    if (this.firstVisitDone && this.shell.screen === 'welcome') this.go('line');
  }

  /** Reads again what the tab that leads has stored. Whoever asks while that goes on waits for it. */
  lookAgain(): Promise<void> {
    this.#lookingAgain ??= this.#lookAgain().finally(() => { this.#lookingAgain = null; });
    return this.#lookingAgain;
  }

  async #lookAgain(): Promise<void> {
    await Promise.all([this.#readStored(), this.training.open(), this.review.open(), this.sets.open()]);
    await this.line.lookOn();
    this.alerts.begin();
  }

  /** Nothing has been made yet that a reset would take away. */
  get isEmpty(): boolean {
    return this.data.labels.length === 0 && this.registry.models.length === 0 && this.sets.list.length === 0 && this.line.now === 0;
  }

  /** Begins as on a first visit, after the stored project was emptied. */
  async startOver(): Promise<void> {
    const { shell, services, alerts, training, monitoring, bench, policies } = this;
    shell.forgetUndo();
    shell.problems = [];
    alerts.dismissUnseen();
    alerts.draft = null;
    training.pending = null;
    monitoring.domain = null;
    [bench.plan, bench.result] = [null, null];
    [policies.plan, policies.result] = [null, null];
    this.firstVisit.done = [];
    if (services.serving.alive) await services.serving.call('undeploy', undefined);
    await this.#read();
    await this.readTheme();
    this.firstVisitDone = false;
    location.hash = '';
    shell.screen = 'welcome';
  }

  async readTheme(): Promise<void> {
    this.#showTheme(await this.services.storage.settings.get('theme'));
  }

  #showTheme(theme: 'system' | 'light' | 'dark' = 'system'): void {
    this.shell.theme = theme === 'system' ? 'auto' : theme;
  }

  /** What the line needs: it asks who is live. */
  async #readStored(): Promise<void> {
    await Promise.all([this.data.open(), this.registry.open(), this.alerts.open()]);
  }

  /** What is kept of trainings, reviews, searches, remedies and the journal. */
  async #readWork(): Promise<void> {
    await Promise.all([this.training.open(), this.review.open(), this.search.open(), this.remedies.open(), this.journal.open(), this.sets.open(), this.frames.open()]);
  }

  async #read(): Promise<void> {
    await this.#readStored();
    await Promise.all([this.line.open(), this.monitoring.open(), this.#readWork()]);
    this.alerts.begin();
  }

  /** Reads an address and takes over what it hides. */
  readAddress(hash: string): Address {
    const { address, problem } = parseAddress(hash, PRESET_IDS);
    if (problem) this.shell.report(problem, 'app');
    this.shell.hidden = address.hidden;
    this.shell.term = address.term ?? null;
    if (address.hidden.includes('truth')) this.line.revealed = false;
    return address;
  }

  /** Follows a change of the hash: another screen, or another scenario. */
  async follow(hash: string): Promise<void> {
    const address = this.readAddress(hash);
    if (address.screen) this.shell.screen = address.screen;
    const linked = await this.#linked(address);
    if (!linked) return;
    await this.opened;
    if (this.shell.leading) await this.#offerLinked(linked);
  }

  go(screen: Screen): void {
    location.hash = formatAddress({ screen, preset: null, scenario: null, seed: null, hidden: [...this.shell.hidden] });
  }

  declineOffered(): void {
    this.#offered = null;
  }

  async acceptOffered(): Promise<void> {
    const scenario = this.#offered;
    this.#offered = null;
    if (scenario) await this.line.load(scenario);
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.opened;
    await this.services.storage.settings.set('theme', theme === 'auto' ? 'system' : theme);
    this.shell.theme = theme;
  }

  async finishFirstVisit(): Promise<void> {
    await this.services.storage.settings.set('firstVisitDone', true);
    this.firstVisitDone = true;
    void this.services.storage.requestPersistence();
    if (this.shell.screen === 'welcome') this.go('line');
  }

  /** What is done about everything that a worker says unasked. */
  readonly notices: {
    trainer: NoticeHandlers<TrainerNotice>; serving: NoticeHandlers<ServingNotice>;
    orchard: NoticeHandlers<OrchardNotice>; monitor: NoticeHandlers<MonitorNotice>;
  } = {
    trainer: {
      'device-lost': () => this.shell.report({ code: 'device-lost' }, 'train'),
      'backend-changed': ({ compute }) => this.compute.changed(compute),
    },
    serving: {
      'device-lost': () => this.shell.report({ code: 'device-lost' }, 'app'),
      'backend-changed': ({ compute }) => this.shell.announce(`The line is judged on ${compute.backend}`),
      pace: (pace) => this.line.tempo.receivePace(pace),
      failed: ({ version, code }) => {
        if (this.ready && version === this.registry.trial) void this.rollouts.broke(version).catch((error: unknown) => this.shell.report(error, 'app'));
        this.registry.broke(version, code);
        this.line.course.settle();
      },
    },
    orchard: { line: ({ state }) => this.line.receiveStatus(state), failed: ({ code }) => this.shell.report({ code }, 'line') },
    monitor: {
      snapshot: ({ snapshot }) => {
        this.line.receiveSnapshot(snapshot);
        if (!this.ready) return;
        if (snapshot.generation === this.line.generation) {
          this.rollouts.receive(snapshot.rollout);
          this.loop.receive(snapshot.policy);
        }
        void this.stationarity.ensure();
        if (snapshot.reference.kind === 'not-at-rest') void this.standIn.ensure();
      },
      alerts: ({ transitions }) => void this.alerts.receiveTransitions(transitions).catch((error: unknown) => this.shell.report(error, 'app')),
      pruned: ({ rows }) => this.shell.announce(`${rows === 1 ? 'The oldest fruit' : `The oldest ${rows} fruits`} of the log ${rows === 1 ? 'was' : 'were'} removed: it keeps the newest ${this.monitoring.usage?.retentionRows ?? 'ones'}`),
      storage: ({ code }) => (code === 'storage-corrupt' ? void this.#reportSetAside().catch((error: unknown) => this.shell.report(error, 'app')) : this.shell.report({ code }, 'app')),
    },
  };

  readonly restarts = {
    // Whoever had asked it for something tells of that.
    trainer: () => this.compute.forget(),
    serving: () => this.#died('serving'),
    orchard: () => this.#died('orchard'),
    monitor: () => this.#died('monitor'),
  };

  /** What brings the line back comes with the first death. */
  #died(worker: LineWorker): void {
    if (!this.line.opened) return;
    const { shell, line, compute, registry, monitoring } = this;
    line.course.recovering = true;
    this.#recovery ??= import('../state/recovery.ts').then(({ Recovery: Recoveries }) => new Recoveries(shell, line, {
      orchard: async () => {},
      serving: async () => {
        await compute.restoreServing();
        await registry.restore();
      },
      monitor: async () => {
        await monitoring.open();
        await registry.realign();
      },
    }));
    this.#recovery.then((recovery) => recovery.died(worker), (error: unknown) => {
      this.#recovery = null;
      line.course.recovering = false;
      line.course.lose();
      shell.report(error, 'app', async () => this.#died(worker));
    });
  }

  /** The scenario that an address carries or names; null without one, or where it cannot be read, which is said. The code that reads it comes with it. */
  async #linked(address: Address): Promise<Scenario | null> {
    if (address.scenario === null && address.preset === null) return null;
    try {
      return (await import('./links.ts')).scenarioOf(address);
    } catch (error) {
      this.shell.report(error, 'app');
      return null;
    }
  }

  /** A link's scenario: begins at once on an empty line, is offered when there is a log to lose. */
  async #offerLinked(given: Scenario): Promise<void> {
    const linked = await this.line.known(given).catch((error: unknown) => void this.shell.report(error, 'line', () => this.#offerLinked(given)));
    if (!linked || (await import('./links.ts')).isOwn(this, linked)) return;
    if (this.line.now === 0) await this.line.load(linked);
    else this.#offered = linked;
  }
}

function backendOf(search: string): BackendChoice | null {
  const wanted = new URLSearchParams(search).get('backend');
  return wanted !== null && ['auto', 'webgpu', 'wasm', 'webgl', 'cpu'].includes(wanted) ? (wanted as BackendChoice) : null;
}
