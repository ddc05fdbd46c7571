export type Labels = Readonly<Record<string, string>>;

/** A condition on one label, as Prometheus and Alertmanager have them. A missing label equals an empty one. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** The text of a matcher, which `parseMatcher` (`matching.ts`) reads back. */
export function writeMatcher({ name, value, isRegex, isEqual }: Matcher): string {
  return `${name}${isEqual ? '=' : '!'}${isRegex ? '~' : isEqual ? '' : '='}"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** Label sets never change, and the same ones are asked for at every evaluation. */
const KEYS = new WeakMap<Labels, string>();

/** A text that is equal for equal label sets: names sorted, empty values left out. */
export function labelKey(labels: Labels): string {
  const known = KEYS.get(labels);
  if (known !== undefined) return known;
  const parts = Object.keys(labels).filter((name) => labels[name] !== '').sort().map((name) => `${name}=${JSON.stringify(labels[name])}`);
  const key = `{${parts.join(',')}}`;
  KEYS.set(labels, key);
  return key;
}
