import type { Screen } from '../../domain/world/share/address.ts';
import type { IconName } from '../icons/glyphs.ts';

export type { Screen };

/** The loop, in the order in which work goes round. */
export const LOOP: readonly { screen: Screen }[] = [
  { screen: 'data' },
  { screen: 'train' },
  { screen: 'models' },
  { screen: 'line' },
  { screen: 'monitor' },
  { screen: 'improve' },
];

interface Door {
  screen: Screen;
  /** Opens it after a `g`. */
  key: string;
}

/** The rooms behind a screen of the loop. */
export const ROOMS: Partial<Record<Screen, { doors: readonly Door[] }>> = {
  data: {
    doors: [{ screen: 'data', key: 'p' }, { screen: 'review', key: 'r' }],
  },
  train: {
    doors: [{ screen: 'train', key: 'r' }, { screen: 'search', key: 's' }],
  },
  line: {
    doors: [{ screen: 'line', key: 'b' }, { screen: 'camera', key: 'c' }, { screen: 'orchard', key: 'o' }],
  },
  improve: {
    doors: [{ screen: 'improve', key: 'i' }, { screen: 'rollout', key: 'r' }, { screen: 'policies', key: 'p' }, { screen: 'journal', key: 'j' }],
  },
  monitor: {
    doors: [
      { screen: 'monitor', key: 'o' }, { screen: 'alerts', key: 'a' }, { screen: 'log', key: 'l' }, { screen: 'bench', key: 'b' },
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
