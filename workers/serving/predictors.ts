import { OrchardError } from '../../src/domain/common/errors.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { sameNames } from '../../src/domain/log/rows.ts';
import { argMax } from '../../src/domain/learning/evaluation/classification.ts';
import { translateTruths } from '../../src/domain/world/stream/truth.ts';
import { route, type Route } from '../../src/domain/delivery/route.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { Reroute } from '../protocol/serving.ts';
import type { PredictionBatch } from '../protocol/stream.ts';
import { featuresOf, type Prediction, type Predictor } from '../tensor/predictor.ts';
import type { TakenRows } from './queue.ts';

/** Which version predicts on the line: the champion, and the version under trial with its share of the fruit. */
export interface Predictors {
  readonly champion: Predictor;
  readonly trial: { readonly model: Predictor; readonly route: Route; readonly seed: number } | null;
}

/** How a model is asked: as a device that may be lost and a pace that is measured want it. */
export type Ask = (model: Predictor, rows: number, predict: () => Promise<Prediction>) => Promise<Prediction>;

/** A model broke while it predicted its part of some rows. */
export class PredictorFailed extends Error {
  constructor(readonly model: Predictor, cause: unknown) {
    super('a model broke while judging', { cause });
  }
}

/** What a model said of rows of a batch, by their positions in it. */
interface Part { readonly model: Predictor; readonly rows: readonly number[]; readonly prediction: Prediction }

/** How many pictures are best predicted together. */
export function batchRowsOf({ champion, trial }: Predictors): number {
  return Math.min(champion.batchRows, trial?.model.batchRows ?? Infinity);
}

export function disposeAll({ champion, trial }: Predictors): void {
  champion.dispose();
  trial?.model.dispose();
}

/** Those that predict after a change that needs no other model; who is needed no more is disposed of. Without a version under trial nothing changes. */
export function rerouted(predictors: Predictors, to: Reroute['to']): Predictors {
  const { champion, trial } = predictors;
  if (!trial) return predictors;
  if (to.kind === 'route') return { champion, trial: { ...trial, route: to.route } };
  (to.kind === 'promote' ? champion : trial.model).dispose();
  return { champion: to.kind === 'promote' ? trial.model : champion, trial: null };
}

/**
 * Has rows predicted by whom the route gives them to, and joins the predictions in the order of the rows. All but what the belt makes of it: `latencyMs` and
 * `queue` are zero. Throws `PredictorFailed` with the model that broke.
 */
export async function predictRows({ champion, trial }: Predictors, taken: TakenRows, deployment: number, ask: Ask): Promise<PredictionBatch> {
  const { pictures, columns, count } = taken;
  const all = Array.from({ length: count }, (_, row) => row);
  const tried = trial ? all.filter((row) => route(trial.route, trial.seed, columns.index[row]!) === 'challenger') : [];
  const isTried = new Set(tried);
  const left = tried.length === 0 ? all : all.filter((row) => !isTried.has(row));
  const measured = champion.measured(picturesAt(pictures, left));
  const asked = async (model: Predictor, rows: readonly number[], what = model.measured(picturesAt(pictures, rows))): Promise<Part> => {
    try {
      return { model, rows, prediction: await ask(model, rows.length, () => model.predict(picturesAt(pictures, rows), what)) };
    } catch (error) {
      throw new PredictorFailed(model, error);
    }
  };
  const parts: Part[] = [];
  if (left.length > 0) parts.push(await asked(champion, left, measured));
  if (trial && tried.length > 0) parts.push(await asked(trial.model, tried));
  // Who looks at the same pictures at the same size measures them once.
  const shared = trial && trial.model.signature.inputSize === champion.signature.inputSize ? measured : undefined;
  const shadow = trial?.route.kind === 'shadow' ? await asked(trial.model, all, shared) : null;
  return joined(taken, parts, shadow, trial ? [champion, trial.model] : [champion], deployment);
}

function picturesAt(pictures: readonly Picture[], rows: readonly number[]): readonly Picture[] {
  return rows.length === pictures.length ? pictures : rows.map((row) => pictures[row]!);
}

function joined({ count, columns, generation, names }: TakenRows, parts: readonly Part[], shadow: Part | null, models: readonly Predictor[], deployment: number): PredictionBatch {
  const labels = [...new Set(models.flatMap(({ signature }) => signature.labels))];
  if (names) for (const column of [columns.truth, columns.reportedTruth]) translateTruths(column, columns.species, names, labels);
  const predicted = new Uint8Array(count);
  const version = new Uint32Array(count);
  const modelMs = new Float32Array(count);
  const scores = parts.length === 1 && sameNames(parts[0]!.model.signature.labels, labels) ? parts[0]!.prediction.scores : new Float32Array(count * labels.length);
  for (const part of parts) {
    const { model, rows } = part;
    if (scores !== part.prediction.scores) scatterScores(part, labels, scores);
    const alone = model.pace.serviceMs(columns.index[rows[0]!]!, rows.length);
    rows.forEach((row, i) => {
      version[row] = model.version;
      modelMs[row] = alone[i]!;
      predicted[row] = argMax(scores, row * labels.length, labels.length);
    });
  }
  return {
    type: 'predictions', generation, count, columns, labels, deployment, version, predicted, scores, ...featuresJoined(parts, count), modelMs,
    latencyMs: new Float32Array(count), queue: new Uint16Array(count), ...(shadow ? { shadow: inShadow(shadow, labels, count) } : {}),
  };
}

function inShadow(part: Part, labels: readonly string[], count: number): PredictionBatch['shadow'] {
  const scores = sameNames(part.model.signature.labels, labels) ? part.prediction.scores : scatterScores(part, labels, new Float32Array(count * labels.length));
  return { version: part.model.version, scores, predicted: Uint8Array.from({ length: count }, (_, row) => argMax(scores, row * labels.length, labels.length)) };
}

/** Writes a part's probabilities where its rows and labels lie among all; labels that its model does not know get none. */
function scatterScores({ model, rows, prediction }: Part, labels: readonly string[], out: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const own = model.signature.labels;
  const places = own.map((label) => labels.indexOf(label));
  rows.forEach((row, i) => places.forEach((place, label) => { out[row * labels.length + place] = prediction.scores[i * own.length + label]!; }));
  return out;
}

/** What was measured of all rows; NaN where the version that decided does not measure it. */
function featuresJoined(parts: readonly Part[], count: number): Pick<PredictionBatch, 'features' | 'featureNames'> {
  if (parts.some(({ prediction, rows }) => prediction.readable.length !== rows.length * READABLE_FEATURES.length)) throw new OrchardError('internal', 'features and rows disagree');
  const each = parts.map(({ prediction, rows }) => ({ rows, ...featuresOf(prediction) }));
  const [first] = each;
  if (first && each.length === 1) {
    return { features: first.features, ...(first.featureNames ? { featureNames: first.featureNames } : {}) };
  }
  const widest = each.reduce((most, { features, rows, featureNames }) => (features.length / rows.length > most.width ? { width: features.length / rows.length, names: featureNames } : most), { width: 0, names: undefined as string[] | undefined });
  const features = new Float32Array(count * widest.width).fill(NaN);
  for (const { rows, features: own } of each) {
    const width = own.length / rows.length;
    rows.forEach((row, i) => features.set(own.subarray(i * width, (i + 1) * width), row * widest.width));
  }
  return { features, ...(widest.names ? { featureNames: widest.names } : {}) };
}
