import { exp2 } from '../../common/random/exact.ts';
import { CATALOGUE, CULTIVAR_IDS, cultivarOf } from './catalogue.ts';
import type { DriftKind } from './drift-kinds.ts';
import { PLAIN_PHOTOS } from '../photos/photo-world.ts';
import { cultivarWeight } from './world-default.ts';
import { USUAL_SHOP } from '../shop/shop-world.ts';
import { PLAIN_SUPPLIERS, SUPPLIER_NAMES, SUPPLIERS, type Habit, type Supplier } from '../suppliers/suppliers.ts';
import { SPECIES } from './world.ts';
import type { Species, World, WorldPatch } from './world.ts';

type ParameterGroup = 'species' | 'cultivars' | 'ripeness' | 'taste' | 'light' | 'camera' | 'faults' | 'photos' | 'suppliers' | 'shop';

/** One number of the world: enough to make a slider from. */
export interface WorldParameter {
  /** Where it stands in a world, such as `light.exposure` or `cultivars.apple.granny-smith`. */
  path: string;
  label: string;
  /** The kind of drift that changing it makes. */
  kind: DriftKind;
  group: ParameterGroup;
  /** Set for parameters of one species. */
  species?: Species;
  min: number;
  max: number;
  step: number;
  /** The value as people read it, such as `310 lux`. */
  format(value: number): string;
  /** One sentence on what it does. */
  help: string;
}

const LUX_AT_ZERO_EV = 620;
const MIRED_AT_NEUTRAL = 250;
const MIRED_PER_WARMTH = 100;

const number = (digits: number) => (value: number) => (value < 0 ? `−${(-value).toFixed(digits)}` : value.toFixed(digits));
const signed = (digits: number) => (value: number) => (value > 0 ? `+${value.toFixed(digits)}` : number(digits)(value));
const percent = (value: number) => `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** Light on the belt at an exposure in EV, as text: 0 EV is 620 lux, one EV doubles it. */
function lux(ev: number): string {
  return `${grouped(Math.round((LUX_AT_ZERO_EV * exp2(ev)) / 10) * 10)} lux`;
}

/** Colour temperature of the lamp, as text: warmth is linear in mired, 0 is 4 000 K. */
function kelvin(warmth: number): string {
  return `${grouped(Math.round(1e4 / (MIRED_AT_NEUTRAL + MIRED_PER_WARMTH * warmth)) * 100)} K`;
}

const general: WorldParameter[] = [
  { path: 'light.exposure', label: 'Light', kind: 'covariate', group: 'light', min: -3, max: 3, step: 0.05, format: lux, help: 'How much light falls on the belt.' },
  { path: 'light.warmth', label: 'Colour of the lamp', kind: 'covariate', group: 'light', min: -1, max: 1, step: 0.02, format: kelvin, help: 'From cold daylight to a warm, ageing lamp.' },
  { path: 'camera.dust', label: 'Dust on the lens', kind: 'covariate', group: 'camera', min: 0, max: 1, step: 0.01, format: number(2), help: 'Specks that sit still while the fruit moves.' },
  { path: 'camera.blur', label: 'Blur', kind: 'covariate', group: 'camera', min: 0, max: 5, step: 0.05, format: (value) => `${value.toFixed(2)} %`, help: 'How far out of focus, as a share of the picture’s width.' },
  { path: 'camera.noise', label: 'Sensor noise', kind: 'covariate', group: 'camera', min: 0, max: 0.3, step: 0.005, format: percent, help: 'Grain of the sensor, as a share of full scale.' },
  { path: 'camera.vignette', label: 'Vignette', kind: 'covariate', group: 'camera', min: 0, max: 1, step: 0.05, format: number(2), help: 'How much darker the corners are.' },
  { path: 'ripeness.mean', label: 'Mean ripeness', kind: 'prior', group: 'ripeness', min: 0, max: 1, step: 0.01, format: number(2), help: 'How ripe fruit arrives on average.' },
  { path: 'ripeness.spread', label: 'Spread of ripeness', kind: 'prior', group: 'ripeness', min: 0, max: 0.5, step: 0.01, format: number(2), help: 'How much ripeness differs from fruit to fruit.' },
  { path: 'taste', label: 'Market taste, every species', kind: 'concept', group: 'taste', min: -0.5, max: 0.5, step: 0.01, format: signed(2), help: 'Moves what counts as ripe: above zero, riper fruit is wanted.' },
  { path: 'faults.dead', label: 'Dead pixels', kind: 'fault', group: 'faults', min: 0, max: 1, step: 0.005, format: percent, help: 'Share of the sensor that no longer answers.' },
  { path: 'faults.frozen', label: 'Frozen frame', kind: 'fault', group: 'faults', min: 0, max: 1, step: 0.01, format: percent, help: 'Share of fruit for which the camera shows an old frame.' },
  { path: 'faults.labelNoise', label: 'Swapped labels', kind: 'fault', group: 'faults', min: 0, max: 1, step: 0.01, format: percent, help: 'Share of truths that arrive the wrong way round.' },
  { path: 'faults.waxed', label: 'Waxed fruit', kind: 'fault', group: 'faults', min: 0, max: 1, step: 0.01, format: percent, help: 'Share of unripe fruit waxed to look ripe.' },
];

/** What drifts on photographs alone, beside the mix of their labels and what they count as. */
export const PHOTO_PARAMETERS: readonly WorldParameter[] = [
  { path: 'photos.crop', label: 'Crop', kind: 'covariate', group: 'photos', min: 0, max: 0.6, step: 0.02, format: percent, help: 'How much of the side is cut off about the middle.' },
  { path: 'photos.turn', label: 'Turn', kind: 'covariate', group: 'photos', min: -180, max: 180, step: 5, format: (value) => `${number(0)(value)}°`, help: 'How far the camera is turned.' },
  { path: 'photos.second', label: 'Second set', kind: 'prior', group: 'photos', min: 0, max: 1, step: 0.01, format: percent, help: 'Share of photographs that come from the second set.' },
];

/** Parameters that mean something on photographs: light, lens, sensor and data faults, and their own. */
export const ON_PHOTOS: readonly WorldParameter[] = [...general.filter(({ group, path }) => ['light', 'camera', 'faults'].includes(group) && path !== 'faults.waxed'), ...PHOTO_PARAMETERS];

/** What is said of the suppliers: of all together, then habit by habit. */
const ofSuppliers: readonly WorldParameter[] = [
  { path: 'suppliers.differ', label: 'Suppliers differ', kind: 'prior', group: 'suppliers', min: 0, max: 1, step: 0.05, format: number(2), help: 'How far suppliers have habits of their own, which wander slowly: how ripe, how waxed, how bruised.' },
  { path: 'suppliers.gloss', label: 'Shine of suppliers’ wax', kind: 'fault', group: 'suppliers', min: 0, max: 1, step: 0.05, format: number(2), help: 'How much wax shines that suppliers put on: at zero nothing in the picture tells it.' },
  ...SUPPLIERS.flatMap((supplier): WorldParameter[] => {
    const name = SUPPLIER_NAMES[supplier];
    const path = (habit: keyof Habit) => `suppliers.${supplier}.${habit}`;
    return [
      { path: path('ripeness'), label: `Ripeness from ${name}`, kind: 'prior', group: 'suppliers', min: -0.5, max: 0.5, step: 0.01, format: signed(2), help: `How much riper than others ${name} ships.` },
      { path: path('waxed'), label: `Waxed by ${name}`, kind: 'fault', group: 'suppliers', min: 0, max: 1, step: 0.01, format: percent, help: `Share of its unripe fruit that ${name} waxes until it looks ripe.` },
      { path: path('bruised'), label: `Bruised by ${name}`, kind: 'prior', group: 'suppliers', min: 0, max: 1, step: 0.01, format: percent, help: `Share of its fruit that ${name} bruises.` },
    ];
  }),
];

/** Every number of the orchard's world, in the order in which screens list them. */
export const WORLD_PARAMETERS: readonly WorldParameter[] = [
  ...general,
  ...SPECIES.map((species): WorldParameter => ({
    path: `species.${species}`, label: CATALOGUE[species].name, kind: 'prior', group: 'species', species,
    min: 0, max: 5, step: 0.05, format: number(2), help: `How many ${CATALOGUE[species].name.toLowerCase()}s arrive, against the others.`,
  })),
  ...SPECIES.map((species): WorldParameter => ({
    path: `tastes.${species}`, label: `Market taste, ${CATALOGUE[species].name.toLowerCase()}`, kind: 'concept', group: 'taste', species,
    min: -0.5, max: 0.5, step: 0.01, format: signed(2), help: 'Moves what counts as ripe for this species alone.',
  })),
  ...SPECIES.flatMap((species) => CULTIVAR_IDS[species].map((id): WorldParameter => ({
    path: `cultivars.${species}.${id}`, label: cultivarOf(species, id).name, kind: 'concept', group: 'cultivars', species,
    min: 0, max: 2, step: 0.05, format: number(2), help: `How many of the ${CATALOGUE[species].name.toLowerCase()}s are ${cultivarOf(species, id).name}, against the other cultivars.`,
  }))),
  ...ofSuppliers,
  { path: 'shop.season', label: 'Season in the shop', kind: 'prior', group: 'shop', min: 0, max: 0.9, step: 0.01, format: percent, help: 'How far clicks swing with the season: most in midwinter, least in midsummer.' },
  { path: 'shop.year', label: 'Length of the shop’s year', kind: 'prior', group: 'shop', min: 100, max: 10_000_000, step: 100, format: (value) => `${grouped(Math.round(value))} fruits`, help: 'Fruits from one midwinter to the next.' },
];

const byPath = new Map([...WORLD_PARAMETERS, ...PHOTO_PARAMETERS].map((parameter) => [parameter.path, parameter]));

/** The parameter at a path; undefined when there is none. */
export function parameterAt(path: string): WorldParameter | undefined {
  return byPath.get(path);
}

/** The value of a parameter in a world; NaN for an unknown path. */
export function readParameter(world: World, path: string): number {
  const parameter = byPath.get(path);
  if (!parameter) return NaN;
  const [group, key, id] = path.split('.') as [string, string?, string?];
  if (parameter.group === 'taste') return parameter.species ? (world.tastes[parameter.species] ?? 0) : world.taste;
  if (parameter.group === 'cultivars') return cultivarWeight(world, parameter.species!, id!);
  if (parameter.group === 'shop') return (world.shop ?? USUAL_SHOP)[key as 'season'];
  if (parameter.group === 'suppliers') return id === undefined ? (world.suppliers ?? PLAIN_SUPPLIERS)[key as 'differ'] : (world.suppliers ?? PLAIN_SUPPLIERS)[key as Supplier][id as keyof Habit];
  if (parameter.group === 'photos') return (world.photos ?? PLAIN_PHOTOS)[key as 'crop'];
  return (world[group as 'light'] as Record<string, number>)[key!] ?? NaN;
}

/** The value of a parameter in a patch; undefined when the patch leaves it alone. */
export function readPatch(patch: WorldPatch, path: string): number | undefined {
  let part: unknown = byPath.has(path) ? patch : undefined;
  for (const key of path.split('.')) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
    part = (part as Record<string, unknown>)[key];
  }
  return typeof part === 'number' ? part : undefined;
}

/** A patch that sets one parameter, the value clamped to its range; an empty patch for an unknown path or a value that is no number. */
export function patchOf(path: string, value: number): WorldPatch {
  const parameter = byPath.get(path);
  if (!parameter || Number.isNaN(value)) return {};
  let patch: unknown = Math.min(parameter.max, Math.max(parameter.min, value));
  for (const key of path.split('.').reverse()) patch = { [key]: patch };
  return patch as WorldPatch;
}

/** Two patches as one; where both name a number, the second wins. */
export function mergePatches(first: WorldPatch, second: WorldPatch): WorldPatch {
  return mergeTrees(first as Tree, second as Tree) as WorldPatch;
}

type Tree = { [key: string]: unknown };

function mergeTrees(first: Tree, second: Tree): Tree {
  const merged: Tree = { ...first };
  for (const [key, value] of Object.entries(second)) {
    if (value === undefined) continue;
    const old = merged[key];
    const nests = typeof value === 'object' && value !== null && typeof old === 'object' && old !== null;
    merged[key] = nests ? mergeTrees(old as Tree, value as Tree) : value;
  }
  return merged;
}
