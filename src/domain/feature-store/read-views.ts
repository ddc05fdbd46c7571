import { isMap, LineCounter, type Document, type Node } from 'yaml';
import { OrchardError, textOfError } from '../common/errors.ts';
import { allComposed } from '../common/yaml/document.ts';
import { isNothing, MappingReader, rawText, textOf, type Entry } from '../common/yaml/mapping.ts';
import { AGGREGATIONS, type Aggregation } from './aggregation.ts';
import { ENTITIES, LIMITS, type FeatureView, type Source } from './definition.ts';
import { readDuration } from './duration.ts';

/** Every way in which a definition can be wrong. */
export type ViewProblemCode =
  | 'yaml' | 'too-large' | 'no-view' | 'not-a-mapping' | 'key-unknown' | 'key-missing' | 'key-needless' | 'name-invalid' | 'name-of-source' | 'name-twice' | 'choice-unknown' | 'source-unknown' | 'source-is-view'
  | 'aggregation-needs-numbers' | 'aggregation-needs-labels' | 'label-unknown' | 'duration-invalid' | 'text-too-long';

/** What is wrong in the YAML of feature views, and where. Lines and columns count from 1. */
export interface ViewProblem {
  readonly code: ViewProblemCode;
  readonly detail: string;
  /** The key that it is about, where it is about one. */
  readonly key: string | null;
  readonly line: number;
  readonly column: number;
}

const MOST_CHARACTERS = 100_000;
const MOST_VIEWS = 100;
const KEYS = ['name', 'entity', 'source', 'aggregation', 'label', 'half_life', 'window', 'ttl', 'description', 'owner'];
/** As Feast takes it in Python and in SQL. */
const NAME = new RegExp(`^[a-z][a-z0-9_]{0,${LIMITS.name - 1}}$`, 'u');
const OF_LABELS: readonly string[] = ['count', 'last', 'share'];

/** Views that are sound, one a document. Throws `feature-invalid` with the first problem and its place; see `readViews` for all of them. */
export function parseViews(text: string, sources: readonly Source[], names: readonly string[] = []): readonly FeatureView[] {
  const { views, problems: [first] } = readViews(text, sources, names);
  if (!first) return views;
  const about = `line ${first.line}, column ${first.column}: ${first.detail}`;
  throw new OrchardError('feature-invalid', about, { about });
}

/** Reads feature views, a YAML document each, against the sources that there are. `names`: views that are defined already. No view where there is a problem. */
export function readViews(text: string, sources: readonly Source[], names: readonly string[] = []): { readonly views: readonly FeatureView[]; readonly problems: readonly ViewProblem[] } {
  return new Reader(text, sources, names).read();
}

/** Somebody's text within a sentence. */
const shown = (text: string): string => JSON.stringify(text.length > LIMITS.label ? `${text.slice(0, LIMITS.label)}…` : text);

class Reader {
  readonly #text: string;
  readonly #sources: readonly Source[];
  readonly #names: readonly string[];
  readonly #lines = new LineCounter();
  readonly #problems: ViewProblem[] = [];
  readonly #views: FeatureView[] = [];
  #mappings!: MappingReader;

  constructor(text: string, sources: readonly Source[], names: readonly string[]) {
    this.#text = text;
    this.#sources = sources;
    this.#names = names;
  }

  read(): { views: readonly FeatureView[]; problems: readonly ViewProblem[] } {
    if (this.#text.length > MOST_CHARACTERS) this.#report('too-large', `definitions have at most ${MOST_CHARACTERS} characters`, 0);
    else this.#documents();
    this.#problems.sort((a, b) => a.line - b.line || a.column - b.column);
    return this.#problems.length === 0 ? { views: this.#views, problems: [] } : { views: [], problems: this.#problems };
  }

  #documents(): void {
    const documents = allComposed(this.#text, this.#lines);
    if ('offset' in documents) return this.#report('yaml', documents.detail, documents.offset);
    if (documents.length > MOST_VIEWS) return this.#report('too-large', `there are at most ${MOST_VIEWS} views in one text`, 0);
    for (const { errors } of documents) for (const { message, pos } of errors) this.#report('yaml', message.split('\n')[0]!, pos[0]);
    if (this.#problems.length > 0) return;
    for (const document of documents) this.#document(document);
    if (this.#problems.length === 0 && this.#views.length === 0) this.#report('no-view', `there is no view; one has ${KEYS.slice(0, 4).join(', ')}`, 0);
  }

  #document(document: Document): void {
    this.#mappings = new MappingReader(document, (detail, where) => this.#report('yaml', detail, where));
    const root = this.#mappings.resolved(document.contents as Node | null);
    if (isNothing(root)) return;
    if (!isMap(root)) return this.#report('not-a-mapping', `a view is a mapping of ${KEYS.join(', ')}`, root!);
    const before = this.#problems.length;
    const entries = this.#mappings.entries(root);
    for (const { name, key } of entries.values()) if (!KEYS.includes(name)) this.#report('key-unknown', `a view has no ${shown(name)}; known are ${KEYS.join(', ')}`, key, name);
    for (const name of KEYS.slice(0, 4)) if (isNothing(entries.get(name)?.value ?? null)) this.#report('key-missing', `${name} is missing`, entries.get(name)?.key ?? root, name);
    if (this.#problems.length > before) return;
    const source = this.#source(entries.get('source')!);
    const view = {
      name: this.#name(entries.get('name')!), entity: this.#oneOf(entries.get('entity')!, ENTITIES), aggregation: this.#aggregation(entries, source, root), source: source?.name ?? '',
      windowMs: this.#duration(entries.get('window')), ttlMs: this.#duration(entries.get('ttl')), description: this.#words(entries.get('description'), LIMITS.text), owner: this.#words(entries.get('owner'), LIMITS.owner),
    };
    if (this.#problems.length === before) this.#views.push(view as FeatureView);
  }

  #name(entry: Entry): string {
    const name = rawText(entry.value) ?? '';
    if (!NAME.test(name)) this.#at('name-invalid', entry, `${shown(name)} is not a name; one begins with a small letter and has small letters, digits and _, at most ${LIMITS.name} in all`);
    else if (this.#sources.some((source) => source.name === name)) this.#at('name-of-source', entry, `${name} is the name of a column`);
    else if (this.#views.some((view) => view.name === name)) this.#at('name-twice', entry, `${name} is defined twice`);
    return name;
  }

  #source(entry: Entry): Source | null {
    const name = rawText(entry.value) ?? '';
    const source = this.#sources.find((each) => each.name === name);
    if (source) return source;
    const isView = [...this.#names, ...this.#views.map((view) => view.name)].includes(name);
    if (isView) this.#at('source-is-view', entry, `${name} is a view, and views are made of columns: ${this.#columns()}`);
    else this.#at('source-unknown', entry, `there is no column ${shown(name)}; known are ${this.#columns()}`);
    return null;
  }

  #columns(): string {
    return this.#sources.map(({ name }) => name).join(', ');
  }

  #aggregation(entries: ReadonlyMap<string, Entry>, source: Source | null, root: Node): Aggregation | null {
    const entry = entries.get('aggregation')!;
    const kind = this.#oneOf(entry, AGGREGATIONS);
    if (kind === null) return null;
    for (const [key, of] of [['label', 'share'], ['half_life', 'ewma']] as const) {
      const own = entries.get(key);
      if (kind !== of && own) this.#at('key-needless', own, `${key} belongs to a ${of}, and this is a ${kind}`, own.key);
      if (kind === of && isNothing(own?.value ?? null)) this.#report('key-missing', `${key} is missing, which a ${of} needs`, own?.key ?? root, key);
    }
    if (source?.labels && !OF_LABELS.includes(kind)) this.#at('aggregation-needs-numbers', entry, `${source.name} holds labels, of which there is ${OF_LABELS.join(', ')}, and no ${kind}`);
    if (source && !source.labels && kind === 'share') this.#at('aggregation-needs-labels', entry, `${source.name} holds numbers, and a share is one of labels`);
    if (kind === 'share') return { kind, label: this.#label(entries.get('label'), source) };
    if (kind === 'ewma') return { kind, halfLife: this.#duration(entries.get('half_life')) ?? 0 };
    return { kind };
  }

  #label(entry: Entry | undefined, source: Source | null): string {
    const label = rawText(entry?.value ?? null) ?? '';
    if (entry && !isNothing(entry.value) && source?.labels && !source.labels.includes(label)) {
      this.#at('label-unknown', entry, `${source.name} has no label ${shown(label)}; known are ${source.labels.join(', ')}`);
    }
    return label;
  }

  #oneOf<T extends string>(entry: Entry, among: readonly T[]): T | null {
    const text = textOf(entry.value);
    const found = among.find((each) => each === text) ?? null;
    if (found === null) this.#at('choice-unknown', entry, `${entry.name} is one of ${among.join(', ')}`);
    return found;
  }

  #duration(entry: Entry | undefined): number | null {
    if (!entry || isNothing(entry.value)) return null;
    try {
      return readDuration(textOf(entry.value) ?? '');
    } catch (error) {
      this.#at('duration-invalid', entry, `${entry.name}: ${textOfError(error)}`);
      return null;
    }
  }

  #words(entry: Entry | undefined, most: number): string {
    if (!entry || isNothing(entry.value)) return '';
    const text = textOf(entry.value);
    if (text === null) this.#at('not-a-mapping', entry, `${entry.name} is a text`);
    else if (text.length > most) this.#at('text-too-long', entry, `${entry.name} has at most ${most} characters`);
    return text ?? '';
  }

  #at(code: ViewProblemCode, entry: Entry, detail: string, where: Node = entry.value ?? entry.key): void {
    this.#report(code, detail, where, entry.name);
  }

  #report(code: ViewProblemCode, detail: string, where: Node | number, key: string | null = null): void {
    const { line, col } = this.#lines.linePos(typeof where === 'number' ? where : (where.range?.[0] ?? 0));
    this.#problems.push({ code, detail, key, line: Math.max(1, line), column: Math.max(1, col) });
  }
}
