import { labelKey, type Labels } from '../alerts/matcher.ts';
import type { Binary, Matching } from './ast.ts';
import { labelOf } from '../alerts/labels.ts';
import { onlyLabels, withLabel, withoutLabels, withoutName } from './labels.ts';
import { ARITHMETIC, COMPARISONS, SET_OPERATORS } from './operators.ts';
import { refusal } from './refusal.ts';
import { NAME } from './series.ts';
import type { Sample, Value } from './value.ts';

type Operation = Pick<Binary, 'op' | 'bool' | 'matching'>;

/** The result of one pair: a number, or null when a comparison filters it out; `kept` is what a comparison lets through. */
function operate({ op, bool }: Operation, a: number, b: number, kept: number): number | null {
  const arithmetic = ARITHMETIC.get(op);
  if (arithmetic) return arithmetic(a, b);
  const holds = COMPARISONS.get(op)!(a, b);
  if (bool) return Number(holds);
  return holds ? kept : null;
}

/** Whether the result is something else than the metric was. Filters keep its name, and so does atan2 in Prometheus. */
const losesName = ({ op, bool }: Operation) => bool || (ARITHMETIC.has(op) && op !== 'atan2');

/** A binary operation on checked types. Throws `argument-invalid` for matches that are not unique. */
export function applyBinary(operation: Operation, left: Value, right: Value): Value {
  if (left.type === 'scalar' && right.type === 'scalar') return { type: 'scalar', value: operate(operation, left.value, right.value, left.value)! };
  if (left.type === 'vector' && right.type === 'vector') {
    const join = SET_OPERATORS.has(operation.op) ? setOperation : vectorOperation;
    return { type: 'vector', samples: join(operation, left.samples, right.samples) };
  }
  const samples: Sample[] = [];
  const keep = (labels: Labels, value: number | null) => {
    if (value !== null) samples.push({ labels: losesName(operation) ? withoutName(labels) : labels, value });
  };
  if (left.type === 'vector' && right.type === 'scalar') for (const { labels, value } of left.samples) keep(labels, operate(operation, value, right.value, value));
  if (left.type === 'scalar' && right.type === 'vector') for (const { labels, value } of right.samples) keep(labels, operate(operation, left.value, value, value));
  return { type: 'vector', samples };
}

function signature(labels: Labels, { mode, labels: names }: Matching): string {
  return labelKey(mode === 'on' ? onlyLabels(labels, names) : names.length === 0 ? withoutName(labels) : withoutLabels(labels, [NAME, ...names]));
}

function setOperation({ op, matching }: Operation, left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
  const keys = (samples: readonly Sample[]) => new Set(samples.map(({ labels }) => signature(labels, matching)));
  if (op === 'or') {
    const known = keys(left);
    return [...left, ...right.filter(({ labels }) => !known.has(signature(labels, matching)))];
  }
  const known = keys(right);
  return left.filter(({ labels }) => known.has(signature(labels, matching)) === (op === 'and'));
}

function vectorOperation(operation: Operation, left: readonly Sample[], right: readonly Sample[]): Sample[] {
  // With nothing on one side nothing matches, and whether the other is unique does not matter.
  if (left.length === 0 || right.length === 0) return [];
  const { matching } = operation;
  const swapped = matching.many === 'right';
  const [many, one] = swapped ? [right, left] : [left, right];
  const partners = new Map<string, Sample>();
  for (const sample of one) {
    const key = signature(sample.labels, matching);
    if (partners.has(key)) throw refusal(`several series on the ${swapped ? 'left' : 'right'} side match the group ${key}; use on() or ignoring() so that one is left`);
    partners.set(key, sample);
  }
  const seen = new Set<string>();
  const results: Sample[] = [];
  for (const sample of many) {
    const key = signature(sample.labels, matching);
    const partner = partners.get(key);
    if (!partner) continue;
    const [a, b] = swapped ? [partner.value, sample.value] : [sample.value, partner.value];
    const value = operate(operation, a, b, a);
    if (value === null) continue;
    const labels = joinedLabels(operation, sample.labels, partner.labels);
    const unique = matching.many === null ? key : labelKey(labels);
    if (seen.has(unique)) throw refusal(`several series match the group ${key}; say group_left or group_right when that is meant`);
    seen.add(unique);
    results.push({ labels, value });
  }
  return results;
}

function joinedLabels(operation: Operation, own: Labels, partner: Labels): Labels {
  const { mode, labels: names, many, include } = operation.matching;
  let labels = losesName(operation) ? withoutName(own) : own;
  if (many === null && (mode === 'on' || names.length > 0)) labels = mode === 'on' ? onlyLabels(labels, names) : withoutLabels(labels, names);
  for (const name of include) labels = withLabel(labels, name, labelOf(partner, name));
  return operation.bool ? withoutName(labels) : labels;
}
