import type { Screen } from '../../domain/world/share/address.ts';
import type { IconName } from '../icons/glyphs.ts';

export type { Screen };

/** The loop, in the order in which work goes round. */
export const LOOP: readonly { screen: Screen; label: string }[] = [
  { screen: 'data', label: 'Data' },
  { screen: 'train', label: 'Train' },
  { screen: 'models', label: 'Models' },
  { screen: 'line', label: 'Line' },
  { screen: 'monitor', label: 'Monitor' },
];

export interface Door {
  screen: Screen;
  label: string;
  /** Opens it after a `g`. */
  key: string;
}

/** The rooms behind a screen of the loop. */
export const ROOMS: Partial<Record<Screen, { name: string; doors: readonly Door[] }>> = {
  line: {
    name: 'The line',
    doors: [{ screen: 'line', label: 'Belt', key: 'b' }, { screen: 'camera', label: 'Camera', key: 'c' }, { screen: 'orchard', label: 'Orchard', key: 'o' }],
  },
  monitor: {
    name: 'Monitor',
    doors: [
      { screen: 'monitor', label: 'Overview', key: 'o' }, { screen: 'alerts', label: 'Alerts', key: 'a' }, { screen: 'log', label: 'Log', key: 'l' }, { screen: 'bench', label: 'Bench', key: 'b' },
    ],
  },
};

/** The screen of the loop that a screen is a room of; a screen outside of the loop, such as the terms, is its own. */
export function loopScreen(screen: Screen | null): Screen | null {
  return LOOP.find((one) => ROOMS[one.screen]?.doors.some((door) => door.screen === screen))?.screen ?? screen;
}

export type Theme = 'auto' | 'light' | 'dark';

/** What the top bar says about the live version. */
export interface LiveInfo {
  version: number;
  recipe: string;
  /** It broke while predicting, and the line stands. */
  broken: boolean;
  /** How good it was on held-out pictures, said when one rests on it. */
  quality?: string;
}

/** A state of the page that stands in the top bar with an icon, a word, and one sentence behind it. */
export interface BadgeInfo {
  icon: IconName;
  text: string;
  /** Explains it in one sentence, in the popover. */
  sentence: string;
  tone?: 'plain' | 'warn' | 'alert';
}
