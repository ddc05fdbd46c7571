import { isMap, isSeq, LineCounter, type Document, type Node, type YAMLMap } from 'yaml';
import { OrchardError, textOfError } from '../common/errors.ts';
import { allComposed } from '../common/yaml/document.ts';
import { isNothing, MappingReader, rawText, textOf, type Entry } from '../common/yaml/mapping.ts';
import { limitsFault, queryFault } from './check-strategy.ts';
import { readCondition } from './condition-text.ts';
import { readGoDuration } from './duration.ts';
import { promotionOf, PROMOTIONS, ROLLOUT_MODES, type RolloutMetric, type RolloutStep, type Strategy } from './strategy.ts';
import { MODE_KEY, PROMOTE_KEY, UNIT_KEY, UNITS } from './write-strategy.ts';

/** What is wrong with the YAML of a strategy, and where. Lines and columns count from 1. */
export interface StrategyProblem {
  readonly detail: string;
  readonly line: number;
  readonly column: number;
}

const MOST_CHARACTERS = 100_000;
const MOST_ITEMS = 100;
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u;
const TOP = ['apiVersion', 'kind', 'metadata', 'spec'];
const METRIC = ['name', 'interval', 'initialDelay', 'count', 'successCondition', 'failureCondition', 'failureLimit', 'inconclusiveLimit', 'consecutiveErrorLimit', 'consecutiveSuccessLimit', 'provider'];
const LIMITS = ['count', 'failureLimit', 'inconclusiveLimit', 'consecutiveErrorLimit', 'consecutiveSuccessLimit'] as const;

/** A strategy that is sound. Throws `strategy-invalid` with the first problem and its place; see `readStrategy` for all of them. */
export function parseStrategy(text: string): Strategy {
  const { strategy, problems: [first] } = readStrategy(text);
  if (!strategy) throw new OrchardError('strategy-invalid', first ? `line ${first.line}, column ${first.column}: ${first.detail}` : '');
  return strategy;
}

/**
 * Reads a strategy as Argo Rollouts writes it: one `Rollout` with a canary, and the `AnalysisTemplate`s that it names. What Orchard has nothing for is refused rather than
 * passed over. The mode stands in an annotation; without, it is a canary. Null with a problem.
 */
export function readStrategy(text: string): { readonly strategy: Strategy | null; readonly problems: readonly StrategyProblem[] } {
  return new Reader(text).read();
}

type Template = Strategy['templates'][number];
/** A name of a template where it is used. */
interface Use { readonly name: string; readonly node: Node }

class Reader {
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #problems: StrategyProblem[] = [];
  readonly #templates: Template[] = [];
  readonly #uses: Use[] = [];
  #rollout: Omit<Strategy, 'templates'> | null = null;
  #mappings!: MappingReader;

  constructor(text: string) {
    this.#text = text;
  }

  read(): { strategy: Strategy | null; problems: StrategyProblem[] } {
    if (this.#text.length > MOST_CHARACTERS) this.#report(`a strategy has at most ${MOST_CHARACTERS} characters`, 0);
    else this.#documents();
    if (this.#problems.length === 0 && !this.#rollout) this.#report('there is no document of kind Rollout', 0);
    for (const { name, node } of this.#uses) if (!this.#templates.some((template) => template.name === name)) this.#report(`there is no AnalysisTemplate ${name}`, node);
    this.#problems.sort((a, b) => a.line - b.line || a.column - b.column);
    return { strategy: this.#rollout && this.#problems.length === 0 ? { ...this.#rollout, templates: this.#templates } : null, problems: this.#problems };
  }

  #documents(): void {
    const documents = allComposed(this.#text, this.#lines);
    if ('offset' in documents) return this.#report(documents.detail, documents.offset);
    if (documents.length > MOST_ITEMS) return this.#report(`a strategy has at most ${MOST_ITEMS} documents`, 0);
    for (const document of documents) {
      for (const { message, pos } of document.errors) this.#report(message.split('\n')[0]!, pos[0]);
    }
    if (this.#problems.length > 0) return;
    for (const document of documents) this.#document(document);
  }

  #document(document: Document): void {
    this.#mappings = new MappingReader(document, (detail, where) => this.#report(detail, where));
    const root = this.#mappings.resolved(document.contents as Node | null);
    if (isNothing(root)) return;
    if (!isMap(root)) return this.#report('a document is a mapping with apiVersion, kind, metadata and spec', root!);
    const entries = this.#entries(root, TOP, 'a document');
    const version = textOf(entries.get('apiVersion')?.value ?? null);
    if (version !== '' && version !== 'argoproj.io/v1alpha1') this.#report('apiVersion is argoproj.io/v1alpha1', entries.get('apiVersion')!.value!);
    const kind = textOf(entries.get('kind')?.value ?? null);
    const metadata = this.#map(entries.get('metadata'), root, ['name', 'annotations'], 'metadata');
    const name = this.#name(metadata?.get('name'), root);
    if (kind === 'Rollout') this.#rolloutOf(name, metadata, entries.get('spec'), root);
    else if (kind === 'AnalysisTemplate') this.#templateOf(name, entries.get('spec'), root);
    else this.#report('kind is Rollout or AnalysisTemplate', entries.get('kind')?.value ?? root);
  }

  #rolloutOf(name: string, metadata: Map<string, Entry> | null, spec: Entry | undefined, root: Node): void {
    if (this.#rollout) this.#report('there are two documents of kind Rollout', root);
    const annotations = metadata?.has('annotations') ? this.#map(metadata.get('annotations'), root, [MODE_KEY, PROMOTE_KEY, UNIT_KEY], 'annotations') : null;
    const mode = this.#oneOf(annotations?.get(MODE_KEY), ROLLOUT_MODES, 'canary');
    const promote = this.#oneOf(annotations?.get(PROMOTE_KEY), PROMOTIONS, promotionOf(mode));
    const unit = this.#oneOf(annotations?.get(UNIT_KEY), UNITS, 'fruit');
    const strategy = this.#map(this.#map(spec, root, ['strategy'], 'spec')?.get('strategy'), root, ['canary'], 'strategy');
    const canary = this.#map(strategy?.get('canary'), root, ['analysis', 'steps'], 'canary');
    const background = canary?.has('analysis') ? this.#templateNames(canary.get('analysis'), root) : [];
    const steps = this.#list(canary?.get('steps')).flatMap((node) => this.#step(node));
    if (mode === 'shadow' && steps.some(({ kind }) => kind === 'setWeight')) this.#report('a shadow decides nothing: it has no setWeight', canary!.get('steps')!.key);
    this.#rollout = { name, mode, promote, ...(unit === 'lot' ? { lots: true as const } : {}), steps, background };
  }

  #step(node: Node): RolloutStep[] {
    if (!isMap(node)) return this.#report('a step is a mapping', node), [];
    const entries = this.#entries(node, ['setWeight', 'pause', 'analysis'], 'a step');
    if (entries.size !== 1) return this.#report('a step has one of setWeight, pause and analysis', node), [];
    const [entry] = entries.values();
    if (entry!.name === 'setWeight') {
      const weight = this.#whole(entry!);
      if (weight === null) return [];
      if (weight < 0 || weight > 100) return this.#report(`a weight is 0 to 100 percent, not ${weight}`, entry!.value ?? entry!.key), [];
      return [{ kind: 'setWeight', weight }];
    }
    if (entry!.name === 'analysis') return [{ kind: 'analysis', templates: this.#templateNames(entry, node) }];
    if (isNothing(entry!.value)) return [{ kind: 'pause', seconds: null }];
    return [{ kind: 'pause', seconds: this.#duration(this.#map(entry, node, ['duration'], 'pause')?.get('duration')) }];
  }

  #templateNames(entry: Entry | undefined, outer: Node): string[] {
    const entries = this.#map(entry, outer, ['templates'], 'analysis');
    const names = this.#list(entries?.get('templates')).flatMap((node) => {
      if (!isMap(node)) return this.#report('a template is a mapping with templateName', node), [];
      const named = this.#entries(node, ['templateName'], 'a template').get('templateName');
      const name = this.#name(named, node);
      this.#uses.push({ name, node: named?.value ?? node });
      return [name];
    });
    if (entries && names.length === 0) this.#report('an analysis names at least one template', entry?.key ?? outer);
    return names;
  }

  #templateOf(name: string, spec: Entry | undefined, root: Node): void {
    if (this.#templates.some((template) => template.name === name)) this.#report(`there are two AnalysisTemplates ${name}`, root);
    const metrics = this.#list(this.#map(spec, root, ['metrics'], 'spec')?.get('metrics')).flatMap((node) => this.#metric(node));
    if (metrics.length === 0 && this.#problems.length === 0) this.#report('an AnalysisTemplate has at least one metric', spec?.key ?? root);
    this.#templates.push({ name, metrics });
  }

  #metric(node: Node): RolloutMetric[] {
    if (!isMap(node)) return this.#report('a metric is a mapping', node), [];
    const before = this.#problems.length;
    const entries = this.#entries(node, METRIC, 'a metric');
    const provider = this.#map(entries.get('provider'), node, ['prometheus'], 'provider');
    const prometheus = this.#map(provider?.get('prometheus'), node, ['query'], 'prometheus');
    const asked = prometheus?.get('query');
    const query = rawText(asked?.value ?? null) ?? '';
    const fault = queryFault(query);
    if (fault !== null && prometheus) this.#report(fault, asked?.value ?? asked?.key ?? provider!.get('prometheus')!.key);
    const limits = Object.fromEntries(LIMITS.map((limit) => [limit, entries.has(limit) ? this.#whole(entries.get(limit)!) : null])) as Record<(typeof LIMITS)[number], number | null>;
    const metric: RolloutMetric = {
      name: this.#name(entries.get('name'), node), query, success: this.#condition(entries.get('successCondition')), failure: this.#condition(entries.get('failureCondition')),
      intervalSeconds: this.#duration(entries.get('interval')), initialDelaySeconds: this.#duration(entries.get('initialDelay')) ?? 0, ...limits,
    };
    if (this.#problems.length > before) return [];
    const wrong = limitsFault(metric);
    if (wrong !== null) return this.#report(wrong, node), [];
    return [metric];
  }

  #condition(entry: Entry | undefined): RolloutMetric['success'] {
    const text = textOf(entry?.value ?? null);
    if (!entry || text === '') return null;
    return this.#attempt(entry.value ?? entry.key, () => readCondition(text ?? '')) ?? null;
  }

  #duration(entry: Entry | undefined): number | null {
    const text = textOf(entry?.value ?? null);
    if (!entry || text === '') return null;
    return this.#attempt(entry.value ?? entry.key, () => readGoDuration(text ?? '')) ?? null;
  }

  #whole(entry: Entry): number | null {
    const text = textOf(entry.value);
    const value = text !== null && /^-?\d+$/u.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && Math.abs(value) <= 1_000_000) return value;
    this.#report(`${entry.name} is a whole number`, entry.value ?? entry.key);
    return null;
  }

  #name(entry: Entry | undefined, outer: Node): string {
    const name = textOf(entry?.value ?? null) ?? '';
    if (!NAME.test(name)) this.#report(name === '' ? 'a name is missing' : `${JSON.stringify(name)} is not a name of small letters, digits and -`, entry?.value ?? entry?.key ?? outer);
    return name;
  }

  #oneOf<T extends string>(entry: Entry | undefined, among: readonly T[], otherwise: T): T {
    if (!entry) return otherwise;
    const text = textOf(entry.value);
    const found = among.find((each) => each === text);
    if (found === undefined) this.#report(`${entry.name} is one of ${among.join(', ')}`, entry.value ?? entry.key);
    return found ?? otherwise;
  }

  #list(entry: Entry | undefined): Node[] {
    if (!entry || isNothing(entry.value)) return [];
    if (!isSeq(entry.value)) return this.#report(`${entry.name} is a list`, entry.value!), [];
    if (entry.value.items.length > MOST_ITEMS) return this.#report(`${entry.name} has at most ${MOST_ITEMS} items`, entry.value), [];
    return (entry.value.items as Node[]).map((item) => this.#mappings.resolved(item)).filter((item): item is Node => !isNothing(item));
  }

  /** The entries of a mapping that must be there, under known keys. */
  #map(entry: Entry | undefined, outer: Node, keys: readonly string[], what: string): Map<string, Entry> | null {
    if (!entry || isNothing(entry.value)) return this.#report(`${what} is missing`, entry?.key ?? outer), null;
    if (!isMap(entry.value)) return this.#report(`${what} is a mapping`, entry.value!), null;
    return this.#entries(entry.value, keys, what);
  }

  #entries(node: YAMLMap, keys: readonly string[], what: string): Map<string, Entry> {
    const entries = this.#mappings.entries(node);
    for (const { name, key } of entries.values()) if (!keys.includes(name)) this.#report(`${what} has no ${JSON.stringify(name)} here; known are ${keys.join(', ')}`, key);
    return entries;
  }

  #attempt<T>(node: Node, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#report(textOfError(error), node);
      return undefined;
    }
  }

  #report(detail: string, where: Node | number): void {
    const { line, col } = this.#lines.linePos(typeof where === 'number' ? where : (where.range?.[0] ?? 0));
    this.#problems.push({ detail, line: Math.max(1, line), column: Math.max(1, col) });
  }
}
