import { OrchardError } from '../domain/common/errors.ts';
import type { Storage } from '../storage/index.ts';
import type { LabelledPicture } from '../storage/labelled-zip.ts';
import type { DataState } from './data.svelte.ts';

interface ExportOptions {
  signal?: AbortSignal;
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** The data set as a zip of folders, one a label. A picture that cannot be read any more is left out. Throws OrchardError `cancelled`. */
export async function exportPictures({ labels, samples }: Pick<DataState, 'labels' | 'samples'>, storage: Storage, { signal, onProgress }: ExportOptions): Promise<Blob> {
  const { writeLabelledZip } = await import('../storage/labelled-zip.ts');
  async function* pictures(): AsyncGenerator<LabelledPicture> {
    for (const [at, { id, label }] of samples.entries()) {
      if (signal?.aborted) throw new OrchardError('cancelled');
      const blob = await storage.samples.blob(id);
      if (blob) yield { id, label, blob };
      onProgress?.({ done: at + 1, total: samples.length });
    }
  }
  return writeLabelledZip(labels, pictures());
}
