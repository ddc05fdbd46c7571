import type { TermId } from '../../../domain/guidance/glossary/glossary.ts';
import type { Sample, Split } from '../../../domain/data/dataset/dataset.ts';
import { RECIPE_KINDS, type RecipeKind } from '../../../domain/learning/recipes/catalogue.ts';
import type { CnnRecipe } from '../../../domain/learning/recipes/cnn.ts';
import { CATALOGUE } from '../../../domain/world/orchard/catalogue.ts';
import { SPECIES, type Species } from '../../../domain/world/orchard/world.ts';
import type { HeldOutPrediction, Run } from '../../../domain/learning/run.ts';
import type { QualityMetrics } from '../../../domain/learning/evaluation/quality-metrics.ts';
import { number, percentNumber } from '../../format.ts';
import { heldOutShare, shareText } from '../../shares.ts';

/** Runs that an estimate looks back on. */
const LOOK_BACK = 5;
/** Points of the calibration curve, and the fewest pictures that one stands for. */
const MOST_POINTS = 10;
const FEWEST_PICTURES = 8;

const isWhole = ({ outcome }: Run): boolean => outcome === 'done' || outcome === 'stopped-early';

/** How long trainings of each kind took on this machine, ms: the median of the newest ones; left out where none has run. */
export function usualMs(runs: readonly Run[]): Partial<Record<RecipeKind, number>> {
  const usual: Partial<Record<RecipeKind, number>> = {};
  for (const kind of RECIPE_KINDS) {
    const times = runs.filter((run) => run.recipe.kind === kind && isWhole(run)).slice(-LOOK_BACK).map(({ trainMs }) => trainMs).sort((a, b) => a - b);
    if (times.length > 0) usual[kind] = times[Math.floor(times.length / 2)]!;
  }
  return usual;
}

interface QualityFigure {
  term: TermId;
  label: string;
  value: string;
  unit?: string;
  note?: string;
}

/** The four figures of a result; the accuracy with what the number of its pictures leaves open. */
export function qualityFigures(metrics: QualityMetrics): QualityFigure[] {
  const share = heldOutShare(metrics);
  return [
    { label: 'Accuracy', term: 'accuracy', value: percentNumber(metrics.accuracy), unit: '%', ...(share ? { note: shareText(share) } : {}) },
    { label: 'Macro F1', term: 'f1', value: percentNumber(metrics.macroF1), unit: '%' },
    { label: 'Log loss', term: 'log-loss', value: number(metrics.logLoss, 3) },
    { label: 'Calibration error', term: 'calibration-error', value: number(metrics.ece, 3) },
  ];
}

/** A cell of the confusion matrix: positions of labels. */
export interface ConfusionCell {
  truth: number;
  said: number;
}

/** A mistake, and how often it was made. */
export interface ConfusedPair extends ConfusionCell {
  count: number;
}

/** The mistakes that were made, the most frequent first; those that tie as the matrix is read. */
export function confusedPairs(confusion: readonly (readonly number[])[]): ConfusedPair[] {
  return confusion.flatMap((row, truth) => row.flatMap((count, said) => (truth !== said && count > 0 ? [{ truth, said, count }] : []))).sort((a, b) => b.count - a.count);
}

/** The held-out pictures of a confusion cell: mistakes with the surest first, right ones with the least sure first. */
export function cellPictures(heldOut: readonly HeldOutPrediction[], { truth, said }: ConfusionCell): HeldOutPrediction[] {
  const score = ({ scores, predicted }: HeldOutPrediction): number => scores[predicted] ?? 0;
  const sign = truth === said ? 1 : -1;
  return heldOut.filter((each) => each.truth === truth && each.predicted === said).sort((a, b) => sign * (score(a) - score(b)));
}

export interface SpeciesAccuracy {
  species: Species;
  name: string;
  accuracy: number;
  count: number;
}

/** Held-out accuracy of each species whose pictures are known by it; empty when hardly any is. */
export function speciesAccuracy(heldOut: readonly HeldOutPrediction[], samples: readonly Sample[]): SpeciesAccuracy[] {
  const speciesOf = new Map(samples.map(({ id, species }) => [id, species]));
  const known = heldOut.filter(({ sampleId }) => speciesOf.get(sampleId) !== undefined);
  if (known.length * 2 < heldOut.length) return [];
  return SPECIES.flatMap((species) => {
    const list = known.filter(({ sampleId }) => speciesOf.get(sampleId) === species);
    if (list.length === 0) return [];
    return [{ species, name: CATALOGUE[species].name.toLowerCase(), accuracy: list.filter(({ truth, predicted }) => truth === predicted).length / list.length, count: list.length }];
  });
}

/** How often the model was right among pictures that it was about equally sure of. */
export interface CalibrationPoint {
  confidence: number;
  accuracy: number;
  count: number;
}

/** The calibration curve, from the least sure to the surest: groups of equal size, so that no point stands for one picture alone. */
export function calibrationPoints(heldOut: readonly HeldOutPrediction[]): CalibrationPoint[] {
  const sure = heldOut.map(({ scores, predicted, truth }) => ({ confidence: scores[predicted] ?? 0, right: truth === predicted })).sort((a, b) => a.confidence - b.confidence);
  const groups = Math.min(MOST_POINTS, Math.floor(sure.length / FEWEST_PICTURES));
  return Array.from({ length: groups }, (_, i) => {
    const group = sure.slice(Math.round((i * sure.length) / groups), Math.round(((i + 1) * sure.length) / groups));
    return {
      confidence: group.reduce((sum, { confidence }) => sum + confidence, 0) / group.length,
      accuracy: group.filter(({ right }) => right).length / group.length,
      count: group.length,
    };
  });
}

/** Weights of a network from scratch: convolutions, an average over space, and one or two dense layers. */
export function cnnWeights({ layers, denseUnits }: CnnRecipe, classes: number): number {
  let channels = 3;
  let sum = 0;
  for (const { filters, kernel } of layers) {
    sum += (kernel * kernel * channels + 1) * filters;
    channels = filters;
  }
  return denseUnits > 0 ? sum + (channels + 1) * denseUnits + (denseUnits + 1) * classes : sum + (channels + 1) * classes;
}

/** Which of the pictures are learnt from: `216 are learnt from, 72 choose the settings, 72 are kept for the test`. */
export function splitText({ train, validation, test }: Record<Split, number>): string {
  const parts = [`${number(train)} ${train === 1 ? 'is' : 'are'} learnt from`, ...(validation > 0 ? [`${number(validation)} ${validation === 1 ? 'chooses' : 'choose'} the settings`] : []), `${number(test)} ${test === 1 ? 'is' : 'are'} kept for the test`];
  return parts.join(', ');
}
