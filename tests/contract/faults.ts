import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Engine, Transaction } from '../../src/storage/engine/engine.ts';

/** An engine whose disk is full from the n-th write on, once it is told so. */
export function failing(engine: Engine): { engine: Engine; failAt(nth: number): void } {
  let left = Infinity;
  const spend = (): void => {
    left -= 1;
    if (left < 0) throw new OrchardError('storage-full', 'the disk of the test');
  };
  const broken = (transaction: Transaction): Transaction => ({
    ...transaction,
    async put(...input) { spend(); return transaction.put(...input); },
    async delete(...input) { spend(); return transaction.delete(...input); },
    async clear(...input) { spend(); return transaction.clear(...input); },
  });
  return {
    engine: { persistent: true, code: null, run: (stores, mode, work) => engine.run(stores, mode, (transaction) => work(broken(transaction))), close: () => engine.close() },
    failAt: (nth) => { left = nth; },
  };
}
