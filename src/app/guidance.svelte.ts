import { PRESETS } from '../domain/world/drift/presets.ts';
import type { Drift } from '../domain/world/drift/scenario.ts';
import { FASTER_LAPSE, nextStep, type Cure, type NextStep, type OpenIncident, type Rivalry, type Situation, type StepAction } from '../domain/guidance/next-step.ts';
import { asOfNow } from '../domain/alerting/incidents/diagnosis.ts';
import { REMEDIES, REMEDY_NAMES, WORTHWHILE_TRUTHS, type RemedyId } from '../domain/remedy/remedies.ts';
import { splitObstacle } from '../domain/learning/split.ts';
import type { AppHost } from './host.ts';
import { trainDraft } from './train-draft.ts';

/** The story that a line begins with. */
const FIRST_STORY = 'lamp-ages';
/** What is done about an incident beside a deployment, by its type in the event log. */
const ANSWERS: readonly string[] = ['reference', 'mended', 'belt-speed'];
/** Fruits after the end of a change in which it is waited for an alert. */
const PATIENCE_FRUITS = 2000;
/** Fruits after an answer in which the windows of the alerts still hold fruit of before. */
const SETTLING_FRUITS = 500;
/** Share of what a model keeps up with that a slowed belt demands. */
const EASE = 0.8;

/** What a step is about: the remedy to try, the version that a trial proved better, the newest one. */
interface Meant { readonly remedy: RemedyId | null; readonly proven: number | null; readonly newest: number | null }

/** The one obvious next step, and doing it. */
export class Guidance {
  /** Asked for, and done by itself once so many fruits have passed. */
  queued = $state.raw<{ text: string; atIndex: number } | null>(null);

  readonly #app: AppHost;
  /** Something that takes a while is being done. */
  #doing = $state(false);

  next: NextStep | null = $derived.by(() => {
    const step = this.#doing || this.queued || this.#app.offered ? null : nextStep(this.#situation());
    if (step) this.#meant.set(step, this.#present());
    return step;
  });
  /** What steps are about as they were shown: whoever does one a moment later does what was read. */
  readonly #meant = new WeakMap<NextStep, Meant>();

  constructor(app: AppHost) {
    this.#app = app;
  }

  /** Does a step, or promises to do it by itself when enough fruits have passed. A story waits in the scenario itself. */
  async act(step: NextStep | null = this.next): Promise<void> {
    if (!step) return;
    const { line, shell } = this.#app;
    if (step.waitsFruits) {
      const queued = (this.queued = { text: step.text, atIndex: line.now + step.waitsFruits });
      shell.offerUndo(`“${step.text}” waits for fruit ${queued.atIndex}`, async () => { this.queued = null; });
      try {
        if (!line.playing) await line.play();
        await line.reached(queued.atIndex);
        if (this.queued !== queued) return;
      } finally {
        if (this.queued === queued) this.queued = null;
      }
    }
    this.#doing = true;
    try {
      await this.#do(step.action, this.#meant.get(step) ?? this.#present());
    } finally {
      this.#doing = false;
    }
  }

  #present(): Meant {
    const { registry, remedies } = this.#app;
    return { remedy: remedies.next, proven: remedies.best?.version ?? null, newest: registry.newest?.number ?? null };
  }

  async #do(step: StepAction, { remedy, proven, newest }: Meant): Promise<void> {
    const app = this.#app;
    const { training, line } = app;
    switch (step) {
      case 'start-line': return app.firstVisit.run();
      case 'add-second-label':
      case 'fill-label': return app.go('data');
      case 'freeze-and-train':
      case 'train':
        app.go('train');
        return trainDraft(app);
      case 'register': return void (training.pending && (await app.run('runs.register')));
      case 'compare':
        app.go('models');
        return app.comparison.predict();
      case 'deploy-newest': return void (newest !== null && (await app.run('models.deploy', newest)));
      case 'play': return void (await app.run('line.play'));
      case 'open-monitor': return app.go('monitor');
      case 'open-line': return app.go('line');
      case 'ask-why': return this.#askWhy();
      case 'tell-a-story': return app.run('line.beginStory', this.#untold()?.id ?? FIRST_STORY);
      case 'open-improve': return app.go('improve');
      case 'try-remedy': return void (remedy && (await app.run('improve.try', remedy)));
      case 'roll-out': return void (proven !== null && (await app.run('models.deploy', proven)));
      case 'open-rollout': return app.go('rollout');
      case 'mend-fault': return app.run('line.mendFaults');
      case 'slow-belt': return void (await app.run('line.setBeltSpeed', Math.max(0.5, Math.floor((line.modelPerSecond ?? 1) * EASE))));
      case 'collect-reference': return void (await app.run('monitor.collectReference'));
      case 'watch-faster': return void (await app.run('line.setLapse', FASTER_LAPSE));
    }
  }

  /** Of an incident that goes on, an alert that goes on is asked about. */
  #askWhy(): void {
    const { alerts } = this.#app;
    const { incident } = alerts;
    const own = incident?.parts.filter(({ labels }) => labels['signal'] === incident.subject) ?? [];
    alerts.wanted = (own.find(({ state }) => state === 'firing') ?? own[0] ?? incident?.parts[0])?.labels ?? null;
    this.#app.go('alerts');
  }

  #situation(): Situation {
    const { shell, data, training, registry, remedies, line, firstVisit } = this.#app;
    const coming = line.scenario.drifts.filter(({ onset }) => onset > line.now).map(({ onset }) => onset - line.now);
    const story = this.#untold();
    return {
      screen: shell.screen,
      pictures: data.samples.length,
      obstacle: splitObstacle(data.counts),
      dataSetVersion: data.newest?.number ?? null,
      dataChanged: data.changed,
      dataSetLearnt: registry.models.reduce<number | null>((newest, { lineage }) => (lineage.dataSetVersion === null ? newest : Math.max(newest ?? 0, lineage.dataSetVersion)), null),
      live: registry.live?.number ?? null,
      busy: training.status !== null || remedies.status !== null || data.ingest !== null || firstVisit.running,
      unregisteredRun: training.pending?.run.id ?? null,
      newestVersion: registry.newest?.number ?? null,
      newestTruthComes: registry.newest === null || line.truthKind(registry.newest.signature.labels) !== 'none',
      cure: this.#cure(),
      proven: this.#proven(),
      onTrial: registry.trial,
      rival: this.#rival(),
      playing: line.playing,
      lapse: line.lapse,
      mostLapse: line.machinePerSecond === null ? null : line.machinePerSecond / line.beltSpeed,
      predicted: line.now,
      truthComes: line.truthComes(registry.live?.signature.labels ?? []),
      reference: line.reference,
      newest: this.#app.stationarity.newest.kind,
      incident: this.#openIncident(),
      driftsOpen: line.scenario.drifts.filter((drift) => this.#isOpen(drift)).length,
      fruitsToDrift: coming.length > 0 ? Math.min(...coming) : null,
      story: story === null ? null : story.id === FIRST_STORY ? 'Let the lamp age' : `Tell “${story.name}”`,
      sealed: line.seal.holds || shell.isHidden('stories') || shell.isHidden('schedule'),
    };
  }

  /** A drift that is to come, goes on, or may still raise an alert. What the live version was deployed after, it has met. */
  #isOpen({ pattern, onset, width }: Drift): boolean {
    const { line, registry } = this.#app;
    if (pattern === 'recurring') return true;
    const since = registry.deployments.at(-1)?.fromIndex ?? 0;
    const end = onset + (pattern === 'sudden' ? 0 : width);
    return end > since && line.now < end + PATIENCE_FRUITS;
  }

  /** The next story in the gallery's order that this line was not told; the lamp comes first. */
  #untold(): { id: string; name: string } | null {
    const told = new Set(this.#app.monitoring.events.filter(({ type }) => type === 'story').map(({ data }) => (data as { preset?: string }).preset));
    const { preset } = this.#app.line.scenario;
    if (preset !== undefined) told.add(preset);
    const stories = PRESETS.filter(({ id }) => id !== 'nothing-happens' && !told.has(id));
    return stories.find(({ id }) => id === FIRST_STORY) ?? stories[0] ?? null;
  }

  #rival(): Rivalry | null {
    const { registry: { live, newest, deployments }, comparison, line, remedies } = this.#app;
    if (!live || !newest || newest.number <= live.number) return null;
    // What came of a remedy has had its trial.
    if (remedies.trials.some(({ version, baseline }) => version === newest.number && baseline === live.number)) return null;
    // Who has just been left for the version before is not proposed again.
    const last = deployments.at(-1);
    if (last?.reason === 'rollback' && last.replaced === newest.number) return null;
    // What tells other things apart is no rival: nothing would ever tell which is better.
    if (line.truthKind(live.signature.labels) !== line.truthKind(newest.signature.labels)) return null;
    const decision = comparison.decide(live.number, newest.number);
    const missing = (decision?.more ?? 0) - comparison.waiting;
    return { version: newest.number, finding: decision?.finding ?? 'not-compared', missingTruths: Math.max(0, missing) };
  }

  #cure(): Cure {
    const { remedies } = this.#app;
    const { isLooked: looked, next } = remedies;
    return { looked, tried: REMEDIES.some((id) => remedies.isTried(id)), next: next && { name: REMEDY_NAMES[next].toLowerCase(), truths: next === 'new-data' ? WORTHWHILE_TRUTHS : 0 } };
  }

  /** Of what was on the line since its trial, the line has told. */
  #proven(): number | null {
    const { remedies: { best }, registry: { deployments } } = this.#app;
    if (!best) return null;
    return deployments.some(({ version, challenger, fromIndex }) => fromIndex >= best.at && (version === best.version || challenger === best.version)) ? null : best.version;
  }

  #openIncident(): OpenIncident | null {
    const { alerts, line } = this.#app;
    const { incident } = alerts;
    if (!incident) return null;
    const began = alerts.eventOf(incident.startedAt);
    const answered = this.#answeredAt();
    const { standing } = line.accuracy ?? {};
    const found = alerts.diagnosed.get(incident.id) ?? null;
    // What fires when an answer has had its time is answered no more, whatever it began with.
    const isAgain = answered >= began;
    if (isAgain && !incident.parts.some(({ state, firedAt }) => state === 'firing' && firedAt !== null && alerts.eventOf(firedAt) > answered + SETTLING_FRUITS)) return null;
    return {
      title: incident.title,
      diagnosis: found && asOfNow(isAgain ? { ...found, accuracy: 'unknown' } : found, standing),
      truths: Math.max(0, line.knownTo - Math.max(began, answered, this.#collectedTo())),
    };
  }

  /** The event behind the newest fruit of this line that the data set holds; 0 without one. */
  #collectedTo(): number {
    const { data, line } = this.#app;
    return data.samples.reduce((to, { fruit }) => (fruit && line.film.hasSeed(fruit.seed) && fruit.index < line.now ? Math.max(to, fruit.index + 1) : to), 0);
  }

  /** The newest event at which somebody answered an incident: by another version, a mended fault, a slower belt or another reference. */
  #answeredAt(): number {
    const { registry, monitoring } = this.#app;
    const replaced = registry.deployments.filter(({ replaced: before }) => before !== null).map(({ fromIndex }) => fromIndex);
    const answers = monitoring.events.filter(({ type }) => ANSWERS.includes(type)).map(({ index }) => index);
    return Math.max(-1, ...replaced, ...answers);
  }
}
