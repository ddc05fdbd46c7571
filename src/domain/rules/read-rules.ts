import { LineCounter, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Node, Scalar, YAMLMap } from 'yaml';
import { OrchardError } from '../errors.ts';
import { evaluatePromql } from '../promql/evaluate.ts';
import { seriesStore } from '../promql/series.ts';
import { readDuration } from './duration.ts';
import type { Rule, RuleFile, RuleGroup, RuleProblem } from './rule-file.ts';
import { parseTemplate } from './template.ts';

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/u;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/u;
const GROUP_KEYS = ['name', 'interval', 'limit', 'rules'];
const ALERT_KEYS = ['alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];
const RECORD_KEYS = ['record', 'expr', 'labels'];
/** Rule files are written by hand: a larger one is a mistake, or an attack. */
const MOST_CHARACTERS = 1_000_000;

const EMPTY = seriesStore([]);

/** A rule file that is sound. Throws `file-schema` with the first problem and its place; see `readRuleFile` for all of them. */
export function parseRuleFile(text: string): RuleFile {
  const { file, problems } = readRuleFile(text);
  const [first] = problems;
  if (first) throw new OrchardError('file-schema', `line ${first.line}, column ${first.column}: ${first.detail}`);
  return file;
}

/**
 * Reads a rule file of Prometheus (YAML) and tells all that is wrong with it. Rules with a problem are left out of `file`.
 * Expressions are checked by running them over no series at all, which finds unknown functions and wrong types.
 */
export function readRuleFile(text: string): { readonly file: RuleFile; readonly problems: readonly RuleProblem[] } {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #problems: RuleProblem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): { file: RuleFile; problems: RuleProblem[] } {
    if (this.#text.length > MOST_CHARACTERS) {
      return { file: { groups: [] }, problems: [{ code: 'yaml', detail: `a rule file has at most ${MOST_CHARACTERS} characters`, line: 1, column: 1 }] };
    }
    const document = parseDocument(this.#text, { lineCounter: this.#lines, prettyErrors: false, schema: 'core' });
    for (const { message, pos } of document.errors) this.#report('yaml', message.split('\n')[0]!, pos[0]);
    if (this.#problems.length > 0) return { file: { groups: [] }, problems: this.#problems };
    const root = document.contents;
    if (root === null) return { file: { groups: [] }, problems: [] };
    const groups = isMap(root) ? this.#groups(root) : (this.#report('schema', 'a rule file is a mapping with the key groups', root), []);
    return { file: { groups }, problems: this.#problems };
  }

  #groups(root: YAMLMap): RuleGroup[] {
    this.#onlyKeys(root, ['groups'], 'a rule file');
    const names = new Set<string>();
    return this.#list(root, 'groups').flatMap((node) => {
      if (!isMap(node)) return this.#report('schema', 'a group is a mapping', node), [];
      this.#onlyKeys(node, GROUP_KEYS, 'a group');
      const name = this.#string(node, 'name');
      if (!name) return this.#report('schema', 'a group needs a name', node), [];
      if (names.has(name)) this.#report('duplicate', `there are two groups ${name}`, this.#at(node, 'name'));
      names.add(name);
      const limit = node.get('limit') ?? 0;
      const natural = typeof limit === 'number' && Number.isInteger(limit) && limit >= 0;
      if (!natural) this.#report('schema', 'limit is a whole number', this.#at(node, 'limit'));
      const rules = this.#list(node, 'rules').flatMap((rule) => this.#rule(rule));
      this.#findTwins(rules, node);
      return [{ name, intervalSeconds: this.#duration(node, 'interval') ?? null, limit: natural ? limit : 0, rules }];
    });
  }

  #rule(node: Node): Rule[] {
    if (!isMap(node)) return this.#report('schema', 'a rule is a mapping', node), [];
    const before = this.#problems.length;
    const alerting = node.has('alert');
    if (alerting === node.has('record')) return this.#report('schema', 'a rule has either alert or record', node), [];
    this.#onlyKeys(node, alerting ? ALERT_KEYS : RECORD_KEYS, alerting ? 'an alerting rule' : 'a recording rule');
    const name = this.#string(node, alerting ? 'alert' : 'record') ?? '';
    if (name === '') this.#report('name', 'the rule has no name', this.#at(node, alerting ? 'alert' : 'record'));
    else if (!alerting && !METRIC_NAME.test(name)) this.#report('name', `${JSON.stringify(name)} is not a metric name`, this.#at(node, 'record'));
    const expr = this.#expression(node);
    const labels = this.#texts(node, 'labels', alerting);
    const rule: Rule = alerting
      ? {
        kind: 'alert', alert: name, expr, labels,
        forSeconds: this.#duration(node, 'for') ?? 0,
        keepFiringForSeconds: this.#duration(node, 'keep_firing_for') ?? 0,
        annotations: this.#texts(node, 'annotations', true),
      }
      : { kind: 'record', record: name, expr, labels };
    return this.#problems.length === before ? [rule] : [];
  }

  #expression(node: YAMLMap): string {
    const value = node.get('expr');
    const expr = typeof value === 'number' ? String(value) : value;
    if (typeof expr !== 'string' || expr.trim() === '') {
      this.#report('expression', 'the rule has no expression', this.#at(node, 'expr'));
      return '';
    }
    try {
      const { type } = evaluatePromql(expr, 0, EMPTY);
      if (type === 'range' || type === 'string') this.#report('expression', `a rule needs a number or an instant vector, not a ${type === 'range' ? 'range vector' : type}`, this.#at(node, 'expr'));
    } catch (error) {
      this.#report('expression', detailOf(error), this.#at(node, 'expr'));
    }
    return expr.trim();
  }

  #texts(node: YAMLMap, key: 'labels' | 'annotations', templates: boolean): Record<string, string> {
    const map = node.get(key, true) as unknown;
    if (map === undefined || (isScalar(map) && map.value === null)) return {};
    if (!isMap(map)) return this.#report('schema', `${key} is a mapping of names to texts`, this.#at(node, key)), {};
    const texts: Record<string, string> = {};
    for (const { key: nameNode, value: valueNode } of map.items as { key: Node; value: Node | null }[]) {
      const name = isScalar(nameNode) ? String(nameNode.value) : '';
      const value = isScalar(valueNode) ? (valueNode.value === null ? '' : (valueNode as Scalar).source ?? String(valueNode.value)) : null;
      if (!LABEL_NAME.test(name) || name === '__name__') this.#report('name', `${JSON.stringify(name)} cannot be the name of one of the ${key}`, nameNode);
      else if (value === null) this.#report('schema', `${name} must be a text`, valueNode ?? nameNode);
      else {
        texts[name] = value;
        if (templates) this.#attempt('template', valueNode ?? nameNode, () => parseTemplate(value));
      }
    }
    return texts;
  }

  #duration(node: YAMLMap, key: string): number | undefined {
    const value = node.get(key);
    if (value === undefined || value === null) return undefined;
    return this.#attempt('duration', this.#at(node, key), () => readDuration(String(value)));
  }

  #string(node: YAMLMap, key: string): string | undefined {
    const value = node.get(key);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }

  #list(node: YAMLMap, key: string): Node[] {
    const value = node.get(key, true) as unknown;
    if (value === undefined || (isScalar(value) && value.value === null)) return [];
    if (isSeq(value)) return value.items as Node[];
    this.#report('schema', `${key} is a list`, this.#at(node, key));
    return [];
  }

  /** Prometheus refuses two rules of a group that have name and labels in common. */
  #findTwins(rules: readonly Rule[], group: YAMLMap): void {
    const seen = new Set<string>();
    for (const rule of rules) {
      const { kind, labels, expr } = rule;
      const key = JSON.stringify([kind, kind === 'alert' ? rule.alert : rule.record, Object.entries(labels).sort(), expr]);
      if (seen.has(key)) this.#report('duplicate', `the rule ${kind === 'alert' ? rule.alert : rule.record} stands there twice`, group);
      seen.add(key);
    }
  }

  #onlyKeys(node: YAMLMap, keys: readonly string[], what: string): void {
    for (const { key } of node.items as { key: Node }[]) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!keys.includes(name)) this.#report('schema', `${what} has no ${JSON.stringify(name)}; known are ${keys.join(', ')}`, key);
    }
  }

  #attempt<T>(code: RuleProblem['code'], node: Node, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#report(code, detailOf(error), node);
      return undefined;
    }
  }

  /** The node of a key's value, else the mapping itself. */
  #at(node: YAMLMap, key: string): Node {
    return (node.get(key, true) as Node | undefined) ?? node;
  }

  #report(code: RuleProblem['code'], detail: string, where: Node | number): void {
    const { line, col } = this.#lines.linePos(typeof where === 'number' ? where : (where.range?.[0] ?? 0));
    this.#problems.push({ code, detail, line: Math.max(1, line), column: Math.max(1, col) });
  }
}

function detailOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^argument-invalid: /u, '');
}
