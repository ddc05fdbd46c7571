import type { App } from '../../app/app.svelte.ts';

/** The one next step in the form that a screen's head takes. */
export interface Next {
  text: string;
  /** Fruits that have to pass before it can be done; it follows by itself. */
  waitsFruits?: number;
  /** They do not pass: the belt stands. */
  stands?: boolean;
  /** Left out while it is on its way. */
  onclick?: () => void;
}

/** The one next step; null when nothing is plainly next, and in a tab that looks on. */
export function nextOf({ guidance, line, shell }: App): Next | null {
  if (!shell.leading) return null;
  const { next, queued } = guidance;
  if (queued) return { text: queued.text, waitsFruits: Math.max(0, queued.atIndex - line.now), stands: !line.playing };
  if (!next) return null;
  return { ...next, stands: !line.playing, onclick: () => void guidance.act(next).catch((error: unknown) => shell.report(error, shell.screen)) };
}
