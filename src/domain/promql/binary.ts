import { OrchardError } from '../errors.ts';
import { labelKey, type Labels } from '../alerting/matcher.ts';
import type { Matching } from './ast.ts';
import { withoutName } from './functions.ts';
import { NAME } from './series.ts';
import type { Sample, Value } from './value.ts';

const refuse = (detail: string) => new OrchardError('argument-invalid', `PromQL: ${detail}`);

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/** IEEE 754's pow, which JavaScript departs from: 1 to any power and ±1 to an infinite one are 1. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) ? 1 : a ** b;
}

/** The result of one pair: a number, or null when a comparison filters it out. */
function operate(op: string, a: number, b: number, bool: boolean, kept: number): number | null {
  const arithmetic = ARITHMETIC[op];
  if (arithmetic) return arithmetic(a, b);
  const compare = COMPARISONS[op];
  if (!compare) throw refuse(`operator ${op} is not supported`);
  if (bool) return Number(compare(a, b));
  return compare(a, b) ? kept : null;
}

/** Filters keep the metric's name; everything else computes something new. */
const resultLabels = (op: string, bool: boolean, labels: Labels) => (op in COMPARISONS && !bool ? labels : withoutName(labels));

/** A binary operation. Throws `argument-invalid` where Prometheus refuses it. */
export function applyBinary(op: string, left: Value, right: Value, bool: boolean, matching: Matching): Value {
  if (bool && !(op in COMPARISONS)) throw refuse('bool belongs to comparisons only');
  if (left.type === 'scalar' && right.type === 'scalar') {
    if (op in COMPARISONS && !bool) throw refuse('comparisons between numbers need bool');
    return { type: 'scalar', value: operate(op, left.value, right.value, bool, left.value)! };
  }
  if (left.type === 'vector' && right.type === 'vector') {
    const samples = SET_OPERATORS.has(op) ? setOperation(op, left.samples, right.samples, matching) : vectorOperation(op, left.samples, right.samples, bool, matching);
    return { type: 'vector', samples };
  }
  const [vector, scalar] = left.type === 'vector' ? [left, right] : [right, left];
  if (vector.type !== 'vector' || scalar.type !== 'scalar' || SET_OPERATORS.has(op)) throw refuse(`${op} cannot join a ${left.type} and a ${right.type}`);
  const samples = vector.samples.flatMap(({ labels, value }) => {
    const result = vector === left ? operate(op, value, scalar.value, bool, value) : operate(op, scalar.value, value, bool, value);
    return result === null ? [] : [{ labels: resultLabels(op, bool, labels), value: result }];
  });
  return { type: 'vector', samples };
}

function signature(labels: Labels, { mode, labels: names }: Matching): string {
  return labelKey(Object.fromEntries(Object.entries(labels).filter(([name]) => (mode === 'on' ? names.includes(name) : name !== NAME && !names.includes(name)))));
}

function setOperation(op: string, left: readonly Sample[], right: readonly Sample[], matching: Matching): readonly Sample[] {
  const keys = (samples: readonly Sample[]) => new Set(samples.map(({ labels }) => signature(labels, matching)));
  if (op === 'or') {
    const known = keys(left);
    return [...left, ...right.filter(({ labels }) => !known.has(signature(labels, matching)))];
  }
  const known = keys(right);
  return left.filter(({ labels }) => known.has(signature(labels, matching)) === (op === 'and'));
}

function vectorOperation(op: string, left: readonly Sample[], right: readonly Sample[], bool: boolean, matching: Matching): Sample[] {
  const [many, one] = matching.many === 'right' ? [right, left] : [left, right];
  const partners = new Map<string, Sample>();
  for (const sample of one) {
    const key = signature(sample.labels, matching);
    if (partners.has(key)) throw refuse(`several series on the ${matching.many === 'right' ? 'left' : 'right'} side match the group ${key}; use on() or ignoring() so that one is left`);
    partners.set(key, sample);
  }
  const seen = new Set<string>();
  return many.flatMap((sample) => {
    const key = signature(sample.labels, matching);
    const partner = partners.get(key);
    if (!partner) return [];
    const [a, b] = matching.many === 'right' ? [partner.value, sample.value] : [sample.value, partner.value];
    const value = operate(op, a, b, bool, a);
    if (value === null) return [];
    const labels = joinedLabels(op, bool, sample.labels, partner.labels, matching);
    const unique = matching.many === null ? key : labelKey(labels);
    if (seen.has(unique)) throw refuse(`several series match the group ${key}; say group_left or group_right when that is meant`);
    seen.add(unique);
    return [{ labels, value }];
  });
}

function joinedLabels(op: string, bool: boolean, own: Labels, partner: Labels, { mode, labels: names, many, include }: Matching): Labels {
  const base = resultLabels(op, bool, own);
  if (many === null) return Object.fromEntries(Object.entries(base).filter(([name]) => (mode === 'on' ? names.includes(name) : !names.includes(name))));
  const joined: Record<string, string> = { ...base };
  for (const name of include) {
    if (partner[name]) joined[name] = partner[name];
    else delete joined[name];
  }
  return joined;
}
