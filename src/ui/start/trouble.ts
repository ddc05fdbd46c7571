import { mount, unmount } from 'svelte';
import type { ErrorCode } from '../../domain/common/errors.ts';
import Trouble from './Trouble.svelte';

/** Shows in place of the app why it does not open, and the ways on; `salvage` makes a file of what can be read. Answers how it is taken away. */
export function showTrouble(code: ErrorCode, salvage: () => Promise<Blob>): () => void {
  const shown = mount(Trouble, { target: document.getElementById('app')!, props: { code, salvage } });
  return () => void unmount(shown);
}
