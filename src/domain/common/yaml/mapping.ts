import { isAlias, isMap, isScalar, isSeq, visit, type Alias, type Document, type Node, type Pair, type YAMLMap } from 'yaml';

/** One key of a mapping and what it stands for, anchors resolved. */
export interface Entry {
  readonly key: Node;
  readonly name: string;
  readonly value: Node | null;
}

/** Keys that are read in one file: merged mappings of merged mappings would make ever more of them. */
const MOST_KEYS = 200_000;

/** What is wrong with YAML that the parser lets through. */
type ReportYaml = (detail: string, where: Node) => void;

/** Reads mappings as Prometheus does: aliases stand for what they name, and `<<` brings keys in that are not there. */
export class MappingReader {
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #report: ReportYaml;
  #keys = 0;

  constructor(document: Document, report: ReportYaml) {
    this.#targets = targetsOf(document);
    this.#report = report;
  }

  /** The node that an alias stands for; any other node itself. Null for one that stands for nothing. */
  resolved(node: Node | null | undefined): Node | null {
    if (!isAlias(node)) return node ?? null;
    const found = this.#targets.get(node);
    if (!found) this.#report(`there is no anchor ${node.source} above`, node);
    return found ?? null;
  }

  /** The entries of a mapping by name, merged ones behind its own. */
  entries(map: YAMLMap, inside: readonly YAMLMap[] = []): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    const before = this.#keys;
    this.#keys += 1 + map.items.length;
    if (this.#keys > MOST_KEYS) {
      if (before <= MOST_KEYS) this.#report(`it has more than ${MOST_KEYS} keys, those that << brings in counted again`, map);
      return entries;
    }
    const merged: Node[] = [];
    for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
      if (isScalar(key) && key.type === 'PLAIN' && key.source === '<<') merged.push(...this.#sources(key, value));
      else {
        const named = this.resolved(key);
        // A key that is null is passed over, as Prometheus does.
        if (isNothing(named)) continue;
        const name = textOf(named);
        if (name === null) this.#report('a key is a text', key);
        else if (entries.has(name)) this.#report(`the key ${name} comes twice`, key);
        else entries.set(name, { key, name, value: this.resolved(value) });
      }
    }
    for (const source of merged) {
      if (!isMap(source) || inside.includes(source)) this.#report('<< takes a mapping, or a list of mappings', source);
      else for (const [name, entry] of this.entries(source, [...inside, map])) if (!entries.has(name)) entries.set(name, entry);
    }
    return entries;
  }

  #sources(key: Node, value: Node | null): Node[] {
    const node = this.resolved(value);
    if (isSeq(node)) return (node.items as Node[]).flatMap((item) => this.resolved(item) ?? []);
    if (node === null) this.#report('<< takes a mapping, or a list of mappings', key);
    return node ? [node] : [];
  }
}

/** What each alias stands for: what bore its name last before it. */
function targetsOf(document: Document): Map<Alias, Node> {
  const [anchors, targets] = [new Map<string, Node>(), new Map<Alias, Node>()];
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if ('anchor' in node && node.anchor) anchors.set(node.anchor, node as Node);
        return;
      }
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
    },
  });
  return targets;
}

/** Whether nothing stands there. */
export function isNothing(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** A scalar as it is written, whatever YAML takes it for; '' for null; null for a list or a mapping. */
export function textOf(node: Node | null): string | null {
  if (isNothing(node)) return '';
  return isScalar(node) ? rawText(node)! : null;
}

/** As `textOf`, but null as it is written, `~` or `null`: names and expressions are texts in any case. */
export function rawText(node: Node | null): string | null {
  if (node === null) return '';
  if (!isScalar(node)) return null;
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
}
