import type { SampleSource } from '../domain/data/dataset/dataset.ts';
import { spelledIn, withLabels } from '../domain/data/dataset/label.ts';
import type { ChosenFruit, FruitChoice } from '../domain/remedy/fruit-choice.ts';
import { CAMERA } from '../domain/world/photos/source.ts';
import { RIPENESS_LABELS } from '../domain/world/stream/event.ts';
import { isPhoto, type LineEvent } from '../domain/world/stream/event.ts';
import { truthKind } from '../domain/world/stream/truth.ts';
import { isSelective } from '../domain/world/drift/revisions.ts';
import type { Alerts } from './alerts.svelte.ts';
import type { DataState } from './data.svelte.ts';
import type { Arrival } from './intake.ts';
import type { Line } from './line.svelte.ts';
import type { DrawnEvent, Pictures } from './pictures.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';

/** Pictures of the line are kept at least at this size. */
export const LEAST_LINE_PX = { collected: 96, taken: 128 };

/** What is asked for: which fruits, how many, and as many of each truth or not. */
export interface FruitWish {
  readonly choice: FruitChoice;
  readonly count: number;
  readonly balanced?: boolean;
  /** Event from which the world is another; where the incident that goes on began unless it is given. */
  readonly since?: number;
  /** Events on which a candidate parts from the live version. */
  readonly disagree?: readonly number[];
}

/** What takes fruit of the line into the data set. */
export interface Collecting {
  readonly line: Line;
  readonly data: DataState;
  readonly pictures: Pictures;
  readonly registry: Registry;
}

/** A fruit of the line as a picture with what is known of it; `source` says who labelled it. */
export function arrivalOf({ picture, event, fruit }: DrawnEvent, label: string, source: SampleSource = 'line'): Arrival {
  const { index } = event;
  // A frame of a camera is no fruit that anybody could draw again.
  if (isPhoto(event) && event.photo.set === CAMERA) return { item: { picture }, label, source: 'camera', note: `frame ${index}` };
  if (isPhoto(event)) return { item: { picture }, label, source, note: `photograph ${index}`, fruit };
  const { species, cultivar, ripeness } = event.fruit;
  return { item: { picture }, label, source, note: `fruit ${index}, ${species}`, species, cultivar, ripeness, fruit };
}

/**
 * Takes events of the line into the data set, under their reported truths (by species where its labels tell species apart, else as ripe or unripe; a photograph as what it counts as, one without a label not at all) or the labels that `labelOf` gives. Answers the ids of
 * the pictures that joined.
 */
export async function takeEvents({ line, data, pictures, registry }: Collecting, indices: readonly number[], what: string, { labelOf, source = 'line', signal }: { labelOf?: (index: number) => string; source?: SampleSource; signal?: AbortSignal } = {}): Promise<readonly string[]> {
  if (indices.length === 0) return [];
  const size = Math.max(registry.live?.signature.inputSize ?? LEAST_LINE_PX.taken, LEAST_LINE_PX.collected);
  const drawn = await pictures.ofLine(line.film, indices, size);
  const bySpecies = truthKind(data.labels) === 'species';
  const truthOf = (event: LineEvent): string | null => (isPhoto(event) || !bySpecies ? event.reportedTruth : event.fruit.species);
  const called = drawn.flatMap((each) => {
    const label = labelOf?.(each.event.index) ?? truthOf(each.event);
    return label === null ? [] : [{ each, label }];
  });
  const labels = withLabels(data.labels, labelOf || bySpecies || line.photoLabels ? called.map(({ label }) => label) : RIPENESS_LABELS);
  const held = new Set(data.samples.map(({ id }) => id));
  await data.add(called.map(({ each, label }) => arrivalOf(each, spelledIn(labels, label), source)), what, { labels, signal });
  const sources: readonly SampleSource[] = line.onCamera ? ['camera', source] : [source];
  return data.samples.filter(({ id, source: from }) => sources.includes(from) && !held.has(id)).map(({ id }) => id);
}

/** Events of the line whose truth is known, as a wish has them, rising. Throws `argument-invalid` where nothing is known that the choice goes by. */
export async function chosenFruit(on: Collecting & { readonly services: Services; readonly alerts: Alerts }, wish: FruitWish): Promise<readonly number[]> {
  return wish.choice === 'newest' && !wish.balanced && !isSelective(on.line.revisions) ? newest(on.line, wish.count) : [...(await offeredFruit(on, wish)).events];
}

/** What a wish would take, and how many fruits there are to choose from. */
export async function offeredFruit({ line, data, registry, alerts, services }: Collecting & { readonly services: Services; readonly alerts: Alerts }, { choice, count, balanced = false, since, disagree }: FruitWish): Promise<ChosenFruit> {
  const taken = new Set(data.samples.flatMap(({ fruit }) => (fruit && line.film.hasSeed(fruit.seed) ? [fruit.index] : [])));
  const { incident } = alerts;
  const cut = since ?? (incident ? Math.max(0, alerts.eventOf(incident.startedAt)) : null);
  const reference = registry.live?.reference;
  const usual = new Map((reference?.features ?? []).slice(0, reference?.mean.length).map((name, i) => [name, { mean: reference!.mean[i]!, std: reference!.std[i]! }]));
  return services.monitor.call('chooseFruit', { from: 0, to: line.now, choice, count, balanced, ground: { cut, usual, disagree: disagree ? new Set(disagree) : null, taken } });
}

function newest(line: Line, count: number): number[] {
  const from = Math.max(0, line.knownTo - count);
  return Array.from({ length: Math.max(0, line.knownTo - from) }, (_, i) => from + i);
}
