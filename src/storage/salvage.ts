import { openAsItIs } from './engine/indexed-db.ts';
import { exportProject, type ExportOptions } from './project/export.ts';
import { createStorage } from './storage.ts';

/**
 * What this Orchard can read of a database that another version wrote, as a project file. Nothing is written: rows that do not fit are left
 * out and stay where they are. Fails as `exportProject` does, and with `storage-unavailable` when stores are missing.
 */
export async function salvage(name: string, options: ExportOptions): Promise<Blob> {
  const engine = await openAsItIs(name);
  try {
    return await exportProject(createStorage(engine), options);
  } finally {
    engine.close();
  }
}
