import { keep, losses, mul, oneHot, softmax, tensor, tensor1d, tidy, train, variableGrads, type Scalar, type Tensor, type Tensor2D, type Variable } from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { argMax, logLoss } from '../../../src/domain/learning/evaluation/classification.ts';
import type { IterativeRecipe } from '../../../src/domain/learning/recipes/iterative.ts';
import { inverseTemperature, softmaxRows } from '../../../src/domain/learning/calibration/temperature.ts';
import type { Curves } from '../../../src/domain/learning/run.ts';
import { randomAt, type Random } from '../../../src/domain/common/random/random.ts';
import { saveNetwork } from '../../tensor/network.ts';
import { noCurves, type Learned, type LearningTask, type Attempt } from '../task.ts';
import { scaleLogits } from './networks.ts';

/** Streams of random numbers that training draws from, apart from each other for the same seed. */
const LANES = { shuffle: 1, batch: 2 } as const;
/** With fewer validation pictures than this a temperature would be guesswork. */
const CALIBRATION_ROWS = 10;
/** Rows that are predicted at once. */
const EVALUATION_ROWS = 64;
/** Longest that training computes before it looks whether it was cancelled. */
const LISTEN_EVERY_MS = 40;

interface IterativeTask extends LearningTask<IterativeRecipe> {
  /** A freshly initialised network whose layers end in logits and a softmax. */
  build(): LayersModel;
  /** The network's input for some rows; `random` is there in training and decides what may be varied. */
  input(rows: Int32Array, random: Random | null): Tensor;
}

/** Fisher–Yates. */
function shuffled(rows: Int32Array, random: Random): Int32Array {
  const out = rows.slice();
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = random.int(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

/** Inverted dropout: what stays is scaled so that the mean stays. */
function dropout(x: Tensor, rate: number, random: Random): Tensor {
  if (rate <= 0) return x;
  const mask = Float32Array.from({ length: x.size }, () => (random.bool(rate) ? 0 : 1 / (1 - rate)));
  return mul(x, tensor(mask, x.shape));
}

type Layer = layers.Layer;

/** Logits. Dropout draws from our own seeded stream: that of tfjs repeats the same mask in every batch. */
function forward(model: LayersModel, input: Tensor, random: Random | null): Tensor2D {
  let x = input;
  for (const layer of model.layers.slice(0, -1) as Layer[]) {
    if (layer.getClassName() !== 'Dropout') x = layer.apply(x) as Tensor;
    else if (random) x = dropout(x, layer.getConfig().rate as number, random);
  }
  return x as Tensor2D;
}

const variablesOf = (model: LayersModel): Variable[] => model.trainableWeights.map((weight) => weight.read() as Variable);

async function readWeights(model: LayersModel): Promise<Float32Array[]> {
  return await Promise.all(variablesOf(model).map(async (variable) => (await variable.data()).slice() as Float32Array));
}

/** Puts plain arrays back into a network. */
function writeWeights(model: LayersModel, weights: readonly Float32Array[]): void {
  tidy(() => variablesOf(model).forEach((variable, i) => variable.assign(tensor(weights[i]!, variable.shape))));
}

/** Logits of some rows without dropout, rows × classes. */
async function predict(task: IterativeTask, model: LayersModel, rows: Int32Array): Promise<Float32Array> {
  const out = new Float32Array(rows.length * task.classes);
  for (let from = 0; from < rows.length; from += EVALUATION_ROWS) {
    const logits = tidy(() => forward(model, task.input(rows.subarray(from, from + EVALUATION_ROWS), null), null));
    out.set((await logits.data()) as Float32Array, from * task.classes);
    logits.dispose();
  }
  return out;
}

function accuracyOf(task: IterativeTask, rows: Int32Array, scores: ArrayLike<number>): number {
  let right = 0;
  rows.forEach((row, i) => { if (argMax(scores, i * task.classes, task.classes) === task.classOf[row]) right += 1; });
  return rows.length === 0 ? 0 : right / rows.length;
}

/**
 * Adam on softmax cross-entropy in seeded batches, the weights of the best validation loss at the end. `state.checkpoint`
 * is written after every epoch, and read at the start: a second call goes on from there.
 * Throws OrchardError `cancelled` within a batch or two of the signal, `training-diverged` when the loss is not finite.
 */
async function iterate(task: IterativeTask, { state, context: { signal, progress }, deps }: Attempt): Promise<{ model: LayersModel; curves: Curves; stoppedEarly: boolean }> {
  const { recipe, rows, classOf, classes } = task;
  const began = deps.nowMs();
  const model = task.build();
  const optimizer = train.adam(recipe.learningRate);
  try {
    if (state.checkpoint) writeWeights(model, state.checkpoint.weights);
    const curves = state.checkpoint?.curves ?? noCurves();
    const watched = rows.validation.length > 0 ? rows.validation : rows.train;
    let best = state.checkpoint?.best ?? { weights: await readWeights(model), loss: Infinity, epoch: -1 };
    let stoppedEarly = false;
    let listenedMs = deps.nowMs();
    const batches = Math.ceil(rows.train.length / recipe.batchSize);

    for (let epoch = (state.checkpoint?.epoch ?? -1) + 1; epoch < recipe.epochs && !stoppedEarly; epoch += 1) {
      const order = shuffled(rows.train, randomAt(recipe.seed, epoch, LANES.shuffle));
      let lossSum = 0;
      let right = 0;
      for (let batch = 0; batch < batches; batch += 1) {
        if (signal.aborted) throw new OrchardError('cancelled');
        const chosen = order.subarray(batch * recipe.batchSize, (batch + 1) * recipe.batchSize);
        const { loss, scores } = await step(task, model, optimizer, chosen, randomAt(recipe.seed, epoch * batches + batch, LANES.batch));
        if (!Number.isFinite(loss)) throw new OrchardError('training-diverged', `loss ${loss} in epoch ${epoch + 1}`);
        lossSum += loss * chosen.length;
        right += accuracyOf(task, chosen, scores) * chosen.length;
        if (deps.nowMs() - listenedMs > LISTEN_EVERY_MS) {
          await deps.pause();
          listenedMs = deps.nowMs();
        }
      }
      const probabilities = softmaxRows(await predict(task, model, watched), classes);
      const loss = logLoss(Array.from(watched, (row) => classOf[row]!), probabilities, classes);
      curves.trainLoss.push(lossSum / rows.train.length);
      curves.trainAccuracy.push(right / rows.train.length);
      if (rows.validation.length > 0) {
        curves.validationLoss.push(loss);
        curves.validationAccuracy.push(accuracyOf(task, watched, probabilities));
      }
      const weights = await readWeights(model);
      if (loss < best.loss) best = { weights, loss, epoch };
      state.checkpoint = { epoch, weights, best, curves };
      progress({ type: 'epoch', epoch: epoch + 1, epochs: recipe.epochs, curves: structuredClone(curves), elapsedMs: deps.nowMs() - began });
      await deps.pause();
      listenedMs = deps.nowMs();
      stoppedEarly = recipe.patience > 0 && epoch - best.epoch >= recipe.patience;
    }
    writeWeights(model, best.weights);
    return { model, curves, stoppedEarly };
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    optimizer.dispose();
  }
}

/** One batch: the mean loss before the step, and the probabilities. */
async function step(task: IterativeTask, model: LayersModel, optimizer: ReturnType<typeof train.adam>, rows: Int32Array, random: Random): Promise<{ loss: number; scores: Float32Array }> {
  const { loss, scores } = tidy(() => {
    const input = task.input(rows, random);
    const truth = oneHot(tensor1d(Array.from(rows, (row) => task.classOf[row]!), 'int32'), task.classes);
    let scores: Tensor | null = null;
    const { value, grads } = variableGrads(() => {
      const logits = forward(model, input, random);
      // Kept: the gradient's own scope would dispose it.
      scores = keep(softmax(logits));
      return losses.softmaxCrossEntropy(truth, logits) as Scalar;
    }, variablesOf(model));
    optimizer.applyGradients(Object.entries(grads).map(([name, gradient]) => ({ name, tensor: gradient })));
    return { loss: value, scores: scores! as Tensor };
  });
  try {
    const [[value], values] = await Promise.all([loss.data(), scores.data()]);
    return { loss: value!, scores: values as Float32Array };
  } finally {
    loss.dispose();
    scores.dispose();
  }
}

/** Iterates, scales the logits to what the validation split bears out, and has the network finished. */
export async function learnIteratively(task: IterativeTask, attempt: Attempt, finish: (model: LayersModel) => Promise<void>): Promise<Learned> {
  const { model, curves, stoppedEarly } = await iterate(task, attempt);
  try {
    const { validation, test } = task.rows;
    let scale = 1;
    if (validation.length >= CALIBRATION_ROWS) {
      scale = inverseTemperature(await predict(task, model, validation), Array.from(validation, (row) => task.classOf[row]!), task.classes);
    }
    const testScores = softmaxRows(await predict(task, model, test), task.classes, scale);
    await scaleLogits(model, scale);
    await finish(model);
    return { artifact: await saveNetwork(model), testScores, curves, outcome: stoppedEarly ? 'stopped-early' : 'done' };
  } finally {
    model.dispose();
  }
}
