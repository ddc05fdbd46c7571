import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from 'yaml';

/** One key of a mapping and what it stands for, anchors resolved. */
export interface Entry {
  readonly key: Node;
  readonly name: string;
  readonly value: Node | null;
}

/** What is wrong with YAML that the parser lets through. */
export type ReportYaml = (detail: string, where: Node) => void;

/** Reads mappings as Prometheus does: aliases stand for what they name, and `<<` brings keys in that are not there. */
export class MappingReader {
  readonly #document: Document;
  readonly #report: ReportYaml;

  constructor(document: Document, report: ReportYaml) {
    this.#document = document;
    this.#report = report;
  }

  /** The node that an alias stands for; any other node itself. Null for one that stands for nothing. */
  resolved(node: Node | null | undefined): Node | null {
    if (!isAlias(node)) return node ?? null;
    const found = node.resolve(this.#document);
    if (!found) this.#report(`there is no anchor ${node.source} above`, node);
    return found ?? null;
  }

  /** The entries of a mapping by name, merged ones behind its own. */
  entries(map: YAMLMap, inside: readonly YAMLMap[] = []): Map<string, Entry> {
    const entries = new Map<string, Entry>();
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
