import { asciiJson } from '../common/ascii-json.ts';
import { OrchardError } from '../common/errors.ts';
import { plainSha256 } from '../common/sha256.ts';
import { contentOf, keysOf, meaningOf, type FeatureView } from './definition.ts';

/** A view as it was defined once. It never changes. */
export interface ViewVersion {
  readonly view: FeatureView;
  /** From 1 on. */
  readonly version: number;
  /** SHA-256 over all that it says, 64 hex digits. */
  readonly hash: string;
  /** Unix ms. */
  readonly definedMs: number;
}

/** All versions that were ever defined, oldest first, and the names that are not offered any more. */
export interface FeatureRegistry {
  readonly versions: readonly ViewVersion[];
  readonly removed: readonly string[];
}

export const EMPTY_REGISTRY: FeatureRegistry = { versions: [], removed: [] };

/** What came of a definition. */
export interface Defined {
  readonly registry: FeatureRegistry;
  readonly version: ViewVersion;
  /** `same`: the newest version says just that, and nothing was written. */
  readonly outcome: 'first' | 'next' | 'same';
  /** Views of other names that give the same values, as references. */
  readonly twins: readonly string[];
}

/** Who takes features, and which. */
export interface Consumer {
  readonly name: string;
  /** References. */
  readonly features: readonly string[];
}

/** `name@version`: what a consumer is bound to. */
export function referenceOf({ view, version }: ViewVersion): string {
  return `${view.name}@${version}`;
}

/** Adds a view: the first version of a name, or the next where it says something else than the newest. */
export function define(registry: FeatureRegistry, view: FeatureView, definedMs: number): Defined {
  const newest = newestOf(registry, view.name);
  const twins = current(registry).filter((each) => each.view.name !== view.name && meaningOf(each.view) === meaningOf(view)).map(referenceOf);
  const isRemoved = registry.removed.includes(view.name);
  if (newest && !isRemoved && contentOf(newest.view) === contentOf(view)) return { registry, version: newest, outcome: 'same', twins };
  const version: ViewVersion = { view, version: (newest?.version ?? 0) + 1, hash: hashOf(contentOf(view)), definedMs };
  return {
    registry: { versions: [...registry.versions, version], removed: registry.removed.filter((name) => name !== view.name) }, version, outcome: newest ? 'next' : 'first', twins,
  };
}

/** Offers a view no longer. Its versions stay, and tell what those that took them were bound to. Throws `feature-unknown`. */
export function remove(registry: FeatureRegistry, name: string): FeatureRegistry {
  if (!current(registry).some(({ view }) => view.name === name)) throw new OrchardError('feature-unknown', name, { about: name });
  return { ...registry, removed: [...registry.removed, name] };
}

/** The newest version of each view that is offered, in the order in which names came. */
export function current(registry: FeatureRegistry): readonly ViewVersion[] {
  const newest = new Map(registry.versions.map((version) => [version.view.name, version]));
  return [...newest.values()].filter(({ view }) => !registry.removed.includes(view.name));
}

/** The version that a reference, or the newest that a name stands for. Throws `feature-unknown`; what is removed is found by its reference alone. */
export function resolve(registry: FeatureRegistry, reference: string): ViewVersion {
  const found = registry.versions.find((version) => referenceOf(version) === reference) ?? current(registry).find(({ view }) => view.name === reference);
  if (!found) throw new OrchardError('feature-unknown', reference, { about: reference });
  return found;
}

/** Who uses a view, and which version of it. */
export function usersOf(consumers: readonly Consumer[], name: string): readonly { readonly consumer: string; readonly version: number }[] {
  return consumers.flatMap(({ name: consumer, features }) => features.filter((reference) => reference.startsWith(`${name}@`)).map((reference) => ({ consumer, version: Number(reference.slice(name.length + 1)) })));
}

/** The keys in which two versions differ; null where one of them leaves the key open. */
export function changesBetween(from: FeatureView, to: FeatureView): readonly { readonly key: string; readonly from: string | null; readonly to: string | null }[] {
  const [before, after] = [keysOf(from), keysOf(to)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((key) => ({ key, from: before[key] ?? null, to: after[key] ?? null })).filter((change) => change.from !== change.to);
}

function newestOf(registry: FeatureRegistry, name: string): ViewVersion | undefined {
  return registry.versions.findLast(({ view }) => view.name === name);
}

function hashOf(text: string): string {
  return Array.from(plainSha256(asciiJson(text)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
