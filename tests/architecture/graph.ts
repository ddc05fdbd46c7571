import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { DOMAIN_ROOMS, domainRoomOf, packageAllowed, roomOf, ROOMS } from '../../scripts/house.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One import as written: from a file, to a repository path or a package. */
export interface Import {
  from: string;
  /** Repository path for relative specifiers, null for packages. */
  file: string | null;
  specifier: string;
  /** A worker that is started (`?worker`, `new URL(…)`), not code that is taken in. */
  spawned: boolean;
}

/** Every source file of the product by its repository path. */
export function readSources(folders: readonly string[] = ['src', 'workers']): Map<string, string> {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      sources.set(posix.normalize(path.slice(ROOT.length).replaceAll('\\', '/')), readFileSync(path, 'utf8'));
    }
  }
  return sources;
}

const isCode = (file: string): boolean => /\.(ts|svelte)$/.test(file);

/** The TypeScript of a source: all of a `.ts` file, the script blocks of a component. */
function scriptOf(file: string, text: string): string {
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? '').join('\n');
}

/** All imports of a set of sources: static, dynamic, type-only, re-exports, and workers that are started. */
export function importsOf(sources: ReadonlyMap<string, string>): Import[] {
  const found: Import[] = [];
  for (const [from, text] of sources) {
    if (!isCode(from)) continue;
    const script = scriptOf(from, text);
    const { importedFiles } = ts.preProcessFile(script, true, true);
    for (const { fileName } of importedFiles) found.push(resolve(from, fileName, /\?worker\b/.test(fileName)));
    for (const [, url = ''] of script.matchAll(/new URL\(\s*['"](\.[^'"]+\.ts)['"]\s*,\s*import\.meta\.url/g)) found.push(resolve(from, url, true));
  }
  return found;
}

function resolve(from: string, specifier: string, spawned: boolean): Import {
  const [path = specifier] = specifier.split('?');
  const file = path.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), path)) : null;
  return { from, file, specifier, spawned };
}

/** Sentences on every import that the law of the house does not allow. */
export function breaches(imports: readonly Import[]): string[] {
  return imports.flatMap((taken) => {
    const name = roomOf(taken.from);
    if (name === null) return [`${taken.from} is in no room: give its folder a place in scripts/house.mjs`];
    const room = ROOMS[name]!;
    if (taken.file === null) {
      return packageAllowed(taken.specifier, room.packages) ? [] : [`${taken.from} imports the package ${taken.specifier}, which ${name} may not`];
    }
    const target = roomOf(taken.file);
    if (taken.spawned) return room.spawns ? [] : [`${taken.from} starts a worker, which only clients may`];
    if (target === name && name === 'domain') return domainBreaches(taken.from, taken.file);
    if (target === name || (target !== null && room.rooms.includes(target))) return [];
    return [`${taken.from} imports ${taken.file}: ${name} may not import ${target ?? 'from outside the house'}`];
  });
}

/** The sentence on an import between two rooms of the domain that its table does not allow. */
function domainBreaches(from: string, to: string): string[] {
  const [room, target] = [domainRoomOf(from), domainRoomOf(to)];
  const allowed = room === null ? undefined : DOMAIN_ROOMS[room];
  if (room === null || !allowed) return [`${from} is in no room of the domain: give its folder a place in scripts/house.mjs`];
  return room === target || (target !== null && allowed.includes(target)) ? [] : [`${from} imports ${to}: ${room} may not import ${target ?? 'from no room'}`];
}

/**
 * The unit that takes part in the folder graph: in rooms with an inner order (those of the domain, the ui) each subfolder and
 * each file beside them, elsewhere the room.
 */
export function unitOf(file: string): string {
  const layered = /^(src\/domain\/[^/]+|src\/ui)\/([^/]+)/.exec(file);
  if (layered) return `${layered[1]}/${layered[2]}`;
  const room = roomOf(file);
  return room === null || room === 'main' ? file : ROOMS[room]!.path;
}

/** Cycles of a graph, each as a sorted list of its members: the strongly connected components with more than one. */
export function cycles(edges: Iterable<readonly [string, string]>): string[][] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (!next.has(to)) next.set(to, new Set());
    if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node)!);
    stack.push(node);
    for (const to of next.get(node) ?? []) {
      if (!order.has(to)) visit(to);
      if (stack.includes(to)) low.set(node, Math.min(low.get(node)!, low.get(to)!));
    }
    if (low.get(node) !== order.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    if (component.length > 1) found.push(component.sort());
  };
  for (const node of next.keys()) if (!order.has(node)) visit(node);
  return found;
}

/** Files that take each other in, types included, each circle once. */
export function fileCycles(imports: readonly Import[]): string[][] {
  return cycles(imports.flatMap(({ from, file, spawned }) => (file === null || spawned || !isCode(file) ? [] : [[from, file] as const])));
}

/** Cycles between folders. Types count: a folder that needs another's types is not independent of it. */
export function folderCycles(imports: readonly Import[]): string[][] {
  return cycles(imports.flatMap(({ from, file, spawned }) => (file === null || spawned || !isCode(file) ? [] : [[unitOf(from), unitOf(file)] as const])));
}
