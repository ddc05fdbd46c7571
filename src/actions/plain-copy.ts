import { JSON_LIMITS } from '../domain/common/json.ts';

/** Where the browser keeps what only its own can answer: an object that merely looks like one throws. */
const SEALS = [[Blob, 'size'], [AbortSignal, 'aborted']] as const;

/**
 * A copy of what a caller hands over, read once, so that nothing of it can change or run while it is worked on: plain objects and lists, no deeper and
 * no larger than JSON of others may be. Values, functions, typed arrays, blobs and signals are themselves. Throws a `TypeError` for anything else, and whatever a getter throws.
 */
export function plainCopy(given: unknown): unknown {
  let left = JSON_LIMITS.values;
  return copy(given, 0);

  function copy(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    if (depth > JSON_LIMITS.depth) throw new TypeError(`it is nested more than ${JSON_LIMITS.depth} deep`);
    if (Array.isArray(value)) {
      const { length } = value;
      take(length);
      return Array.from({ length }, (_, i) => copy(value[i], depth + 1));
    }
    if (isSealed(value)) return value;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new TypeError('a plain object is expected');
    const keys = Object.keys(value);
    take(keys.length);
    return Object.fromEntries(keys.map((key) => [key, copy((value as Record<string, unknown>)[key], depth + 1)]));
  }

  function take(values: number): void {
    left -= values;
    if (!(left >= 0)) throw new TypeError(`it holds more than ${JSON_LIMITS.values.toLocaleString('en')} values`);
  }
}

function isSealed(value: object): boolean {
  return SEALS.some(([kind, name]) => value instanceof kind && Object.getOwnPropertyDescriptor(kind.prototype, name)!.get!.call(value) !== undefined);
}
