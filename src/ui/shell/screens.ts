import type { Screen } from '../../domain/share/address.ts';
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

/** The screen of the loop that stands for a screen: the alarms, the log and the bench belong to Monitor, the gallery and the terms to none. */
export function loopScreen(screen: Screen | null): Screen | null {
  return screen === 'alarms' || screen === 'log' || screen === 'bench' ? 'monitor' : screen === 'orchard' || screen === 'terms' ? null : screen;
}

export type Theme = 'auto' | 'light' | 'dark';

/** What the top bar says about the live version. */
export interface LiveInfo {
  version: number;
  recipe: string;
  /** It broke while judging, and the line stands. */
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
  tone?: 'plain' | 'warn' | 'alarm';
}
