import { CULTIVAR_IDS } from '../../../domain/world/orchard/catalogue.ts';
import { portrait, ripeThreshold } from '../../../domain/world/orchard/draw.ts';
import type { Fruit } from '../../../domain/world/orchard/fruit.ts';
import type { Species, World } from '../../../domain/world/orchard/world.ts';
import { OUTLINES } from '../../parts/outlines.ts';

/** One row of the plate. */
export interface PlateRow {
  species: Species;
  cultivar: string;
}

/** Stages of ripeness that a row shows. */
export const PLATE_COLUMNS = 7;

/** A row of a species in its first cultivar. */
export function plateRow(species: Species): PlateRow {
  return { species, cultivar: CULTIVAR_IDS[species][0]! };
}

/** Ripeness of a column: the axis under the plate runs from 0 to 1 over all columns, and a fruit stands in the middle of its own. */
export function ripenessOf(column: number, columns = PLATE_COLUMNS): number {
  return (column + 0.5) / columns;
}

/** The fruits of a row, unripe first. */
export function fruitsOf({ species, cultivar }: PlateRow, columns = PLATE_COLUMNS): Fruit[] {
  return Array.from({ length: columns }, (_, column) => portrait(species, ripenessOf(column, columns), cultivar));
}

/** From which ripeness on each row is sold as ripe in a world. */
export function thresholdsOf(world: World, rows: readonly PlateRow[]): number[] {
  return rows.map(({ species, cultivar }) => ripeThreshold(world, species, cultivar));
}

/** An SVG path down the rows that steps to each row's threshold; one unit is the whole axis across and one row down. */
export function steppedLine(thresholds: readonly number[], rise = 0): string {
  return thresholds.map((x, row) => `${row === 0 ? `M${x} ${-rise}` : `H${x}`}V${row + 1}`).join('');
}

const KIN: Record<Species, keyof typeof OUTLINES> = {
  apple: 'apple', banana: 'banana', tomato: 'orange', mango: 'mango', strawberry: 'strawberry', orange: 'orange', lemon: 'mango', avocado: 'mango',
};

/** The outline that stands where a fruit is still being drawn. */
export function outlineOf(species: Species): string {
  return OUTLINES[KIN[species]];
}
