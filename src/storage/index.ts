import type { OpenOptions, Storage } from './types.ts';
import type { Engine } from './engine/engine.ts';
import { openIndexedDb } from './engine/indexed-db.ts';
import { led } from './engine/led.ts';
import { openMemory } from './engine/memory.ts';
import { createStorage } from './storage.ts';
import { codeOf } from '../domain/common/errors.ts';

export type * from './types.ts';

/**
 * Opens the project's storage. Where IndexedDB is missing or refused (private windows) it answers the in-memory twin, with
 * `persistent: false` and the reason in `health()`. Fails with `storage-newer` when a newer app wrote the database. While another tab holds
 * an older one open it waits, and says so by `onTrouble`.
 */
export async function openStorage(options: OpenOptions = {}): Promise<Storage> {
  const { name = 'orchard', ...others } = options;
  if (name === null) return opened(openMemory(), options);
  try {
    return opened(await openIndexedDb({ ...others, name }), options);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'storage-newer') throw error;
    return opened(openMemory(code === 'internal' ? 'storage-unavailable' : code), options);
  }
}

function opened(engine: Engine, options: OpenOptions): Storage {
  return createStorage(options.mayWrite ? led(engine, options.mayWrite) : engine, options);
}

/** The in-memory twin: the same contract, nothing kept. */
export function openMemoryStorage(options: Pick<OpenOptions, 'nowMs'> = {}): Storage {
  return createStorage(openMemory(), options);
}
