import type { App } from '../../../state/app.svelte.ts';

/** The one next step in the form that a screen's head takes; null when nothing is plainly next. */
export function nextOf(app: App): { text: string; onclick: () => void } | null {
  const { next, shell } = app;
  if (!next || !shell.leading) return null;
  return { text: next.text, onclick: () => void app.act(next.action).catch((error: unknown) => shell.report(error, shell.screen)) };
}
