import type { LineEvent } from '../../../domain/world/stream/line-event.ts';
import { readParameter, PHOTO_PARAMETERS, WORLD_PARAMETERS } from '../../../domain/world/orchard/parameters.ts';
import type { World } from '../../../domain/world/orchard/world.ts';
import type { LogColumns } from '../../../state/monitoring.svelte.ts';
import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';

/** Smallest difference of a parameter that is worth a line. */
const LEAST_DIFFERENCE = 1e-6;

/** What of the world at an event differed from the base world of its scenario, in words. */
export function worldChanges(event: LineEvent, base: World): { label: string; was: string; is: string }[] {
  const changes = [...WORLD_PARAMETERS, ...PHOTO_PARAMETERS].flatMap((parameter) => {
    const [was, is] = [readParameter(base, parameter.path), readParameter(event.world, parameter.path)];
    if (!(Math.abs(was - is) > LEAST_DIFFERENCE)) return [];
    const label = parameter.species && parameter.group === 'cultivars' ? `${parameter.species}: ${parameter.label}` : parameter.label;
    return [{ label, was: parameter.format(was), is: parameter.format(is) }];
  });
  return base.place === event.world.place ? changes : [...changes, { label: 'Place', was: base.place, is: event.world.place }];
}

/** The scores of a single row, highest first. */
export function scoresOf(columns: LogColumns, labels: readonly string[]): { label: string; score: number }[] {
  return labels.map((label) => ({ label, score: Number(columns[`score.${label}`]?.[0] ?? NaN) })).filter(({ score }) => Number.isFinite(score)).sort((a, b) => b.score - a.score);
}

/** The readable features of a single row. */
export function featuresOf(columns: LogColumns): { name: string; label: string; unit: string; value: number }[] {
  return READABLE_FEATURES.map(({ name, label, unit }) => ({ name, label, unit, value: Number(columns[`feature.${name}`]?.[0] ?? NaN) })).filter(({ value }) => Number.isFinite(value));
}
