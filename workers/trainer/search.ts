import { viewCopies } from '../../src/domain/data/augmentation/copies.ts';
import { BLOCK_WIDTHS, rowWidth, type FeatureBlock } from '../../src/domain/data/features/blocks.ts';
import { OrchardError } from '../../src/domain/common/errors.ts';
import { softmaxRows } from '../../src/domain/learning/calibration/temperature.ts';
import { argMax, logLoss } from '../../src/domain/learning/evaluation/classification.ts';
import { networkInput } from '../../src/domain/learning/recipes/catalogue.ts';
import type { Trial, TrialResult } from '../../src/domain/learning/search/search.ts';
import { trialRecipe, trialRows } from '../../src/domain/learning/search/trial.ts';
import { ridgeSolver } from '../../src/domain/learning/solvers/ridge.ts';
import type { CallContext } from '../protocol/message.ts';
import type { TrialsInput, TrialsProgress } from '../protocol/search.ts';
import type { TrainerDeps } from './deps.ts';
import { featureRows, prepareLearning, type PreparedSamples } from './prepare.ts';
import { groupsOf } from './recipes/linear.ts';
import { learn } from './recipes/table.ts';
import { multiplyOnBackend } from './multiply.ts';
import { together, type LearningTask } from './task.ts';
import { checkData, pictureRows, rowsOf } from './train.ts';

const NONE = new Int32Array(0);

/**
 * Judges recipes on the validation split; the linear head by leaving one picture out, with its copies, of all that it may learn from. Reports each as it is done.
 * Throws OrchardError `argument-invalid` when a test picture is among the samples, `data-too-few` when there is nothing to judge on, `cancelled`, and what training throws.
 */
export async function judgeTrials({ labels, samples, trials }: TrialsInput, context: CallContext<TrialsProgress>, deps: TrainerDeps): Promise<void> {
  const rows = rowsOf({ samples });
  if (rows.test.length > 0) throw new OrchardError('argument-invalid', 'a search opens no test picture');
  checkData({ samples, labels }, rows);
  const [first] = trials;
  if (!first) return;
  const inputs = trials.map(({ recipe }) => networkInput(recipe));
  const { seen: prepared } = await prepareLearning({
    samples, inputSize: first.recipe.inputSize, pixels: inputs.some(({ input }) => input === 'pixels'), augmentation: trials.find(({ recipe }) => recipe.augmentation)?.recipe.augmentation, views: inputs.some(({ views }) => views), levelling: first.recipe.levelling,
    blocks: [...new Set<FeatureBlock>(inputs.flatMap(({ blocks }) => blocks))],
  }, context, deps);
  const classOf = Int32Array.from(samples, ({ label }) => label);
  const pictureOf = pictureRows(samples);
  const isView = Uint8Array.from(samples, ({ copy }) => Number(copy !== undefined && copy <= viewCopies({ views: inputs.some(({ views }) => views) })));
  for (const [index, trial] of trials.entries()) {
    await deps.pause();
    if (context.signal.aborted) throw new OrchardError('cancelled');
    const began = deps.nowMs();
    const found = await judge(trial, { samples: samples.length, isView, prepared, rows, classOf, classes: labels.length, pictureOf }, context, deps);
    context.progress({ type: 'trial', index, result: { ...found, trainMs: deps.nowMs() - began } });
  }
}

interface Known extends Pick<LearningTask, 'rows' | 'classOf' | 'classes' | 'pictureOf'> {
  samples: number;
  /** By row: 1 for a view of a picture. */
  isView: Uint8Array;
  prepared: PreparedSamples;
}

async function judge(trial: Trial, { samples, isView, prepared, rows, classOf, classes, pictureOf }: Known, context: CallContext<TrialsProgress>, deps: TrainerDeps): Promise<Omit<TrialResult, 'trainMs'>> {
  const recipe = trialRecipe(trial);
  const { blocks, normalise, views } = networkInput(recipe);
  const isPicture = (row: number): boolean => pictureOf[row] === row;
  /** Some pictures, and their views and copies where the recipe learns from those. */
  const withCopies = (pictures: Int32Array): Int32Array => {
    const chosen = new Set(pictures);
    const learnt = (row: number): boolean => !isPicture(row) && chosen.has(pictureOf[row]!) && Boolean(isView[row] ? views : recipe.augmentation);
    return together(pictures, rows.train.filter(learnt), rows.validation.filter(learnt));
  };
  const x = featureRows(prepared, samples, blocks, normalise);
  const task: LearningTask = { recipe, classOf, classes, rows, pictureOf, x, width: rowWidth(blocks), pixels: prepared.pixels ?? new Uint8Array() };
  const taught = rows.train.filter(isPicture);

  if (recipe.kind === 'linear') {
    const seen = withCopies(trialRows(trial, together(taught, rows.validation.filter(isPicture)), classOf));
    return await deps.withFallback(async () => {
      const solver = ridgeSolver({ x, blocks: recipe.features.map((block) => BLOCK_WIDTHS[block]), classOf, classes, ...groupsOf(recipe, pictureOf) }, seen, multiplyOnBackend);
      const { looRows, looScores, inverseTemperature } = await solver.fit(seen, await solver.choose(seen, recipe.ridge));
      return qualityOf(looRows, softmaxRows(looScores, classes, inverseTemperature), classOf, classes);
    });
  }
  if (rows.validation.length === 0) throw new OrchardError('data-too-few', 'no picture chooses the settings', { about: 'With fewer than five pictures of each label, none is left to choose the settings by' });
  // What is solved learns from its validation split too; here that split is what it is asked about.
  const isSolved = recipe.kind === 'colour';
  const asked: LearningTask = { ...task, rows: { train: withCopies(trialRows(trial, taught, classOf)), validation: isSolved ? NONE : rows.validation, test: rows.validation, afterwards: NONE } };
  const quiet = { signal: context.signal, progress: () => {} };
  const state = { checkpoint: null };
  const { testScores } = await deps.withFallback(() => learn(asked, { state, context: quiet, deps }));
  return qualityOf(rows.validation, testScores, classOf, classes);
}

function qualityOf(rows: Int32Array, scores: ArrayLike<number>, classOf: Int32Array, classes: number): Omit<TrialResult, 'trainMs'> {
  const truth = Array.from(rows, (row) => classOf[row]!);
  const right = truth.filter((label, i) => argMax(scores, i * classes, classes) === label).length;
  return { accuracy: right / truth.length, logLoss: logLoss(truth, scores, classes), pictures: truth.length };
}
