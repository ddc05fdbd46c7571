import { judgeAlerts, type AlertsFixture } from './alerts.ts';
import { answerIsotonic, answerTemperature, answerThresholds } from './calibration.ts';
import { answerCategorical } from './categorical.ts';
import { answerBinaryCbpe, answerMulticlassCbpe, answerSamplingError } from './cbpe.ts';
import { answerClassification } from './classification.ts';
import { compare, standardTolerance, type Mismatch, type ToleranceAt } from './compare.ts';
import { answerDecision, type DecisionCase } from './decision-costs.ts';
import { answerFourKeys, type FourKeysCase } from './delivery-keys.ts';
import { judgeDrift, type DriftFixture } from './drift.ts';
import { answerPaired, answerSequential, answerSprt, answerTwoProportions } from './experiment.ts';
import { answerFeatureWindows, type FeatureWindowsCase } from './feature-windows.ts';
import { answerLabelIssues, type LabelIssuesCase } from './label-issues.ts';
import { answerMmd } from './mmd.ts';
import { answerPointInTime, type PointInTimeCase } from './point-in-time.ts';
import { judgePromql, type PromqlFixture } from './promql.ts';
import { answerRetraining, type RetrainingCase } from './retraining-costs.ts';
import { answerAnalysis, type AnalysisCase } from './rollout-analysis.ts';
import { answerTwoSample } from './two-sample.ts';

/** What became of one case of a fixture file. */
export interface CaseVerdict {
  readonly id: string;
  readonly mismatches: readonly Mismatch[];
}

export interface FileVerdict {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly CaseVerdict[];
}

type Json = Record<string, unknown>;
type Answer = (given: never) => unknown;

/** A temperature is the place of a flat minimum: its own tolerance. */
const temperatureTolerance: ToleranceAt = (path, expected) => (path.endsWith('T') ? { relative: 1e-5, absolute: 0 } : standardTolerance(path, expected));

/** The kinds of batch cases that say what they are. */
const NAMED: Readonly<Record<string, Answer>> = {
  isotonic: answerIsotonic,
  temperature: answerTemperature,
  standard_deviation: answerThresholds,
  accuracy_sampling_error: answerSamplingError,
};

/** Binary and multiclass estimates carry realized quality beside the expected one. */
const CBPE: Readonly<Record<string, Answer>> = { binary: answerBinaryCbpe, multiclass: answerMulticlassCbpe };

function judgeBatchCase(given: Json): Mismatch[] {
  const expected = given.expected;
  const kind = typeof given.kind === 'string' ? given.kind : '';
  if (kind in CBPE) {
    const wanted = 'realized' in given ? { expected, realized: given.realized } : { expected };
    return compare(CBPE[kind]!(given as never), wanted);
  }
  const answer = NAMED[kind] ?? (kind === '' ? unnamed(given) : null);
  if (answer === null) return [{ path: 'kind', got: 'a kind of case that is unknown here', expected: kind || Object.keys(given).join(', ') }];
  return compare(answer(given as never), expected, kind === 'temperature' ? temperatureTolerance : standardTolerance);
}

/** The kinds that are told apart by what they hold. */
function unnamed(given: Json): Answer | null {
  if ('y_prob' in given) return answerClassification;
  if (!Array.isArray(given.x) || !Array.isArray(given.y)) return null;
  if ('permutations' in given) return answerMmd;
  const first: unknown = given.x[0] ?? given.y[0];
  return typeof first === 'string' ? answerCategorical : answerTwoSample;
}

/** The kinds of experiments, told apart by what they hold. */
function judgeExperiment(given: Json): Mismatch[] {
  const kinds: Readonly<Record<string, Answer>> = { a: answerTwoProportions, both_right: answerPaired, arm: answerSequential, outcomes: answerSprt };
  const kind = Object.keys(kinds).find((key) => key in given);
  return kind === undefined ? [{ path: '', got: 'a kind of experiment that is unknown here', expected: Object.keys(given).join(', ') }] : compare(kinds[kind]!(given as never), given.expected);
}

function eachCase(fixture: Json, judge: (given: Json) => Mismatch[], lists: readonly string[] = ['cases']): CaseVerdict[] {
  const cases = lists.flatMap((list) => (Array.isArray(fixture[list]) ? (fixture[list] as Json[]) : []));
  return cases.map((given, i) => ({ id: typeof given.id === 'string' ? given.id : `case ${i}`, mismatches: guarded(() => judge(given)) }));
}

/** A judge of files whose cases are all answered by one function. */
const answeredBy = <T>(answer: (given: T) => unknown) => (fixture: Json): CaseVerdict[] => eachCase(fixture, (given) => compare(answer(given as T), given.expected));

/** A fault of the product in one case must not hide the others. */
function guarded(judge: () => Mismatch[]): Mismatch[] {
  try {
    return judge();
  } catch (error) {
    return [{ path: '', got: `threw ${error instanceof Error ? error.message : String(error)}`, expected: 'an answer' }];
  }
}

const JUDGES: Readonly<Record<string, (fixture: Json) => readonly CaseVerdict[]>> = {
  'drift-detector-fixture/1': (fixture) => judgeDrift(fixture as unknown as DriftFixture),
  'batch-fixture/1': (fixture) => eachCase(fixture, judgeBatchCase),
  'promql-fixture/1': (fixture) => judgePromql(fixture as unknown as PromqlFixture),
  'alert-fixture/1': (fixture) => judgeAlerts(fixture as AlertsFixture),
  'point-in-time-fixture/1': answeredBy<PointInTimeCase>(answerPointInTime),
  'experiment-fixture/1': (fixture) => eachCase(fixture, judgeExperiment, ['cases', 'sprt']),
  'decision-costs-fixture/1': answeredBy<DecisionCase>(answerDecision),
  'label-issues-fixture/1': answeredBy<LabelIssuesCase>(answerLabelIssues),
  'retraining-costs-fixture/1': answeredBy<RetrainingCase>(answerRetraining),
  'delivery-keys-fixture/1': answeredBy<FourKeysCase>(answerFourKeys),
  'rollout-analysis-fixture/1': answeredBy<AnalysisCase>(answerAnalysis),
  'feature-windows-fixture/1': answeredBy<FeatureWindowsCase>(answerFeatureWindows),
};

/** Runs one fixture file through the product. A file that is no JSON, of unknown format or without cases counts as one failure. */
export function judgeFile(file: string, text: string): FileVerdict {
  let verdicts: readonly CaseVerdict[];
  try {
    verdicts = verdictsOf(text);
  } catch (error) {
    verdicts = [wholeFile(error instanceof Error ? error.message : String(error), 'a fixture that can be judged')];
  }
  const failures = verdicts.filter(({ mismatches }) => mismatches.length > 0);
  return { file, passed: verdicts.length - failures.length, failed: failures.length, failures };
}

function verdictsOf(text: string): readonly CaseVerdict[] {
  let fixture: unknown;
  try {
    fixture = JSON.parse(text);
  } catch (error) {
    return [wholeFile(`not JSON: ${(error as Error).message}`, 'a JSON document')];
  }
  const schema = typeof fixture === 'object' && fixture !== null ? (fixture as Json).schema : undefined;
  const judge = typeof schema === 'string' ? JUDGES[schema] : undefined;
  if (!judge) return [wholeFile(`schema ${JSON.stringify(schema) ?? 'missing'}`, `one of ${Object.keys(JUDGES).join(', ')}`)];
  const verdicts = judge(fixture as Json);
  return verdicts.length > 0 ? verdicts : [wholeFile('no cases', 'at least one case')];
}

const wholeFile = (got: string, expected: string): CaseVerdict => ({ id: '(file)', mismatches: [{ path: '', got, expected }] });
