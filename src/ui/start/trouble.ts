import { mount, unmount } from 'svelte';
import type { ErrorCode } from '../../domain/errors.ts';
import Trouble from './Trouble.svelte';

/** Shows in place of the app why it does not open, and the ways on. Answers how it is taken away. */
export function showTrouble(code: ErrorCode): () => void {
  const shown = mount(Trouble, { target: document.getElementById('app')!, props: { code } });
  return () => void unmount(shown);
}
