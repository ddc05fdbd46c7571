import type { PhotoLabel, PhotoOutline } from './outline.ts';
import type { CountsAs, PhotoPatch } from './photo-world.ts';
import type { LineSource } from './source.ts';

/*
 * What a scenario says of photographs, out of anything. Plain code, since the first paint waits for it: numbers out of range are clamped as those of the schema are, and null
 * is what cannot be read.
 */

const RANGES = { second: [0, 1], crop: [0, 0.6], turn: [-180, 180] } as const;
const MOST_WEIGHT = 100;
const MOST_LABELS = 100;
const LONGEST_LABEL = 200;
const MOST_PHOTOGRAPHS = 5_000;
const SET_ID = /^[0-9a-f]{64}$/u;

type Given = Readonly<Record<string, unknown>>;

const object = (value: unknown): Given | null => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Given) : null);
const clamped = (value: unknown, low: number, high: number): number | null => (typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) + 0 : null);
const isLabel = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= LONGEST_LABEL;

/** Each value of an object by label; null where there are too many, or one cannot be read. */
function byLabel<T>(given: unknown, read: (value: unknown) => T | null): Record<string, T> | null {
  const entries = Object.entries(object(given) ?? { '': null }).map(([label, value]) => [label, read(value)] as const);
  return entries.length <= MOST_LABELS && entries.every(([label, value]) => isLabel(label) && value !== null) ? (Object.fromEntries(entries) as Record<string, T>) : null;
}

function rule(value: unknown): CountsAs | null {
  if (isLabel(value)) return { as: value, share: 1 };
  const { as, share = 1 } = object(value) ?? {};
  const part = clamped(share, 0, 1);
  return isLabel(as) && part !== null ? { as, share: part } : null;
}

/** The part of a world that is about photographs. */
export function readPhotoPatch(value: unknown): PhotoPatch | null {
  const given = object(value);
  if (!given) return null;
  const read: Record<string, unknown> = { weights: given['weights'] && byLabel(given['weights'], (each) => clamped(each, 0, MOST_WEIGHT)), counts: given['counts'] && byLabel(given['counts'], rule) };
  for (const [key, [low, high]] of Object.entries(RANGES)) read[key] = given[key] === undefined ? undefined : clamped(given[key], low, high);
  const kept = Object.entries(read).filter(([, each]) => each !== undefined);
  return kept.every(([, each]) => each !== null) ? (Object.fromEntries(kept) as PhotoPatch) : null;
}

function outline(value: unknown): PhotoOutline | null {
  const { id, name = '', count, labels } = object(value) ?? {};
  const photographs = clamped(count, 1, MOST_PHOTOGRAPHS);
  if (typeof id !== 'string' || typeof name !== 'string' || photographs === null || !Array.isArray(labels) || labels.length > MOST_LABELS) return null;
  const read = labels.map((each): PhotoLabel | null => {
    const { name: label, count: of } = object(each) ?? {};
    const own = clamped(of, 0, MOST_PHOTOGRAPHS);
    return isLabel(label) && own !== null ? { name: label, count: Math.trunc(own) } : null;
  });
  const fits = read.every((each) => each !== null) && read.reduce((sum, each) => sum + each.count, 0) <= photographs;
  return fits ? { id, name: name.slice(0, LONGEST_LABEL), count: Math.trunc(photographs), labels: read as PhotoLabel[] } : null;
}

/** Where production comes from: `orchard`, a camera, or photographs, with the outlines of both their sets, in their order, or of none. */
export function readSource(value: unknown): LineSource | 'orchard' | null {
  const { kind, set, second, outlines = [] } = object(value) ?? {};
  if (kind === 'orchard') return kind;
  if (kind === 'camera') return { kind };
  const isSet = (id: unknown): id is string => typeof id === 'string' && SET_ID.test(id);
  if (kind !== 'photos' || !isSet(set) || !(second === undefined || isSet(second)) || !Array.isArray(outlines) || outlines.length > 2) return null;
  const read = outlines.map(outline);
  if (read.includes(null)) return null;
  const found = [set, ...(second === undefined ? [] : [second])].map((id) => read.find((each) => each?.id === id));
  return { kind, set, ...(second === undefined ? {} : { second }), outlines: found.includes(undefined) ? [] : (found as PhotoOutline[]) };
}
