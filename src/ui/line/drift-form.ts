import { DRIFT_KINDS, type Drift, type DriftKind, type DriftPattern } from '../../domain/world/drift/scenario.ts';
import { PLACES } from '../../domain/world/orchard/world.ts';
import type { Place, WorldPatch } from '../../domain/world/orchard/world.ts';
import { clamp } from '../charts/axis.ts';

/** A world parameter, as far as a form needs to know it. */
export interface ParameterChoice {
  /** Such as `light.exposure`. */
  path: string;
  label: string;
  kind: DriftKind;
  min: number;
  max: number;
  step: number;
  format: (value: number) => string;
}

/** What the form holds: a drift with a single target. */
interface DriftDraft {
  kind: DriftKind;
  pattern: DriftPattern;
  /** A parameter's path, or `place`. */
  path: string;
  value: number;
  place: Place;
  onset: number;
  width: number;
  period: number;
  duty: number;
}

export const PLACE_PATH = 'place';

/** What gives way to another under each kind. */
const CHANGING: Record<DriftKind, string> = { covariate: 'look', prior: 'mix', concept: 'concept', fault: 'state' };

/** How a drift of a kind comes under a pattern, as a sentence. */
export function patternHelp(kind: DriftKind, pattern: DriftPattern): string {
  const what = CHANGING[kind];
  switch (pattern) {
    case 'sudden': return `A new ${what} occurs within a short time.`;
    case 'gradual': return `A new ${what} gradually replaces the old one.`;
    case 'incremental': return `The old ${what} changes to the new one step by step.`;
    case 'recurring': return `The old ${what} comes back, again and again.`;
  }
}

/** Photographs were taken where they were taken. */
const isOfPhotos = ({ path }: ParameterChoice): boolean => path.startsWith('photos.');

/** Kinds of drift of which anything can be chosen. */
export function kindsOf(parameters: readonly ParameterChoice[]): DriftKind[] {
  return DRIFT_KINDS.filter((kind) => choicesFor(kind, parameters).length > 0);
}

/** What can drift under a kind. */
export function choicesFor(kind: DriftKind, parameters: readonly ParameterChoice[]): { value: string; label: string }[] {
  const choices = parameters.filter((parameter) => parameter.kind === kind).map(({ path, label }) => ({ value: path, label }));
  return kind === 'covariate' && !parameters.some(isOfPhotos) ? [...choices, { value: PLACE_PATH, label: 'Place' }] : choices;
}

/** A draft to begin with: visible on a line of that length, from an onset on. */
export function draftAt(onset: number, length: number, parameters: readonly ParameterChoice[], kind: DriftKind = 'covariate'): DriftDraft {
  const path = choicesFor(kind, parameters)[0]?.value ?? PLACE_PATH;
  const tenth = Math.max(1, Math.round(length / 10));
  return { kind, pattern: 'gradual', path, value: drasticValue(path, parameters), place: 'wood', onset, width: Math.max(1, Math.round(tenth / 2)), period: 2 * tenth, duty: 0.5 };
}

/** The draft with another kind; what could not drift under it gives way to the kind's first parameter. */
export function withKind(draft: DriftDraft, kind: DriftKind, parameters: readonly ParameterChoice[]): DriftDraft {
  const choices = choicesFor(kind, parameters);
  const path = choices.some(({ value }) => value === draft.path) ? draft.path : (choices[0]?.value ?? PLACE_PATH);
  return { ...draft, kind, path, value: path === draft.path ? draft.value : drasticValue(path, parameters) };
}

/** A target that can be seen: a quarter of the range from its lower end when that is negative, else three quarters up. */
export function drasticValue(path: string, parameters: readonly ParameterChoice[]): number {
  const parameter = parameters.find((one) => one.path === path);
  if (!parameter) return 0;
  const { min, max, step } = parameter;
  const target = min < 0 ? min + (max - min) * 0.25 : min + (max - min) * 0.75;
  return Number((Math.round(target / step) * step).toFixed(6));
}

/** The drift that a draft means on a line of that length. Its name is left to the domain. */
export function driftOf(draft: DriftDraft, length: number): Drift {
  const { kind, pattern, onset, width, period, duty } = draft;
  return {
    kind, pattern, name: '', byHand: false,
    onset: clamp(Math.round(onset), 0, length - 1),
    width: pattern === 'sudden' ? 0 : clamp(Math.round(width), 1, length),
    period: pattern === 'recurring' ? clamp(Math.round(period), 2, length) : 0,
    duty: pattern === 'recurring' ? clamp(duty, 0.02, 0.98) : 0,
    to: patchAt(draft),
  };
}

/** The draft of a drift, for changing it; null when it has several targets, which a small form cannot show. */
export function draftOf(drift: Drift): DriftDraft | null {
  const leaves = leavesOf(drift.to);
  const leaf = leaves[0];
  if (leaves.length !== 1 || !leaf) return null;
  const [path, value] = leaf;
  const place = PLACES.find((one) => one === value) ?? 'wood';
  const { kind, pattern, onset, width, period, duty } = drift;
  return { kind, pattern, path, value: typeof value === 'number' ? value : 0, place, onset, width, period: period || 4 * Math.max(width, 1), duty: duty || 0.5 };
}

function patchAt({ path, value, place }: DriftDraft): WorldPatch {
  if (path === PLACE_PATH) return { place };
  return path.split('.').reduceRight<unknown>((patch, key) => ({ [key]: patch }), value) as WorldPatch;
}

function leavesOf(patch: object, prefix = ''): [path: string, value: unknown][] {
  return Object.entries(patch).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? leavesOf(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value] as [string, unknown]]);
}
