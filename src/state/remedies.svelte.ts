import { proposeAugmentation, type FeatureShift } from '../domain/data/augmentation/propose.ts';
import { frozen, type DataSetVersion } from '../domain/data/dataset/dataset.ts';
import type { Levelling } from '../domain/data/features/levelling.ts';
import { diagnosisOf } from '../domain/alerting/incidents/diagnose.ts';
import { counted } from '../domain/common/counted.ts';
import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { WindowComparison } from '../domain/explanation/compare-windows.ts';
import { normaliseRecipe, recipeText, type Recipe, type RecipeInput } from '../domain/learning/recipes/catalogue.ts';
import type { FruitChoice } from '../domain/remedy/fruit-choice.ts';
import { GROUP_OF, JOINING_FRUITS, nextRemedy, proposals, WORTHWHILE_TRUTHS, type Proposal, type RemedyId, type Situation } from '../domain/remedy/remedies.ts';
import { findingOf, MOST_TRIALS, readTrials, type Trial } from '../domain/remedy/trial.ts';
import type { ModelVersion } from '../domain/registry/version.ts';
import type { ReplayResult } from '../domain/replay/result.ts';
import type { JsonValue } from '../storage/index.ts';
import type { Alerts } from './alerts.svelte.ts';
import type { DataState } from './data.svelte.ts';
import { chosenFruit, offeredFruit, takeEvents } from './line-fruit.ts';
import type { Line } from './line.svelte.ts';
import type { Explainer } from './explainer.ts';
import type { Pictures } from './pictures.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Replay, ReplayRequest } from './replay.svelte.ts';
import type { Review } from './review.svelte.ts';
import type { Search } from './search.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import type { Training } from './training.svelte.ts';

/** Newest fruits on which a candidate is replayed, at the most. */
const REPLAYED_FRUITS = 2000;
/** Of them, how many are photographed again where a version takes more than colours: enough to tell a few points apart, in seconds. */
const SAMPLED_FRUITS = 600;
/** Mended fruits that a trial remembers, for pictures. */
const SHOWN_MENDED = 6;
/** Newest fruits among which the model finds what it is sure of. */
const PSEUDO_FRUITS = 2000;
const DEFAULTS = { count: JOINING_FRUITS, confidence: 0.98, levelling: 'exposure-and-colour', configurations: 9 } as const;

/** What a remedy is set to; what is left out has its default. */
export interface RemedyOptions {
  /** Which fruits join the data set, and how many. */
  choice?: FruitChoice;
  count?: number;
  balanced?: boolean;
  /** Learn from fruit since the incident began alone: what was right before it is left out. Where a concept drift was found unless it is said. */
  alone?: boolean;
  /** What is trained, instead of the live version's recipe. */
  recipe?: RecipeInput;
  /** What is levelled out of pictures before they are looked at. */
  levelling?: Levelling;
  /** Configurations that are searched over. */
  configurations?: number;
  /** Least confidence of a label that the model gives itself. */
  confidence?: number;
}

/** A remedy under way. */
interface RemedyStatus {
  readonly remedy: RemedyId;
  readonly phase: 'fruit' | 'search' | 'training' | 'replay';
  cancel(): void;
}

/** Concerns that a remedy works through. */
interface Worked {
  readonly shell: Shell;
  readonly data: DataState;
  readonly registry: Registry;
  readonly training: Training;
  readonly alerts: Alerts;
  readonly line: Line;
  readonly pictures: Pictures;
  readonly replay: Replay;
  readonly review: Review;
  readonly search: Search;
  explainer(): Promise<Explainer>;
}

/** The eight remedies: what is to be expected of each, trying one, and what came of those that were tried. A trial trains and registers a version, and deploys nothing. */
export class Remedies {
  /** Oldest first. */
  trials = $state.raw<readonly Trial[]>([]);
  status = $state.raw<RemedyStatus | null>(null);
  /** What is known for the choice of a remedy; null until it was looked for. */
  situation = $state.raw<Situation | null>(null);
  /** What moved on the line, of which copies or levelling may be made. */
  comparison = $state.raw<WindowComparison | null>(null);
  /** Why the newest trial of each remedy failed. */
  problems = $state.raw<Readonly<Partial<Record<RemedyId, ErrorCode>>>>({});

  proposals: readonly Proposal[] = $derived.by(() => (this.situation ? proposals(this.situation) : []));
  /** The trial that came out best of those beside the live version, beyond chance; null without one. */
  best: Trial | null = $derived.by(() => {
    const { registry, line } = this.#on;
    const incident = this.#incidentId;
    // Errors that come and go end an incident, and with it no trial of the newest fruits.
    const beside = this.trials.filter((trial) => trial.baseline === registry.live?.number && (trial.incident === incident || (incident === null && trial.at > line.now - REPLAYED_FRUITS)));
    const better = beside.filter((trial) => findingOf(trial) === 'better' && registry.models.some(({ number }) => number === trial.version));
    return better.toSorted((a, b) => b.difference!.value - a.difference!.value)[0] ?? null;
  });
  /** What is proposed first of what was not tried on the live version yet; null where nothing is left, or nobody has looked since the incident began. */
  next: RemedyId | null = $derived.by(() => (this.isLooked ? nextRemedy(this.proposals, (id) => this.isTried(id) || this.problems[id] !== undefined) : null));

  readonly #services: Services;
  readonly #on: Worked;
  /** The incident that was looked at; null: none; undefined: nobody has looked. */
  #lookedFor = $state.raw<string | null | undefined>(undefined);

  constructor(services: Services, on: Worked) {
    this.#services = services;
    this.#on = on;
  }

  async open(): Promise<void> {
    this.trials = readTrials(await this.#services.storage.settings.get('trials'));
  }

  /** Whether what is known for the choice of a remedy is of the incident that goes on. */
  get isLooked(): boolean { return this.#lookedFor !== undefined && this.#lookedFor === this.#incidentId; }

  get #incidentId(): string | null { return this.#on.alerts.incident?.id ?? null; }

  /** Whether what counts as right has changed, as far as is known: what was learnt before then says the opposite of what is right now. */
  get isOfTruth(): boolean {
    const { alerts } = this.#on;
    return ((alerts.incident && alerts.diagnosed.get(alerts.incident.id)?.kind) ?? this.situation?.points) === 'concept';
  }

  /** Whether a remedy was tried on the version that is live now, for the incident that goes on. */
  isTried(remedy: RemedyId): boolean {
    return this.trialOf(remedy)?.baseline === this.#on.registry.live?.number;
  }

  /** The newest trial of a remedy for the incident that goes on, by versions that are still there. */
  trialOf(remedy: RemedyId): Trial | null {
    const incident = this.#incidentId;
    const registered = new Set(this.#on.registry.models.map(({ number }) => number));
    return this.trials.findLast((trial) => trial.remedy === remedy && trial.incident === incident && registered.has(trial.version)) ?? null;
  }

  /** Looks at the line as it stands, and says what is to be expected of each remedy. */
  async look(): Promise<readonly Proposal[]> {
    const { alerts, line, registry, data } = this.#on;
    const comparison = registry.live && line.now > 0 ? await this.#compared() : null;
    this.comparison = comparison;
    const { incident } = alerts;
    const points = incident ? (alerts.diagnosed.get(incident.id) ?? diagnosisOf(incident.subject, comparison)).kind : null;
    const truths = await this.#truthsSince(this.#began ?? 0);
    this.situation = {
      points, moved: movedFeatures(comparison), truths, labelDelay: line.scenario.labelDelay, truthComes: line.truthComes(registry.live?.signature.labels ?? []),
      recipe: registry.live?.recipe.kind ?? null, isLevelled: registry.live?.signature.levelling !== undefined, suspects: this.#suspects(), pictures: data.samples.length,
    };
    const of = incident?.id ?? null;
    // What failed for another incident may do for this one.
    if (this.#lookedFor !== of) this.problems = {};
    this.#lookedFor = of;
    return this.proposals;
  }

  /**
   * Does what a remedy does to the data or the recipe, trains and registers what comes out, and replays it beside the live version on the newest fruits. Pictures that joined the data set for it stay there, and Undo
   * takes them out. Fails with `nothing-deployed`, `remedy-busy`, `no-truth`, `too-few-truths`, `cancelled`, and what training and replaying fail with.
   */
  async try(remedy: RemedyId, options: RemedyOptions = {}, { signal: outer }: { signal?: AbortSignal } = {}): Promise<{ version: number; replay: ReplayResult }> {
    const { registry, training, replay } = this.#on;
    if (!registry.live) throw new OrchardError('nothing-deployed');
    if (this.status || training.status || replay.running) throw new OrchardError('remedy-busy');
    const cancel = new AbortController();
    const signal = outer ? AbortSignal.any([outer, cancel.signal]) : cancel.signal;
    this.status = { remedy, phase: 'fruit', cancel: () => cancel.abort() };
    this.problems = { ...this.problems, [remedy]: undefined };
    try {
      return await this.#try(remedy, options, signal);
    } catch (error) {
      const told = signal.aborted ? new OrchardError('cancelled') : error;
      if (codeOf(told) !== 'cancelled') this.problems = { ...this.problems, [remedy]: codeOf(told) };
      throw told;
    } finally {
      this.status = null;
    }
  }

  cancel(): void {
    this.status?.cancel();
  }

  /** Event at which the incident that goes on began; null without one. */
  get #began(): number | null {
    const { alerts } = this.#on;
    return alerts.incident ? alerts.eventOf(alerts.incident.startedAt) : null;
  }

  /**
   * The newest fruits, on which versions are held against another: those since the incident began, as long as they are enough to tell, for fruit of before would speak for whoever learnt from it alone; and all, or as
   * many as are photographed again in seconds.
   */
  requestOf(versions: readonly ModelVersion[], baseline: ModelVersion): ReplayRequest {
    const { now, knownTo } = this.#on.line;
    const began = Math.min(this.#began ?? 0, knownTo - WORTHWHILE_TRUTHS);
    return { versions: versions.map(({ number }) => number), baseline: baseline.number, from: Math.max(0, now - REPLAYED_FRUITS, began), to: now, ...([baseline, ...versions].every(isFast) ? {} : { events: SAMPLED_FRUITS }) };
  }

  /** How many fruits each choice has; null for one that nothing is known for. */
  async offers(): Promise<Readonly<Record<FruitChoice, number | null>>> {
    const { line, registry, alerts, data, pictures } = this.#on;
    const of = (choice: FruitChoice): Promise<number | null> => (
      offeredFruit({ line, registry, alerts, data, pictures, services: this.#services }, { choice, count: 1, ...this.#disagreeing }).then(({ available }) => available, () => null));
    // What is wanted most differs by choice; all of what has a truth is there to choose from.
    const [all, sinceCut, disagree] = await Promise.all([of('newest'), of('since-cut'), of('disagree')]);
    return { newest: all, uncertain: all, unlike: all, 'since-cut': sinceCut, disagree };
  }

  /** Fruits on which the versions of the newest replay part. */
  get #disagreeing(): { disagree?: readonly number[] } {
    const { result } = this.#on.replay;
    return result ? { disagree: [...Object.values(result.mended), ...Object.values(result.broken)].flatMap((fruits) => fruits.map(({ index }) => index)) } : {};
  }

  async #try(remedy: RemedyId, options: RemedyOptions, signal: AbortSignal): Promise<{ version: number; replay: ReplayResult }> {
    const { registry, training, replay, line, alerts, shell, data } = this.#on;
    const live = registry.live!;
    // What is to be trained is known to be a recipe before any fruit joins.
    const recipe = normaliseRecipe(await this.#recipeOf(remedy, options, live.recipe, signal));
    const joined = await this.#fruitOf(remedy, options, signal);
    // Whatever comes of the rest: what has joined can be taken out.
    if (joined.length > 0) shell.offerUndo(`${counted(joined.length, 'fruit')} joined the data set`, () => data.remove(joined));
    if (signal.aborted) throw new OrchardError('cancelled');
    this.#phase('training');
    const dataSet = await this.#partOf(remedy, options, joined);
    const { version } = await training.trainAndRegister(recipe, { signal, ...(dataSet ? { dataSet } : {}) });
    this.#phase('replay');
    const result = await replay.run(this.requestOf([version], live), { signal });
    const pair = result.paired[version.number] ?? null;
    const bins = (key: number): (number | null)[] => result.accuracy[key]?.bins.map((bin) => (bin ? bin.right / bin.of : null)) ?? [];
    await this.#keep({
      remedy, version: version.number, baseline: live.number, incident: alerts.incident?.id ?? null, at: line.now, added: joined.length, what: this.#words(remedy, options, joined.length, recipeText(version.recipe)), judged: result.judged,
      difference: pair && { value: pair.difference, lower: pair.interval.lower, upper: pair.interval.upper, p: pair.p },
      accuracy: { baseline: bins(live.number), version: bins(version.number) },
      counts: { mended: pair?.counts.onlyChallenger ?? 0, broken: pair?.counts.onlyChampion ?? 0 }, mended: (result.mended[version.number] ?? []).slice(0, SHOWN_MENDED).map(({ index }) => index),
    });
    return { version: version.number, replay: result };
  }

  /** What a remedy adds to the data set; the others work on what is there. */
  async #fruitOf(remedy: RemedyId, options: RemedyOptions, signal: AbortSignal): Promise<readonly string[]> {
    switch (remedy) {
      case 'new-data': return this.#newFruit(options, signal);
      case 'model-feedback': return this.#ownLabels(options, signal);
      case 'human-feedback':
        if (!this.#on.data.samples.some(({ source }) => source === 'desk')) throw new OrchardError('desk-empty');
        return [];
      default: return [];
    }
  }

  /** The pictures that a remedy learns from, where they are not all of the data set. That is frozen as well, so that nothing of it waits to be learnt. */
  async #partOf(remedy: RemedyId, { alone = this.isOfTruth }: RemedyOptions, joined: readonly string[]): Promise<DataSetVersion | null> {
    if (remedy !== 'new-data' || !alone) return null;
    const { data, line } = this.#on;
    const began = this.#began ?? Infinity;
    const now = new Set(joined);
    const part = data.samples.filter(({ id, fruit }) => now.has(id) || (fruit && line.film.hasSeed(fruit.seed) && fruit.index >= began));
    const { planSplit } = await import('../domain/learning/split.ts');
    const { splits, leaks } = planSplit(part, data.labels, data.splitSeed);
    await data.freeze();
    return data.freezeAs(data.labels, part.map((sample) => frozen(sample, splits.get(sample.id)!)), leaks, true);
  }

  /** What is trained: the live version's recipe, but for what the remedy changes of it. */
  async #recipeOf(remedy: RemedyId, options: RemedyOptions, live: Recipe, signal: AbortSignal): Promise<RecipeInput> {
    const recipe: RecipeInput = { ...(options.recipe ?? live) };
    switch (remedy) {
      case 'features': return { ...recipe, levelling: options.levelling ?? DEFAULTS.levelling };
      case 'augmentation': {
        const augmentation = options.recipe?.augmentation ?? proposeAugmentation(shiftsOf(this.comparison ?? await this.#compared())).augmentation;
        if (!augmentation) throw new OrchardError('nothing-to-copy');
        return { ...recipe, augmentation };
      }
      case 'settings': {
        this.#phase('search');
        const { rows: [best] } = await this.#on.search.run({ recipe: live, configurations: options.configurations ?? DEFAULTS.configurations }, { signal });
        return best!.recipe;
      }
      case 'recipe': return options.recipe ?? { kind: live.kind === 'linear' ? 'mlp' : 'linear' };
      default: return recipe;
    }
  }

  async #newFruit({ choice = 'newest', count = DEFAULTS.count, balanced = false }: RemedyOptions, signal: AbortSignal): Promise<readonly string[]> {
    const { line, registry, alerts, data, pictures } = this.#on;
    if (!this.#on.line.truthComes(registry.live!.signature.labels)) throw new OrchardError('no-truth');
    const events = await chosenFruit({ line, registry, alerts, data, pictures, services: this.#services }, { choice, count, balanced, ...this.#disagreeing });
    if (events.length === 0) throw new OrchardError('too-few-truths');
    return takeEvents({ line, data, pictures, registry }, events, `Collecting ${counted(events.length, 'fruit')} from the line`, { signal });
  }

  /** Newest fruits that the live version is sure of, under the label that it gives them itself. */
  async #ownLabels({ count = DEFAULTS.count, confidence = DEFAULTS.confidence }: RemedyOptions, signal: AbortSignal): Promise<readonly string[]> {
    const { line, registry, data, pictures } = this.#on;
    const { columns, labels } = await this.#services.monitor.call('query', { from: Math.max(0, line.now - PSEUDO_FRUITS), to: line.now, columns: ['index', 'predicted', 'confidence'], limit: PSEUDO_FRUITS }, { signal });
    const { index, predicted, confidence: sure } = columns as unknown as Record<'index' | 'predicted' | 'confidence', ArrayLike<number>>;
    const held = new Set(data.samples.flatMap(({ fruit }) => (fruit && line.film.hasSeed(fruit.seed) ? [fruit.index] : [])));
    const labelOf = new Map<number, string>();
    for (let row = index.length - 1; row >= 0 && labelOf.size < count; row -= 1) if (sure[row]! >= confidence && !held.has(index[row]!)) labelOf.set(index[row]!, labels[predicted[row]!]!);
    if (labelOf.size === 0) throw new OrchardError('too-few-truths', 'the model is sure of none of the newest fruits');
    return takeEvents({ line, data, pictures, registry }, [...labelOf.keys()].sort((a, b) => a - b), `Taking ${counted(labelOf.size, 'fruit')} under the model’s own labels`, { labelOf: (event) => labelOf.get(event)!, source: 'model', signal });
  }

  #words(remedy: RemedyId, { choice = 'newest', confidence = DEFAULTS.confidence, balanced, alone = this.isOfTruth }: RemedyOptions, joined: number, recipe: string): string {
    switch (remedy) {
      case 'new-data': return `${counted(joined, 'fruit')}, ${choice}${balanced ? ', balanced' : ''}${alone ? ', without what was before' : ''}`;
      case 'model-feedback': return `${counted(joined, 'fruit')} of confidence ${confidence} or more`;
      default: return GROUP_OF[remedy] === 'data-engineering' && remedy === 'cleaning' ? 'the data set as it stands' : recipe;
    }
  }

  async #compared(): Promise<WindowComparison | null> {
    const { alerts } = this.#on;
    const explainer = await this.#on.explainer();
    const report = await alerts.refresh();
    const about = alerts.incident?.subject;
    const monitor = report.monitors.find(({ spec }) => spec.signal === about) ?? report.monitors.find(({ spec }) => spec.signal === 'error') ?? report.monitors[0];
    return monitor ? (await explainer.ofMonitor(monitor.spec.id)).changed.comparison : null;
  }

  /** Truths that have become known of events from `since` on. */
  async #truthsSince(since: number): Promise<number> {
    const outcomes = await Promise.all((['right', 'wrong'] as const).map((outcome) => this.#services.monitor.call('count', { from: since, outcome })));
    return outcomes.reduce((sum, { count }) => sum + count, 0);
  }

  /** Null while nobody has looked for suspected labels. */
  #suspects(): number | null {
    const { review } = this.#on;
    return review.findings ? review.counts.label : null;
  }

  async #keep(trial: Trial): Promise<void> {
    const trials = [...this.trials, trial].slice(-MOST_TRIALS);
    await this.#services.storage.settings.set('trials', JSON.parse(JSON.stringify(trials)) as JsonValue);
    this.trials = trials;
  }

  #phase(phase: RemedyStatus['phase']): void {
    if (this.status) this.status = { ...this.status, phase };
  }
}

/** What moved, as a proposal of copies takes it. */
function shiftsOf(comparison: WindowComparison | null): FeatureShift[] {
  return (comparison?.columns ?? []).flatMap(({ signal, shift, before, after }) => (
    signal.startsWith('feature.') && shift !== null && before.mean !== null && after.mean !== null ? [{ name: signal.slice('feature.'.length), usual: before.mean, now: after.mean, by: shift }] : []));
}

/** Whether a version predicts thousands of fruits in a second. */
function isFast({ signature: { input, blocks } }: ModelVersion): boolean {
  return input === 'features' && !blocks.includes('embedding');
}

/** How far the readable features have moved, in standard deviations of before. */
function movedFeatures(comparison: WindowComparison | null): Readonly<Record<string, number>> {
  return Object.fromEntries((comparison?.columns ?? []).flatMap(({ signal, shift }) => (signal.startsWith('feature.') && shift !== null ? [[signal.slice('feature.'.length), shift]] : [])));
}
