import { OrchardError } from '../../common/errors.ts';
import type { Detector, InputKind, Json, Params, ParamValue } from './detector.ts';
import type { FalseAlarmPromise } from './promise.ts';

/** One parameter of a detector: its range is closed unless `open` says otherwise. */
export type ParamSpec =
  | { readonly kind: 'number'; readonly name: string; readonly default: number | null; readonly min: number; readonly max: number;
      readonly whole?: boolean; readonly open?: boolean; readonly optional?: boolean; readonly help: string }
  | { readonly kind: 'flag'; readonly name: string; readonly default: boolean; readonly help: string }
  | { readonly kind: 'choice'; readonly name: string; readonly default: string; readonly choices: readonly string[]; readonly help: string };

/** What the catalogue knows of a detector. */
export interface DetectorSpec {
  readonly name: string;
  readonly title: string;
  readonly input: InputKind;
  readonly warns: boolean;
  /** The test in one line, in the names that `reading().values` uses. */
  readonly formula: string;
  /** What it is good for, in plain words. */
  readonly help: string;
  readonly paper: string;
  readonly params: readonly ParamSpec[];
  /** A relation between parameters that no single range can say; returns what is wrong, or null. */
  readonly check?: (params: Params) => string | null;
  /** What taking one value costs, in updates of a detector that only counts; absent where it is one. */
  readonly updates?: (params: Params) => number;
  /** The rate of false alarms that its authors promise, or that follows from what it is; absent where they promise none. Whether it is kept is for the bench to say. */
  readonly promise?: (params: Params) => FalseAlarmPromise;
  /** It asks for 1 where a prediction was right, and an error bit is turned over for it. */
  readonly wantsRight?: true;
  /** It looks at no value: others are measured against it. */
  readonly baseline?: true;
  readonly create: (params: Params) => Detector & { load(state: Json): void };
}

const invalid = (detector: string, detail: string) => new OrchardError('argument-invalid', `${detector}: ${detail}`);

function checked(detector: string, spec: ParamSpec, value: unknown): ParamValue {
  if (spec.kind === 'flag') {
    if (typeof value !== 'boolean') throw invalid(detector, `${spec.name} must be true or false`);
    return value;
  }
  if (spec.kind === 'choice') {
    if (typeof value !== 'string' || !spec.choices.includes(value)) throw invalid(detector, `${spec.name} must be one of ${spec.choices.join(', ')}`);
    return value;
  }
  if (value === null && spec.optional) return null;
  const inside = typeof value === 'number' && (spec.open ? value > spec.min && value < spec.max : value >= spec.min && value <= spec.max);
  if (!inside || (spec.whole && !Number.isInteger(value))) {
    const [left, right] = spec.open ? ['(', ')'] : ['[', ']'];
    throw invalid(detector, `${spec.name} must be ${spec.whole ? 'a whole number' : 'a number'} in ${left}${spec.min}, ${spec.max}${right}, got ${String(value)}`);
  }
  return value;
}

/** Fills defaults in and checks every value. Throws `argument-invalid` for an unknown name or a value out of range. */
export function completeParams(spec: DetectorSpec, given: Readonly<Record<string, unknown>>): Params {
  for (const name of Object.keys(given)) {
    if (!spec.params.some((param) => param.name === name)) throw invalid(spec.name, `there is no parameter ${name}`);
  }
  const params = Object.fromEntries(spec.params.map((param) => {
    const value = given[param.name];
    return [param.name, checked(spec.name, param, value === undefined ? param.default : value)];
  }));
  const wrong = spec.check?.(params);
  if (wrong) throw invalid(spec.name, wrong);
  return params;
}
