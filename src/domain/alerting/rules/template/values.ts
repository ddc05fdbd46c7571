import type { Labels } from '../../alerts/matcher.ts';
import { OrchardError } from '../../../common/errors.ts';

/** A map of Go: with text values, or, for `args`, with any. Names are sorted, as Go prints and ranges over them. */
export class TemplateMap {
  readonly entries: ReadonlyMap<string, Value>;
  readonly holds: 'text' | 'any';
  /** Characters in it, those of maps that it holds too: maps in maps must not grow without end. */
  readonly weight: number;

  constructor(entries: Iterable<readonly [string, Value]>, holds: 'text' | 'any') {
    this.entries = new Map([...entries].sort(([a], [b]) => byBytes(a, b)));
    this.holds = holds;
    this.weight = [...this.entries].reduce((sum, [name, value]) => sum + name.length + (typeof value === 'string' ? value.length : value instanceof TemplateMap ? value.weight : 1), 0);
    if (this.weight > MOST_CHARACTERS) throw tooLong();
  }

  /** An empty label is no label. */
  static of(labels: Labels): TemplateMap {
    return new TemplateMap(Object.entries(labels).filter(([, value]) => value !== ''), 'text');
  }

  /** What stands under a name; the zero value where nothing does. */
  at(name: string): Value {
    return this.entries.get(name) ?? (this.holds === 'text' ? '' : null);
  }
}

/** One element that `query` returned. */
export class QueriedSample {
  readonly labels: TemplateMap;
  readonly value: number;

  constructor(labels: TemplateMap, value: number) {
    this.labels = labels;
    this.value = value;
  }
}

/** What a template may speak of: the dot at its beginning. */
export class AlertData {
  readonly fields: ReadonlyMap<string, Value>;

  constructor(labels: Labels, value: number) {
    this.fields = new Map<string, Value>([['Labels', TemplateMap.of(labels)], ['ExternalLabels', new TemplateMap([], 'text')], ['ExternalURL', ''], ['Value', value]]);
  }
}

/** Go's float64 is a number, its int a bigint, and nil is null. */
export type Value = number | bigint | string | boolean | null | TemplateMap | QueriedSample | AlertData | readonly QueriedSample[];

/** Templates are read and filled with this; see `fillTemplate`. */
export const refuse = (detail: string): OrchardError => new OrchardError('argument-invalid', `template: ${detail}`);

/** Longer texts are not made: a template must not hold up the watch. */
export const MOST_CHARACTERS = 100_000;

/** What is thrown for a longer one. */
export const tooLong = (): OrchardError => refuse(`its text has more than ${MOST_CHARACTERS} characters`);

/** The name of a value's type in Go. */
export function typeOf(value: Value): string {
  if (value === null) return '<nil>';
  if (value instanceof TemplateMap) return value.holds === 'text' ? 'map[string]string' : 'map[string]interface {}';
  if (value instanceof QueriedSample) return '*template.sample';
  if (value instanceof AlertData) return 'struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value float64 }';
  if (typeof value === 'object') return 'template.queryResult';
  return { number: 'float64', bigint: 'int', string: 'string', boolean: 'bool' }[typeof value as 'number' | 'bigint' | 'string' | 'boolean'];
}

/** What `if`, `with`, `and`, `or` and `not` make of a value. */
export function isTrue(value: Value): boolean {
  if (value === null) return false;
  if (typeof value === 'number') return value !== 0;
  if (value instanceof TemplateMap) return value.entries.size > 0;
  if (value instanceof QueriedSample || value instanceof AlertData) return true;
  return typeof value === 'object' ? value.length > 0 : Boolean(value);
}

/** Texts in the order of their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  const [left, right] = [Array.from(a, (sign) => sign.codePointAt(0)!), Array.from(b, (sign) => sign.codePointAt(0)!)];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) if (left[i] !== right[i]) return left[i]! - right[i]!;
  return left.length - right.length;
}
