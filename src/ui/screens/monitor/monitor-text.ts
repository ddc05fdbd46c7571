import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import { DETECTORS } from '../../../domain/monitoring/detectors/catalogue.ts';
import { comparisonOf } from '../../../domain/monitoring/monitors/comparisons.ts';
import { signalKind, splitSignal } from '../../../domain/monitoring/monitors/signal.ts';
import type { JudgeSpec, MonitorSpec, ReferenceSpec, WindowSpec } from '../../../domain/monitoring/monitors/spec.ts';
import type { MonitorResult } from '../../../domain/monitoring/monitors/monitor-result.ts';
import { count, duration, number, percent, pNumber, pValue, significant } from '../../format.ts';
import { nameText } from '../../names.ts';
import { featureFormat } from './feature-text.ts';

const SIGNALS: Readonly<Record<string, string>> = {
  error: 'Errors', confidence: 'Confidence', entropy: 'Entropy of the scores', predicted: 'Predicted label', latency: 'Latency', queue: 'Queue',
  features: 'All features together', embedding: 'Embedding distance',
  'fault.dark': 'Dark pictures', 'fault.blurred': 'Blurred pictures', 'fault.frozen': 'Frozen pictures', 'fault.out-of-range': 'Pictures out of range',
  'fault.unseen-label': 'Labels never seen',
};
const SHORT_TESTS: Readonly<Record<string, string>> = {
  psi: 'PSI', ks: 'KS', 'mann-whitney': 'Mann–Whitney', wasserstein: 'Wasserstein', 'psi-sturges': 'PSI, equal bins', 'z-test': 'z-test', 'psi-labels': 'PSI',
  'jensen-shannon-labels': 'Jensen–Shannon', mmd: 'MMD',
};
const AGAINST: Readonly<Record<Extract<JudgeSpec, { kind: 'threshold' }>['against'], string>> = {
  absolute: '', difference: ' less the reference’s', ratio: ' over the reference’s', 'standard-errors': ', in standard errors',
};

/** What a signal is called. */
export function signalName(signal: string): string {
  const [family, name] = splitSignal(signal);
  if (family === 'share') return `Share of ${nameText(name)}`;
  if (family === 'feature') return READABLE_FEATURES.find((feature) => feature.name === name)?.label ?? name;
  return SIGNALS[signal] ?? signal;
}

/** The judge in a word or two: `PSI`, `ADWIN`, `p95 over the reference’s`. */
export function judgeName(judge: JudgeSpec): string {
  if (judge.kind === 'test') return SHORT_TESTS[judge.test] ?? comparisonOf(judge.test)?.title ?? judge.test;
  if (judge.kind === 'detector') return DETECTORS.find(({ name }) => name === judge.detector)?.title ?? judge.detector;
  return `${judge.aggregate}${AGAINST[judge.against]}`;
}

/** Whether the judge's limits are about a p-value. */
export function comparesP(judge: JudgeSpec): boolean {
  return judge.kind === 'test' && comparisonOf(judge.test)?.compares === 'p';
}

/** A value of a signal as a reader knows it: shares as percent, latency as time, a feature with the digits that its standard deviation asks for. */
export function signalFormat(signal: string, std?: number): (value: number) => string {
  const [family, name] = splitSignal(signal);
  const kind = signalKind(signal);
  if (family === 'feature') return featureFormat(READABLE_FEATURES.findIndex((feature) => feature.name === name), std);
  if (kind === 'bit' || family === 'confidence') return (value) => percent(value);
  if (family === 'latency') return duration;
  return (value) => significant(value, 3);
}

/** A stability index; digits beyond a thousandth say nothing. */
export const psiText = (value: number): string => (value < 0.001 ? 'below 0.001' : significant(value, 3));

/** Below this a p-value of the judge need not be told: its own limit, where that is lower than is usual. */
export function floorOf(judge: JudgeSpec): number | undefined {
  return judge.kind === 'test' && judge.drift < 0.001 ? judge.drift : undefined;
}

/** What a judge compares, in its own unit. */
export function statisticText({ signal, judge }: Pick<MonitorSpec, 'signal' | 'judge'>, value: number | null): string {
  if (value === null) return '–';
  if (comparesP(judge)) return pValue(value, floorOf(judge));
  if (judge.kind !== 'threshold') return significant(value, 3);
  if (judge.against === 'ratio') return `× ${significant(value, 3)}`;
  return judge.against === 'standard-errors' ? `${significant(value, 3)} se` : signalFormat(signal)(value);
}

/** What a result compares with its limit: the p-value of a test that has one. */
export const compared = ({ p, statistic }: MonitorResult): number | null => p ?? statistic;

/** The limit that a result has passed, or would have to: `> 0.25`, `< 1e−5`. The warning's when that is what it passed. */
export function limitText(spec: Pick<MonitorSpec, 'signal' | 'judge'>, result: MonitorResult): string {
  const { state, threshold, warningThreshold, fires } = result;
  const limit = state === 'warning' && warningThreshold !== null ? warningThreshold : threshold;
  if (limit === null) return '–';
  const sign = state === 'drift' || state === 'warning' ? (fires === 'above' ? '>' : '<') : fires === 'above' ? '≤' : '≥';
  return `${sign} ${comparesP(spec.judge) ? pNumber(limit, 0) : statisticText(spec, limit)}`;
}

/** Where a monitor calls a drift, from its specification alone. */
export function driftLimit({ signal, judge }: Pick<MonitorSpec, 'signal' | 'judge'>): string {
  if (judge.kind === 'detector') return Object.entries(judge.params).map(([name, value]) => `${name} ${String(value)}`).join(', ') || 'defaults';
  const below = judge.kind === 'threshold' ? judge.fires === 'below' : comparesP(judge);
  return `${below ? 'below' : 'above'} ${comparesP(judge) ? pValue(judge.drift, 0) : statisticText({ signal, judge }, judge.drift)}`;
}

/** `n 500, reference 1 000`. */
export function sampleText({ sampleSize, referenceSize }: MonitorResult): string {
  return `n ${number(sampleSize)}${referenceSize > 0 ? `, reference ${number(referenceSize)}` : ''}`;
}

export function referenceText(reference: ReferenceSpec): string {
  switch (reference.kind) {
    case 'first': return `first ${number(reference.rows)}`;
    case 'last-good': return `last good ${number(reference.rows)}`;
    case 'version': return 'held-out set';
    case 'window': return `fruit ${number(reference.from)} to ${number(reference.to)}`;
  }
}

export function windowText(window: WindowSpec): string {
  if (window.by === 'time') return `${hours(window.spanMs)}, every ${hours(window.everyMs)}`;
  return window.rows === window.every ? `chunks of ${number(window.rows)}` : `${number(window.rows)}, every ${number(window.every)}`;
}

/** Why a monitor says nothing, or what is to be known of its result; '' when the result says it all. */
export function cautionText(latest: MonitorResult | null, driftedAgo: number | null): string {
  if (!latest) return 'Nothing was judged yet.';
  if (driftedAgo !== null) return `Drifted ${count(driftedAgo, 'fruit')} ago, and began anew.`;
  if (latest.state === 'too-few') return `Too few to say: ${latest.message.replace(/\.$/u, '').toLowerCase()}.`;
  return latest.message;
}

const hours = (ms: number): string => `${significant(ms / 3_600_000, 3)}\u00a0h`;

/** Whether a judge looks at the newest values alone. */
export function needsNoReference(judge: JudgeSpec): boolean {
  return judge.kind === 'detector' || (judge.kind === 'threshold' && judge.against === 'absolute');
}
