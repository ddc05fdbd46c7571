import type { Aggregation } from './aggregation.ts';
import { writeDuration } from './duration.ts';

/** What features can be of. An entity's key is a text: a supplier's number, a lot's number, the name of a species. */
export const ENTITIES = ['supplier', 'lot', 'species'] as const;
export type Entity = (typeof ENTITIES)[number];

/** A column that features can be made of. */
export interface Source {
  readonly name: string;
  /** The labels that it holds; null where it holds numbers. */
  readonly labels: readonly string[] | null;
  /** `event`: known as soon as the fruit is on the line. `truth`: known when its truth arrives. */
  readonly available: 'event' | 'truth';
}

/** A feature of an entity: what it is made of, how far it looks back, how long a value is good for. */
export interface FeatureView {
  readonly name: string;
  readonly entity: Entity;
  /** Name of a source. */
  readonly source: string;
  /** The half-life of an ewma is in ms. */
  readonly aggregation: Aggregation;
  /** (time − window, time]; null looks back to the beginning. */
  readonly windowMs: number | null;
  /** A value that was made longer ago than this is not served any more; null: it is, however old. */
  readonly ttlMs: number | null;
  readonly description: string;
  readonly owner: string;
}

export const LIMITS = { name: 63, text: 500, owner: 100, label: 100 } as const;

/** What a view says, key by key, as `readViews` takes it. Keys that it leaves open are not there. */
export function keysOf({ name, entity, source, aggregation, windowMs, ttlMs, description, owner }: FeatureView): Readonly<Record<string, string>> {
  return {
    name, entity, source, aggregation: aggregation.kind,
    ...(aggregation.kind === 'share' ? { label: aggregation.label } : {}), ...(aggregation.kind === 'ewma' ? { half_life: writeDuration(aggregation.halfLife) } : {}),
    ...(windowMs === null ? {} : { window: writeDuration(windowMs) }), ...(ttlMs === null ? {} : { ttl: writeDuration(ttlMs) }),
    ...(description === '' ? {} : { description }), ...(owner === '' ? {} : { owner }),
  };
}

/** A view as YAML; `readViews` gives it back. */
export function writeView(view: FeatureView): string {
  return Object.entries(keysOf(view)).map(([key, text]) => `${key}: ${quoted(text)}\n`).join('');
}

/** A text as YAML takes it for nothing else: plain where it is but words, else as JSON, which is YAML. */
function quoted(text: string): string {
  return /^[A-Za-z]\w*(?: \w+)*$|^\d[\ddhms.]*[dhms]$/u.test(text) && !/^(?:null|true|false|yes|no|on|off|y|n)$/iu.test(text) ? text : JSON.stringify(text);
}

/** What decides the values of a view, and nothing else: two views of one text are one feature under two names. */
export function meaningOf({ entity, source, aggregation, windowMs }: FeatureView): string {
  return JSON.stringify([entity, source, aggregation.kind, aggregation.kind === 'share' ? aggregation.label : aggregation.kind === 'ewma' ? aggregation.halfLife : null, windowMs]);
}

/** All that a version of a view says, as the text that it is told apart by. */
export function contentOf(view: FeatureView): string {
  return JSON.stringify([view.name, meaningOf(view), view.ttlMs, view.description, view.owner]);
}
