import type { ValueType } from './ast.ts';
import { CALENDAR_FUNCTIONS } from './calendar.ts';
import { VALUE_FUNCTIONS } from './functions.ts';
import { RANGE_FUNCTIONS } from './range-functions.ts';

/** What a function takes and returns. Of more arguments than types, the last type goes for all. */
interface Signature {
  readonly types: readonly ValueType[];
  readonly least: number;
  readonly most: number;
  readonly returns: ValueType;
}

const signature = (types: readonly ValueType[], returns: ValueType = 'vector', least = types.length, most = types.length): Signature => ({ types, least, most, returns });

/** Every function that can be called. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...[...VALUE_FUNCTIONS].map(([name, { numbers: [least, most] }]) => [name, signature(['vector', ...Array<ValueType>(most).fill('scalar')], 'vector', 1 + least)] as const),
  ...[...RANGE_FUNCTIONS].map(([name, { types = ['range' as const] }]) => [name, signature(types)] as const),
  ...[...CALENDAR_FUNCTIONS.keys()].map((name) => [name, signature(['vector'], 'vector', 0)] as const),
  ['time', signature([], 'scalar')],
  ['pi', signature([], 'scalar')],
  ['vector', signature(['scalar'])],
  ['scalar', signature(['vector'], 'scalar')],
  ['absent', signature(['vector'])],
  ['absent_over_time', signature(['range'])],
  ['sort', signature(['vector'])],
  ['sort_desc', signature(['vector'])],
  ['timestamp', signature(['vector'])],
  ['clamp', signature(['vector', 'scalar', 'scalar'])],
  ['histogram_quantile', signature(['scalar', 'vector'])],
  ['label_replace', signature(['vector', 'string', 'string', 'string', 'string'])],
  ['label_join', signature(['vector', 'string', 'string', 'string'], 'vector', 3, Infinity)],
]);

/** Functions of Prometheus 2.42 that Orchard does not have, and why. */
export const UNSUPPORTED: ReadonlyMap<string, string> = new Map(
  ['histogram_count', 'histogram_sum', 'histogram_fraction'].map((name) => [name, 'it reads native histograms, and every series here holds plain numbers']),
);
