import type { LogColumns } from '../../../state/monitoring.svelte.ts';

/** How one fruit of the reference stands. */
type TrayState = 'right' | 'wrong' | 'waiting' | 'to-come';

export interface TrayDot {
  index: number;
  state: TrayState;
  /** A colour of CSS, of the middle of its picture; null before it has come. */
  colour: string | null;
}

const UNKNOWN = 255;
const HUE = 'feature.hue';
const SATURATION = 'feature.centre-saturation';
const BRIGHTNESS = 'feature.centre-brightness';
export const TRAY_COLUMNS = ['right', HUE, SATURATION, BRIGHTNESS] as const;

/** One dot a fruit, of `from` to `from + needed`: those that are in by what the log says of them. */
export function trayDots(from: number, needed: number, columns: LogColumns): TrayDot[] {
  const read = (name: string): ArrayLike<number> => {
    const column = columns[name];
    return column === undefined || Array.isArray(column) ? [] : column;
  };
  const [right, hue, saturation, brightness] = TRAY_COLUMNS.map(read) as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
  return Array.from({ length: needed }, (_, i): TrayDot => {
    const known = right[i];
    if (known === undefined) return { index: from + i, state: 'to-come', colour: null };
    const state = known === UNKNOWN ? 'waiting' : known === 1 ? 'right' : 'wrong';
    return { index: from + i, state, colour: hue[i] === undefined ? null : colourOf(hue[i]!, saturation[i] ?? 0, brightness[i] ?? 0.5) };
  });
}

/** How many there are of each. */
export function trayCounts(dots: readonly TrayDot[]): Record<TrayState, number> {
  const counts = { right: 0, wrong: 0, waiting: 0, 'to-come': 0 };
  for (const { state } of dots) counts[state] += 1;
  return counts;
}

/** Where a dot stands: columns are filled from the top, so that the newest fruit is an edge that moves right. */
export function trayPlace(position: number, count: number, columns: number): { column: number; row: number } {
  const rows = Math.max(1, Math.ceil(count / columns));
  return { column: Math.floor(position / rows), row: position % rows };
}

/** Hue in degrees and mean saturation and brightness, of HSV, as a colour that stays legible on either ground. */
function colourOf(hue: number, saturation: number, brightness: number): string {
  const [s, v] = [Math.min(1, saturation * 1.15), Math.min(0.92, Math.max(0.35, brightness * 1.25))];
  const lightness = v * (1 - s / 2);
  const spread = Math.min(lightness, 1 - lightness);
  return `hsl(${Math.round(hue)} ${Math.round(spread === 0 ? 0 : (100 * (v - lightness)) / spread)}% ${Math.round(100 * lightness)}%)`;
}
