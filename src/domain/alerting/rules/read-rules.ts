import { LineCounter, isMap, isScalar, isSeq } from 'yaml';
import type { Node, YAMLMap } from 'yaml';
import type { Labels } from '../alerts/matcher.ts';
import { Budget, type BudgetLimits } from '../../common/budget.ts';
import { OrchardError, textOfError } from '../../common/errors.ts';
import { LABEL_NAME, METRIC_NAME } from '../metrics/family.ts';
import type { Expr } from '../promql/ast.ts';
import { checkTypes } from '../promql/check.ts';
import { parsePromql } from '../promql/parse.ts';
import { readDuration } from './duration.ts';
import { isError, type Rule, type RuleFile, type RuleGroup, type RuleProblem } from './rule-file.ts';
import { findWarnings, type KnownMetrics, type ReadRule } from './rule-warnings.ts';
import { parseTemplate } from './template.ts';
import { composed } from '../../common/yaml/document.ts';
import { isNothing, MappingReader, rawText, textOf, type Entry } from '../../common/yaml/mapping.ts';

const GROUP_KEYS = ['name', 'interval', 'limit', 'rules'];
const RULE_KEYS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];
/** Rule files are written by hand: a larger one is a mistake, or an attack. */
const MOST_CHARACTERS = 1_000_000;
/** What the parser finds wrong and Prometheus' does not. */
const LET_PASS = /^Comments must be separated/u;
/** Aliases can make many rules of few characters. */
const MOST_RULES = 5000;
/** What the regular expressions of all rules may cost to compile. */
const READING_LIMITS: BudgetLimits = { steps: 200_000, ms: 10_000 };

/** A rule file that is sound. Throws `file-schema` with the first problem and its place; see `readRuleFile` for all of them. */
export function parseRuleFile(text: string): RuleFile {
  const { file, problems } = readRuleFile(text);
  const first = problems.find(isError);
  if (first) throw new OrchardError('file-schema', `line ${first.line}, column ${first.column}: ${first.detail}`);
  return file;
}

/**
 * Reads a rule file as Prometheus 2.42 does (YAML, its first document) and tells all that is wrong with it: errors first, for which
 * Prometheus would refuse it, then warnings. Rules with an error are left out of `file`. `known`: what there is to ask; without it no
 * metric is unknown.
 */
export function readRuleFile(text: string, known?: KnownMetrics): { readonly file: RuleFile; readonly problems: readonly RuleProblem[] } {
  return new Reader(text).read(known);
}

class Reader {
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #problems: RuleProblem[] = [];
  readonly #read: ReadRule[] = [];
  readonly #budget = new Budget(READING_LIMITS);
  #mappings!: MappingReader;
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(known: KnownMetrics | undefined): { file: RuleFile; problems: RuleProblem[] } {
    const groups = this.#document();
    const places = new Map(this.#read.map((rule) => [rule.rule, rule]));
    const warnings = this.#problems.length > 0 ? [] : findWarnings(groups, places, known);
    for (const { code, detail, where } of warnings) this.#report(code, detail, where, 'warning');
    return { file: { groups }, problems: this.#problems };
  }

  #document(): RuleGroup[] {
    if (this.#text.length > MOST_CHARACTERS) return this.#report('yaml', `a rule file has at most ${MOST_CHARACTERS} characters`, 0), [];
    const document = composed(this.#text, this.#lines);
    if (!document) return [];
    if ('offset' in document) return this.#report('yaml', document.detail, document.offset), [];
    for (const { message, pos } of document.errors) if (!LET_PASS.test(message)) this.#report('yaml', message.split('\n')[0]!, pos[0]);
    if (this.#problems.length > 0) return [];
    this.#mappings = new MappingReader(document, (detail, where) => this.#report('yaml', detail, where));
    const root = this.#mappings.resolved(document.contents as Node | null);
    if (isNothing(root)) return [];
    return isMap(root) ? this.#groups(root) : (this.#report('schema', 'a rule file is a mapping with the key groups', root!), []);
  }

  #groups(root: YAMLMap): RuleGroup[] {
    const entries = this.#entries(root, ['groups'], 'a rule file');
    const names = new Set<string>();
    return this.#list(entries.get('groups')).flatMap((node) => {
      if (!isMap(node)) return this.#report('schema', 'a group is a mapping', node), [];
      const group = this.#entries(node, GROUP_KEYS, 'a group');
      const name = this.#string(group.get('name'), textOf);
      if (!name) return this.#report('schema', 'a group needs a name', node), [];
      if (names.has(name)) this.#report('duplicate', `there are two groups ${name}`, this.#at(group.get('name'), node));
      names.add(name);
      const interval = this.#duration(group.get('interval'));
      const rules = this.#list(group.get('rules')).flatMap((rule) => this.#rule(rule));
      return [{ name, intervalSeconds: interval === 0 ? null : interval, limit: this.#limit(group.get('limit')), rules }];
    });
  }

  #rule(node: Node): Rule[] {
    this.#count += 1;
    if (this.#count > MOST_RULES) {
      if (this.#count === MOST_RULES + 1) this.#report('schema', `a rule file has at most ${MOST_RULES} rules`, node);
      return [];
    }
    if (!isMap(node)) return this.#report('schema', 'a rule is a mapping', node), [];
    const before = this.#problems.length;
    const entries = this.#entries(node, RULE_KEYS, 'a rule');
    const [alert, record] = [this.#string(entries.get('alert'), rawText), this.#string(entries.get('record'), rawText)];
    if ((alert === '') === (record === '')) this.#report('schema', 'a rule has either alert or record', node);
    const expr = this.#expression(entries.get('expr'), node);
    const timing = { forSeconds: this.#duration(entries.get('for')), keepFiringForSeconds: this.#duration(entries.get('keep_firing_for')) };
    const labels = this.#texts(entries.get('labels'), 'labels', alert !== '' && record === '');
    const annotations = this.#texts(entries.get('annotations'), 'annotations', alert !== '' && record === '');
    if (record !== '') {
      if (!METRIC_NAME.test(record)) this.#report('name', `${JSON.stringify(record)} is not a metric name`, this.#at(entries.get('record'), node));
      const strange = [['for', timing.forSeconds > 0], ['keep_firing_for', timing.keepFiringForSeconds > 0], ['annotations', Object.keys(annotations).length > 0]] as const;
      for (const [name, there] of strange) if (there) this.#report('schema', `a recording rule has no ${name}`, entries.get(name)!.key);
    }
    if (this.#problems.length > before || !expr) return [];
    const rule: Rule = record === ''
      ? { kind: 'alert', alert, expr: expr.text, labels, ...timing, annotations }
      : { kind: 'record', record, expr: expr.text, labels };
    this.#read.push({ rule, expr: expr.parsed, where: this.#at(entries.get('expr'), node), node });
    return [rule];
  }

  #expression(entry: Entry | undefined, rule: Node): { text: string; parsed: Expr } | null {
    const where = this.#at(entry, rule);
    const text = this.#string(entry, rawText).trim();
    if (text === '') return this.#report('expression', 'the rule has no expression', where), null;
    try {
      const parsed = parsePromql(text, this.#budget);
      const type = checkTypes(parsed);
      if (type !== 'range' && type !== 'string') return { text, parsed };
      this.#report('expression', `a rule needs a number or an instant vector, not a ${type === 'range' ? 'range vector' : type}`, where);
    } catch (error) {
      this.#report('expression', textOfError(error), where);
    }
    return null;
  }

  #texts(entry: Entry | undefined, what: 'labels' | 'annotations', templates: boolean): Labels {
    if (!entry || isNothing(entry.value)) return {};
    if (!isMap(entry.value)) return this.#report('schema', `${what} is a mapping of names to texts`, entry.value!), {};
    const texts: [string, string][] = [];
    for (const { key, name, value } of this.#mappings.entries(entry.value).values()) {
      const text = textOf(value);
      if (!LABEL_NAME.test(name) || (what === 'labels' && name === '__name__')) this.#report('name', `${JSON.stringify(name)} cannot be the name of one of the ${what}`, key);
      else if (text === null) this.#report('schema', `${name} must be a text`, value ?? key);
      else {
        texts.push([name, text]);
        if (templates) this.#attempt('template', value ?? key, () => parseTemplate(text));
      }
    }
    return Object.fromEntries(texts);
  }

  #limit(entry: Entry | undefined): number {
    if (!entry || isNothing(entry.value)) return 0;
    const { value } = entry;
    const number = isScalar(value) && value.type === 'PLAIN' ? (typeof value.value === 'number' ? value.value : Number((value.source ?? '').replaceAll('_', '') || NaN)) : NaN;
    if (!Number.isFinite(number)) this.#report('schema', 'limit is a whole number', value!);
    return Number.isFinite(number) ? Math.max(0, Math.trunc(number)) : 0;
  }

  #duration(entry: Entry | undefined): number {
    if (!entry || isNothing(entry.value)) return 0;
    const text = textOf(entry.value);
    return this.#attempt('duration', entry.value!, () => readDuration(text ?? '')) ?? 0;
  }

  /** The text under a key, '' where there is none; a list or a mapping is no text. */
  #string(entry: Entry | undefined, read: (node: Node | null) => string | null): string {
    if (!entry) return '';
    const text = read(entry.value);
    if (text === null) this.#report('schema', `${entry.name} must be a text`, entry.value!);
    return text ?? '';
  }

  #list(entry: Entry | undefined): Node[] {
    if (!entry || isNothing(entry.value)) return [];
    if (!isSeq(entry.value)) return this.#report('schema', `${entry.name} is a list`, entry.value!), [];
    return (entry.value.items as Node[]).map((item) => this.#mappings.resolved(item)).filter((item): item is Node => !isNothing(item));
  }

  #entries(node: YAMLMap, keys: readonly string[], what: string): Map<string, Entry> {
    const entries = this.#mappings.entries(node);
    for (const { name, key } of entries.values()) {
      if (!keys.includes(name)) this.#report('schema', `${what} has no ${JSON.stringify(name)}; known are ${keys.join(', ')}`, key);
    }
    return entries;
  }

  #attempt<T>(code: RuleProblem['code'], node: Node, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#report(code, textOfError(error), node);
      return undefined;
    }
  }

  /** The node of a key's value, else the mapping itself. */
  #at(entry: Entry | undefined, mapping: Node): Node {
    return entry?.value ?? mapping;
  }

  #report(code: RuleProblem['code'], detail: string, where: Node | number, severity: RuleProblem['severity'] = 'error'): void {
    const { line, col } = this.#lines.linePos(typeof where === 'number' ? where : (where.range?.[0] ?? 0));
    this.#problems.push({ severity, code, detail, line: Math.max(1, line), column: Math.max(1, col) });
  }
}
