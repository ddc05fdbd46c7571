import { PHOTOGRAPH, truthComes } from '../../domain/world/stream/truth.ts';
import type { Fruit } from '../../domain/world/orchard/fruit.ts';
import { number } from '../format.ts';

/** One prediction of the line, as the monitor's snapshots carry it. */
export interface PredictedFruit {
  index: number;
  /** Position in SPECIES. */
  species: number;
  /** Position in the species' cultivars. */
  cultivar: number;
  ripeness: number;
  /** Position in SUPPLIERS, where somebody is known to have sent it. */
  supplier?: number;
  /** Position in the labels of `version`. */
  predicted: number;
  scores: readonly number[];
  version: number;
  /** Right or wrong once the reported truth has arrived, else null. */
  right: boolean | null;
  /** What a photograph counted as, once that has arrived. */
  truth?: string;
  /** Its truth is due and never becomes known, since it was not shipped. */
  neverKnown?: boolean;
  latencyMs: number;
  modelMs: number;
}

/** A fruit that the orchard will send, known because events are a pure function of their index. */
export interface UpcomingFruit {
  index: number;
  /** Left out for a photograph. */
  fruit?: Fruit;
  /** Position in SUPPLIERS. */
  supplier?: number;
}

/** A prediction as it is written under the belt. */
export interface Prediction {
  word: string;
  probability: number;
  /** Null while the truth is to come, or where it never does. */
  right: boolean | null;
  /** The true label, when the prediction was wrong and it can be known. */
  truth: string | null;
  /** Whether its truth comes at all. */
  comes: boolean;
  /** It never gets a truth: it was not shipped, or, of a photograph, nobody said what it is. */
  notShipped: boolean;
  /** Why it never gets one, in short. */
  untold: string;
}

/** Puts a prediction into words. With two labels, what a wrong one should have been is known. */
export function predictionOf(item: PredictedFruit, labels: readonly string[]): Prediction {
  const { right } = item;
  const truth = right !== false ? null : item.truth ?? (labels.length === 2 && item.species !== PHOTOGRAPH ? (labels[1 - item.predicted] ?? null) : null);
  return { word: labels[item.predicted] ?? `class ${item.predicted + 1}`, probability: item.scores[item.predicted] ?? NaN, right, truth, comes: item.species === PHOTOGRAPH || truthComes(labels), notShipped: item.neverKnown === true, untold: untoldText(item.species === PHOTOGRAPH) };
}

/** Why an event whose truth is due never gets one, in short. */
export function untoldText(isPhotograph: boolean): string {
  return isPhotograph ? 'nobody judged it' : 'not shipped';
}

/** What is said of a fruit that was predicted by the frame of an earlier one. */
export function frozenText(of: number): string {
  return `frozen frame of fruit ${number(of)}`;
}

/** `ripe 0.97, right`, for those who listen. */
export function sayPrediction({ word, probability, right, truth, comes, notShipped, untold }: Prediction): string {
  const fate = right === null ? notShipped ? `${untold}, no truth` : comes ? 'truth to come' : 'its truth cannot be known' : right ? 'right' : truth ? `wrong, was ${truth}` : 'wrong';
  return `${word} ${Number.isFinite(probability) ? probability.toFixed(2) : ''}, ${fate}`;
}
