import { byFolder } from '../../domain/data/dataset/by-folder.ts';
import { codeOf, OrchardError, type ErrorCode } from '../../domain/common/errors.ts';
import { MAX_FILE_BYTES } from '../../domain/data/features/image-header.ts';
import { ZIP_LIMITS } from './format.ts';
import { isProject } from './import.ts';
import { extract, readDirectory } from './zip-reader.ts';
import type { ZipLimits } from './zip-reader.ts';

/** A picture of an archive, or why it could not be unpacked. Other files come without bytes, so that they can be counted. */
export type ZippedFile = { path: string; blob: Blob } | { path: string; code: ErrorCode };

/** Faults of one file that leave the others as they are. */
const OF_ONE_FILE: readonly ErrorCode[] = ['file-checksum', 'file-truncated', 'zip-encrypted', 'zip-method'];

/**
 * Unpacks the pictures of an archive, one after another. Throws what `readDirectory` throws of a bad zip, `zip-hostile` for a
 * bomb, and `picture-not-an-image` for a project of Orchard, whose pictures belong to it.
 */
export async function unzipPictures(file: Blob, { signal, limits = ZIP_LIMITS }: { signal?: AbortSignal; limits?: ZipLimits } = {}): Promise<ZippedFile[]> {
  const entries = await readDirectory(file, limits);
  if (await isProject(file, entries)) throw new OrchardError('picture-not-an-image', 'a project', { about: 'a project that Orchard wrote' });
  const pictures = new Set([...byFolder(entries.map(({ name }, index) => ({ path: name, index }))).groups.values()].flat());
  const files: ZippedFile[] = [];
  for (const [i, entry] of entries.entries()) {
    const path = entry.name;
    if (!pictures.has(i)) {
      files.push({ path, blob: new Blob() });
      continue;
    }
    signal?.throwIfAborted();
    if (entry.sizeBytes > MAX_FILE_BYTES) {
      files.push({ path, code: 'file-too-large' });
      continue;
    }
    try {
      files.push({ path, blob: new Blob([await extract(file, entry)]) });
    } catch (error) {
      if (!OF_ONE_FILE.includes(codeOf(error))) throw error;
      files.push({ path, code: codeOf(error) });
    }
  }
  return files;
}
