import { OrchardError } from '../domain/errors.ts';
import type { Storage } from './types.ts';

/** Methods that only look. Settings may be changed by any tab: they belong to the person, not to the line. */
const LOOKING = new Set([
  'get', 'list', 'count', 'blob', 'thumbnail', 'thumbnails', 'all', 'artifact', 'nextNumber', 'summaries', 'overview', 'checkpoints', 'checkpoint', 'keys', 'read', 'state', 'aside',
  'health', 'usage', 'requestPersistence', 'close', 'dumpAll',
]);

/** The storage as a tab sees it that does not lead: everything can be read, and every change is refused with `not-leading`. */
export function readOnly(storage: Storage): Storage {
  return new Proxy(storage, {
    get(target, key: keyof Storage) {
      const value = target[key] as unknown;
      if (key === 'settings') return value;
      if (typeof value === 'function') return LOOKING.has(key) ? value.bind(target) : refuse;
      return typeof value === 'object' && value !== null ? lookingAt(value) : value;
    },
  });
}

function lookingAt<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, key) {
      const value = target[key as keyof T] as unknown;
      if (typeof value !== 'function') return value;
      return LOOKING.has(String(key)) ? value.bind(target) : refuse;
    },
  });
}

function refuse(): Promise<never> {
  return Promise.reject(new OrchardError('not-leading'));
}
