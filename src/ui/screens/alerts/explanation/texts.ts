import type { WindowComparison } from '../../../../domain/explanation/compare-windows.ts';
import type { FruitPair } from '../../../../domain/explanation/contrasting-fruit.ts';
import type { WeakSlice } from '../../../../domain/explanation/weakest-slices.ts';
import { CATALOGUE, CULTIVAR_IDS, cultivarOf } from '../../../../domain/world/orchard/catalogue.ts';
import { PLACES, SPECIES, type Place, type Species } from '../../../../domain/world/orchard/world.ts';
import { SUPPLIER_NAMES, type Supplier } from '../../../../domain/world/suppliers/suppliers.ts';
import { READABLE_FEATURES } from '../../../../domain/data/features/readable.ts';
import { splitSignal } from '../../../../domain/monitoring/monitors/signal.ts';
import { timeAt, FRUIT_INTERVAL_MS } from '../../../../domain/world/stream/time.ts';
import type { Stretch } from '../../../../domain/explanation/compared-windows.ts';
import type { Measured } from '../../../../domain/watch/explanation.ts';
import { count, number, significant, simulatedDate } from '../../../format.ts';
import { featureFormat } from '../../monitor/feature-text.ts';
import { signalFormat, signalName } from '../../monitor/monitor-text.ts';
import { PLACE_NAMES } from '../../orchard/worlds.ts';
import type { MistakePair } from './mistakes.ts';

const DAY_MS = 86_400_000;

/** A signal's name without what stands in brackets: `Redness of the centre`. */
export const plainName = (signal: string): string => signalName(signal).replace(/ \(.*\)$/u, '');

/** The same within a sentence: `redness of the centre`. */
export const nameWithin = (signal: string): string => plainName(signal).replace(/^./u, (letter) => letter.toLowerCase());

/** How values of a signal are written whose standard deviation is known: with digits that still tell them apart. */
export function formatOf(signal: string, std: number | null): (value: number) => string {
  const [family, name] = splitSignal(signal);
  if (family !== 'feature' || std === null) return signalFormat(signal);
  const position = READABLE_FEATURES.findIndex((feature) => feature.name === name);
  // Of a feature that did not vary any digit may be the first one that does.
  return std === 0 && READABLE_FEATURES[position]?.unit === '' ? (value) => significant(value, 2) : featureFormat(position, std);
}

/** `fruits 4 000 to 4 499`; one fruit alone as `fruit 4 000`. */
export function rangeText({ from, to }: Stretch): string {
  return to - from <= 1 ? `fruit ${number(from)}` : `fruits ${number(from)} to ${number(to - 1)}`;
}

/** `1 to 6 March 2026`, `28 March 2026 to 2 April 2026`, or one day. */
export function dateRange({ from, to }: Stretch): string {
  const [first, last] = [simulatedDate(timeAt(from)), simulatedDate(timeAt(Math.max(from, to - 1)))];
  if (first === last) return first;
  const [day = '', ...month] = first.split(' ');
  return last.endsWith(month.join(' ')) ? `${day} to ${last}` : `${first} to ${last}`;
}

/** `1 599 fruits, 8 days`: a delay in events and in simulated time. */
export function delayText(events: number): string {
  const days = (events * FRUIT_INTERVAL_MS) / DAY_MS;
  return `${count(events, 'fruit')}, ${days < 1 ? count(Math.round(days * 24), 'hour') : days < 9.95 ? `${number(days, 1)} days` : count(Math.round(days), 'day')}`;
}

/** What is said where no drift was at work. A prediction that came late is late without one. */
export function nothingAtWork({ monitor }: Pick<Measured, 'monitor'>): string {
  const late = monitor?.spec.signal === 'latency' || monitor?.spec.signal === 'queue';
  return late ? 'No drift was at work, and none was needed: predictions came too late.' : 'No drift was at work: this may be a false alarm.';
}

/** A cultivar by its ids as people call it: `Granny Smith, apple`; ids that nobody knows as they are. */
export function fruitName(species: string, cultivar: string): string {
  if (!isSpecies(species) || !CULTIVAR_IDS[species].includes(cultivar)) return [cultivar, species].filter((part) => part !== '').join(', ');
  return `${cultivarOf(species, cultivar).name}, ${CATALOGUE[species].name.toLowerCase()}`;
}

/** What is in a slice: `Granny Smith, apple`, `what it calls “unripe”`. */
export function sliceText({ attribute, value }: Pick<WeakSlice, 'attribute' | 'value'>): string {
  switch (attribute) {
    case 'cultivar': {
      const at = value.indexOf('/');
      return fruitName(value.slice(0, at), value.slice(at + 1));
    }
    case 'species': return isSpecies(value) ? CATALOGUE[value].name.toLowerCase() : value;
    case 'predicted': return `what it calls “${value}”`;
    case 'supplier': return `from ${Object.hasOwn(SUPPLIER_NAMES, value) ? SUPPLIER_NAMES[value as Supplier] : value}`;
    case 'place': return `at the place “${PLACES.some((place) => place === value) ? PLACE_NAMES[value as Place].toLowerCase() : value}”`;
    case 'camera': return `through a ${value} camera`;
    default: return `${attribute}: ${value}`;
  }
}

const isSpecies = (value: string): value is Species => (SPECIES as readonly string[]).includes(value);

/** A fruit of a pair: its event, and what is said of it. */
interface ShownFruit {
  index: number;
  words: string;
}

/** Two fruits side by side. */
export interface ShownPair {
  name: string;
  before: ShownFruit;
  after: ShownFruit;
}

/** The fruit that shows a move, in words. */
export function changedPairs({ fruit, columns }: Pick<WindowComparison, 'fruit' | 'columns'>): ShownPair[] {
  if (!fruit) return [];
  const format = formatOf(fruit.signal, columns.find(({ signal }) => signal === fruit.signal)?.before.std ?? null);
  const words = ({ value, ripeness }: FruitPair['before']): string => `${format(value)}, ripeness ${number(ripeness, 2)}`;
  return fruit.pairs.map(({ before, after }) => {
    const [was, is] = [fruitName(before.species, before.cultivar), fruitName(after.species, after.cultivar)];
    return { name: was === is ? is : `${was} › ${is}`, before: { index: before.index, words: words(before) }, after: { index: after.index, words: words(after) } };
  });
}

/** Mistakes beside their like, in words. */
export function wrongPairs(pairs: readonly MistakePair[]): ShownPair[] {
  return pairs.map(({ before, after }) => ({
    name: `${before.cultivar === after.cultivar ? '' : `${before.cultivar} › `}${after.cultivar}, ${after.species}`,
    before: { index: before.index, words: `${before.prediction}, right` }, after: { index: after.index, words: `${after.prediction}, was ${after.truth ?? 'something else'}` },
  }));
}
