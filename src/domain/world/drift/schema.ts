import * as v from 'valibot';
import { OrchardError } from '../../common/errors.ts';
import { plainName } from '../../common/isolated.ts';
import { CULTIVAR_IDS } from '../orchard/catalogue.ts';
import { parameterAt } from '../orchard/parameters.ts';
import { defaultWorld, mergeWorld } from '../orchard/world-default.ts';
import { HABITS, SUPPLIERS, type Supplier } from '../suppliers/suppliers.ts';
import { PLACES, SPECIES } from '../orchard/world.ts';
import type { Species, World, WorldPatch } from '../orchard/world.ts';
import { readPhotoPatch, readSource } from '../photos/read.ts';
import { namedDrift } from './name.ts';
import { DRIFT_KINDS, DRIFT_PATTERNS, SCENARIO_DEFAULTS, TRUTH_SOURCES } from './scenario.ts';
import type { Drift, Scenario } from './scenario.ts';

export const LIMITS = { length: 10_000_000, labelDelay: 1_000_000, drifts: 64, nameLength: 120, beltSpeed: [0.5, 200] } as const;

const DRIFT_DEFAULTS = { onset: 0, width: 1000, period: 4000, duty: 0.5 } as const;

/** What is looked at of a name: it may be any text. */
const LONGEST_TITLE = 1000;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value)) + 0;

const finite = v.pipe(v.number(), v.finite());
const between = (low: number, high: number) => v.pipe(finite, v.transform((value) => clamp(value, low, high)));
const wholeBetween = (low: number, high: number) => v.pipe(finite, v.transform((value) => clamp(Math.trunc(value), low, high)));
const title = v.pipe(v.string(), v.transform((text) => plainName(text.slice(0, LONGEST_TITLE)).slice(0, LIMITS.nameLength).trim()));

/** A number of the world, clamped to the range of its slider. */
const parameter = (path: string) => v.optional(parameterRange(path));

function parameterRange(path: string) {
  const found = parameterAt(path)!;
  return between(found.min, found.max);
}

function parameters<const Key extends string>(prefix: string, keys: readonly Key[]) {
  const entries = Object.fromEntries(keys.map((key) => [key, parameter(`${prefix}.${key}`)]));
  return v.object(entries as Record<Key, ReturnType<typeof parameter>>);
}

const cultivars = (species: Species) => v.optional(parameters(`cultivars.${species}`, CULTIVAR_IDS[species]));

const supplier = (id: Supplier) => v.optional(parameters(`suppliers.${id}`, HABITS));

/** What plain code reads: null is what it cannot. */
const readBy = <T>(read: (value: unknown) => T | null, what: string) => v.pipe(v.custom<unknown>((value) => read(value) !== null, what), v.transform((value) => read(value)!));

const patchSchema = v.object({
  species: v.optional(parameters('species', SPECIES)),
  cultivars: v.optional(v.object({
    apple: cultivars('apple'), banana: cultivars('banana'), tomato: cultivars('tomato'), mango: cultivars('mango'),
    strawberry: cultivars('strawberry'), orange: cultivars('orange'), lemon: cultivars('lemon'), avocado: cultivars('avocado'),
  })),
  ripeness: v.optional(parameters('ripeness', ['mean', 'spread'])),
  taste: parameter('taste'),
  tastes: v.optional(parameters('tastes', SPECIES)),
  light: v.optional(parameters('light', ['exposure', 'warmth'])),
  camera: v.optional(parameters('camera', ['noise', 'blur', 'dust', 'vignette'])),
  place: v.optional(v.picklist(PLACES)),
  faults: v.optional(parameters('faults', ['frozen', 'dead', 'labelNoise', 'waxed'])),
  photos: v.optional(readBy(readPhotoPatch, 'photographs')),
  shop: v.optional(v.object({ season: parameter('shop.season'), year: v.optional(v.pipe(parameterRange('shop.year'), v.transform(Math.round))) })),
  suppliers: v.optional(v.object({
    differ: parameter('suppliers.differ'), gloss: parameter('suppliers.gloss'),
    ...Object.fromEntries(SUPPLIERS.map((id) => [id, supplier(id)])) as Record<Supplier, ReturnType<typeof supplier>>,
  })),
});

const driftSchema = v.pipe(
  v.object({
    kind: v.picklist(DRIFT_KINDS),
    pattern: v.picklist(DRIFT_PATTERNS),
    onset: v.optional(wholeBetween(0, LIMITS.length), DRIFT_DEFAULTS.onset),
    width: v.optional(wholeBetween(0, LIMITS.length), DRIFT_DEFAULTS.width),
    period: v.optional(wholeBetween(1, LIMITS.length), DRIFT_DEFAULTS.period),
    duty: v.optional(between(0, 1), DRIFT_DEFAULTS.duty),
    to: v.optional(patchSchema, {}),
    name: v.optional(title, ''),
    byHand: v.optional(v.boolean(), false),
  }),
  v.transform(({ to, ...rest }): Drift => {
    const drift = { ...rest, to: withoutHoles(to) as WorldPatch };
    return drift.name === '' ? { ...drift, name: namedDrift(drift) } : drift;
  }),
);

/** Parses anything into a whole scenario: fills defaults, clamps numbers to their range, drops unknown keys. */
export const scenarioSchema = v.pipe(
  v.object({
    schema: v.optional(v.literal(1), 1),
    name: v.optional(title, ''),
    preset: v.optional(title),
    seed: v.optional(wholeBetween(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER), SCENARIO_DEFAULTS.seed),
    length: v.optional(wholeBetween(1, LIMITS.length), SCENARIO_DEFAULTS.length),
    labelDelay: v.optional(wholeBetween(0, LIMITS.labelDelay), SCENARIO_DEFAULTS.labelDelay),
    truths: v.optional(v.picklist(TRUTH_SOURCES), SCENARIO_DEFAULTS.truths),
    exploration: v.optional(between(0, 1), SCENARIO_DEFAULTS.exploration),
    beltSpeed: v.optional(between(...LIMITS.beltSpeed), SCENARIO_DEFAULTS.beltSpeed),
    source: v.optional(readBy(readSource, 'a source')),
    world: v.optional(patchSchema, {}),
    drifts: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(LIMITS.drifts), v.array(driftSchema)), []),
  }),
  v.transform(({ name, preset, world, source, ...rest }): Scenario => ({
    ...rest,
    name: name === '' ? SCENARIO_DEFAULTS.name : name,
    ...(preset === undefined ? {} : { preset }),
    world: mergeWorld(defaultWorld, withoutHoles(world) as WorldPatch),
    ...(source === undefined || source === 'orchard' ? {} : { source }),
  })),
);

/**
 * Parses a scenario of any origin: a file, the URL, a lesson, the automation surface. Numbers out of range are clamped; a wrong
 * type, NaN, an infinity, an unknown word or more than 64 drifts throw `scenario-invalid`.
 */
export function parseScenario(input: unknown): Scenario {
  const result = v.safeParse(scenarioSchema, Array.isArray(input) ? null : input, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new OrchardError('scenario-invalid', `${v.getDotPath(issue) ?? 'scenario'}: ${issue.message}`.slice(0, 300));
}

/** A scenario for what draws its own fruit. Throws `scenario-invalid` for one on photographs or a camera. */
export function drawnScenario(scenario: Scenario): Scenario {
  if (scenario.source) throw new OrchardError('scenario-invalid', 'source: here fruit is drawn by the orchard, and neither photographs nor a camera are at hand');
  return scenario;
}

/** Parses part of a world by the same rules. Throws `scenario-invalid`. */
export function parseWorldPatch(input: unknown): WorldPatch {
  return parseScenario({ drifts: [{ kind: 'covariate', pattern: 'sudden', to: input }] }).drifts[0]!.to;
}

/** The scenario as the least JSON object that parses back to it: whatever has its default value is left out. */
export function minimalScenario(scenario: Scenario): Record<string, unknown> {
  const { name, preset, seed, length, labelDelay, truths, exploration, beltSpeed, world, drifts, source } = scenario;
  return {
    schema: 1,
    ...(name === SCENARIO_DEFAULTS.name ? {} : { name }),
    ...(preset === undefined ? {} : { preset }),
    ...(seed === SCENARIO_DEFAULTS.seed ? {} : { seed }),
    ...(length === SCENARIO_DEFAULTS.length ? {} : { length }),
    ...(labelDelay === SCENARIO_DEFAULTS.labelDelay ? {} : { labelDelay }),
    ...(truths === SCENARIO_DEFAULTS.truths ? {} : { truths }),
    ...(exploration === SCENARIO_DEFAULTS.exploration ? {} : { exploration }),
    ...(beltSpeed === SCENARIO_DEFAULTS.beltSpeed ? {} : { beltSpeed }),
    ...(source === undefined ? {} : { source }),
    ...entry('world', difference(world, defaultWorld)),
    ...(drifts.length === 0 ? {} : { drifts: drifts.map(minimalDrift) }),
  };
}

/** `minimalScenario` as JSON text. */
export function serializeScenario(scenario: Scenario): string {
  return JSON.stringify(minimalScenario(scenario));
}

function minimalDrift({ kind, pattern, name, byHand, to, ...numbers }: Drift): Record<string, unknown> {
  return {
    kind,
    pattern,
    ...difference(numbers, DRIFT_DEFAULTS),
    ...entry('to', to),
    ...(name === namedDrift({ kind, pattern, to }) ? {} : { name }),
    ...(byHand ? { byHand } : {}),
  };
}

/** `{ key: value }`, or nothing when the value is an empty object. */
function entry(key: string, value: object): Record<string, unknown> {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}

/** The part of `value` that differs from `base`. */
function difference(value: object, base: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const usual: unknown = (base as Record<string, unknown>)[key];
    if (typeof item === 'object' && item !== null) {
      const inner = difference(item, typeof usual === 'object' && usual !== null ? usual : {});
      if (Object.keys(inner).length > 0) out[key] = inner;
    } else if (item !== usual) out[key] = item;
  }
  return out;
}

/** A copy without undefined values and without objects that are then empty. */
function withoutHoles(value: object): Partial<World> | Record<string, unknown> {
  return difference(value, {});
}
