import type { Page, Worker } from '@playwright/test';
import { workerOf } from '../e2e/harness/app.ts';
import { within } from './surface.ts';

/** How writes fail: refused at once, as on a full disk, or taken and not brought to an end. */
export type DiskFault = 'full' | 'aborting';

/** Has every write of the page and of what writes its log fail. Answers what mends it. */
export async function breakDisk(page: Page, how: DiskFault): Promise<() => Promise<void>> {
  const writers: (Page | Worker)[] = [page, await within('looking for the monitor', workerOf(page, 'monitor'))];
  await within('breaking the disk', Promise.all(writers.map((writer) => (writer as Page).evaluate(breakWrites, how))));
  // One that is gone by then took its fault along.
  return async () => { await within('mending the disk', Promise.all(writers.map((writer) => (writer as Page).evaluate(mendWrites).catch(() => {})))); };
}

/** Has every transaction wait for one that takes its time. */
export async function slowDisk(page: Page, forMs: number): Promise<void> {
  await within('slowing the disk', page.evaluate(occupyDisk, forMs));
}

interface Scope { wholePut?: IDBObjectStore['put'] }

function breakWrites(how: DiskFault): void {
  const scope = globalThis as Scope;
  const whole = (scope.wholePut ??= IDBObjectStore.prototype.put);
  IDBObjectStore.prototype.put = function put(this: IDBObjectStore, ...input: Parameters<typeof whole>) {
    if (how === 'full') throw new DOMException('The soak filled the disk.', 'QuotaExceededError');
    const request = whole.apply(this, input);
    const { transaction } = this;
    request.addEventListener('success', () => {
      try { transaction.abort(); } catch { /* another write of it was there first */ }
    });
    return request;
  };
}

function mendWrites(): void {
  const { wholePut } = globalThis as Scope;
  if (wholePut) IDBObjectStore.prototype.put = wholePut;
}

async function occupyDisk(forMs: number): Promise<void> {
  const asked = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  const database = await asked(indexedDB.open('orchard'));
  const stores = [...database.objectStoreNames];
  const transaction = database.transaction(stores, 'readwrite');
  const over = performance.now() + forMs;
  while (performance.now() < over) await asked(transaction.objectStore(stores[0]!).count());
  database.close();
}
