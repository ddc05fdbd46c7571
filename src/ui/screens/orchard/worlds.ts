import { PRESET_IDS } from '../../../domain/world/drift/preset-ids.ts';
import { presetOf } from '../../../domain/world/drift/presets.ts';
import type { DriftKind } from '../../../domain/world/drift/scenario.ts';
import { WORLD_PARAMETERS, type WorldParameter } from '../../../domain/world/orchard/parameters.ts';
import type { Place, World } from '../../../domain/world/orchard/world.ts';
import { defaultWorld } from '../../../domain/world/orchard/world-default.ts';

/** A group of sliders: what stands open, and what waits behind a line of text. */
interface SliderGroup {
  kind: DriftKind;
  title: string;
  open: WorldParameter[];
  folded: readonly { title: string; parameters: WorldParameter[] }[];
}

const of = (...groups: WorldParameter['group'][]): WorldParameter[] => WORLD_PARAMETERS.filter(({ group }) => groups.includes(group));
const isGeneral = ({ species }: WorldParameter): boolean => species === undefined;

const ofSuppliers = (kind: DriftKind): WorldParameter[] => of('suppliers').filter((parameter) => parameter.kind === kind);

/** Every slider but the cultivars', which are shown one species at a time. */
export const SLIDER_GROUPS: readonly SliderGroup[] = [
  { kind: 'covariate', title: 'How it looks', open: of('light', 'camera'), folded: [{ title: 'Bruises, supplier by supplier', parameters: ofSuppliers('covariate') }] },
  { kind: 'prior', title: 'What arrives', open: of('ripeness'), folded: [{ title: 'Species mix', parameters: of('species') }, { title: 'Ripeness, supplier by supplier', parameters: ofSuppliers('prior') }, { title: 'The shop’s season', parameters: of('shop') }] },
  { kind: 'concept', title: 'What counts as ripe', open: of('taste').filter(isGeneral), folded: [{ title: 'Taste, species by species', parameters: of('taste').filter((parameter) => !isGeneral(parameter)) }] },
  { kind: 'fault', title: 'What breaks', open: of('faults'), folded: [{ title: 'Wax, supplier by supplier', parameters: ofSuppliers('fault') }] },
];

/** What people call the places. */
export const PLACE_NAMES: Record<Place, string> = { belt: 'Belt', crate: 'Crate', wood: 'Wood', leaves: 'Leaves', paper: 'Paper' };

/** Worlds to start from: the default, the line's own, and what each story ends in. */
export function worldChoices(): { value: string; label: string }[] {
  const stories = PRESET_IDS.filter((id) => presetOf(id)?.kind).map((id) => ({ value: id as string, label: presetOf(id)!.name }));
  return [{ value: 'default', label: 'The default world' }, { value: 'line', label: 'The line as it is now' }, ...stories];
}

/** The world that a choice names: what a story's scenario ends in counts, with every drift at its full size. */
export function worldOf(choice: string, line: World, merge: (world: World, patch: object) => World): World {
  if (choice === 'line') return line;
  const scenario = presetOf(choice)?.scenario(1);
  if (!scenario) return defaultWorld;
  return scenario.drifts.reduce((world, drift) => merge(world, drift.to), scenario.world);
}
