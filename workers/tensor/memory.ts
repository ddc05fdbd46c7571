import { OrchardError } from '../../src/domain/common/errors.ts';

const NO_MEMORY = /out of memory|allocation failed|cannot enlarge memory|failed to allocate|oom/i;

/** Runs some work; what engines throw when they have no room becomes OrchardError `out-of-memory`. */
export async function asOutOfMemory<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && !(error instanceof OrchardError) && NO_MEMORY.test(error.message)) {
      throw new OrchardError('out-of-memory', error.message, { cause: error });
    }
    throw error;
  }
}
