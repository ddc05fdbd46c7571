import { OrchardError } from '../../domain/common/errors.ts';
import type { Engine, Key, Transaction } from './engine.ts';

/** Settings of who looks: what is shown, and how. All others belong to the project. */
const VIEWER_SETTINGS: readonly Key[] = ['theme', 'backend', 'probe', 'firstVisitDone', 'windowEvents', 'monitor'];

/**
 * The engine as a tab has it of which only the leader may change things: while `mayWrite` answers false all can be read, and every change
 * but that of a viewer's setting is refused with `not-leading`.
 */
export function led(engine: Engine, mayWrite: () => boolean): Engine {
  return {
    persistent: engine.persistent,
    get code() { return engine.code; },
    async run(stores, mode, work) {
      if (mode === 'readonly' || mayWrite()) return engine.run(stores, mode, work);
      if (stores.some((store) => store !== 'settings')) throw new OrchardError('not-leading');
      return engine.run(stores, mode, (transaction) => work(viewing(transaction)));
    },
    close: () => engine.close(),
  };
}

function viewing(transaction: Transaction): Transaction {
  const refuse = (): never => { throw new OrchardError('not-leading'); };
  return {
    ...transaction,
    put: async (store, key, value) => (VIEWER_SETTINGS.includes(key) ? transaction.put(store, key, value) : refuse()),
    delete: async (store, key) => (VIEWER_SETTINGS.includes(key) ? transaction.delete(store, key) : refuse()),
    clear: async () => refuse(),
  };
}
