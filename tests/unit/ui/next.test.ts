import { expect, it, vi } from 'vitest';
import type { App } from '../../../src/app/app.svelte.ts';
import { nextOf } from '../../../src/ui/shell/next.ts';

const appOf = (playing: boolean, guidance: object): App => ({ shell: { leading: true, screen: 'line' }, line: { now: 70, playing }, guidance }) as unknown as App;
const queued = { text: 'Try new data', atIndex: 100 };

it('a step that waits says how many fruits are to pass, and that none does while the belt stands', () => {
  expect(nextOf(appOf(true, { queued }))).toMatchObject({ waitsFruits: 30, stands: false });
  expect(nextOf(appOf(false, { queued }))).toMatchObject({ waitsFruits: 30, stands: true });
});

it('a step that can be done is done by its button', () => {
  const act = vi.fn(async () => {});
  const next = { action: 'play', text: 'Let the belt run' };
  nextOf(appOf(false, { queued: null, next, act }))!.onclick!();
  expect(act).toHaveBeenCalledWith(next);
});
