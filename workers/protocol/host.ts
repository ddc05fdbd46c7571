import { aboutOf, codeOf, detailOf, OrchardError } from '../../src/domain/common/errors.ts';
import { Transferring, type CallContext, type FromWorker, type Handlers, type ToWorker } from './message.ts';

/** The part of a worker's global scope that serving calls needs; a test passes its own. */
export interface HostScope {
  name?: string;
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  navigator?: { locks?: LockManager };
}

/** What a worker can say without being asked. */
export interface Host<N extends { type: string }> {
  notify(notice: N): void;
}

/**
 * Serves the handlers to the main thread: every call gets exactly one `ok` or `fail`, a cancel aborts the call's signal.
 * The worker holds a Web Lock of its own name for as long as it lives, so that the other side learns of its death at once.
 */
export function serve<M, N extends { type: string } = never>(handlers: Handlers<M>, scope: HostScope = globalThis as unknown as HostScope): Host<N> {
  const running = new Map<number, AbortController>();
  const post = (message: FromWorker, transfer: Transferable[] = []) => scope.postMessage(message, transfer);

  scope.onmessage = (event: MessageEvent) => {
    const message = event.data as ToWorker<Record<string, never>>;
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else if (message.type === 'call') void answer(message.id, message.op as unknown as keyof M, message.input);
  };

  async function answer(id: number, op: keyof M, input: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const context: CallContext<unknown> = {
      signal: controller.signal,
      progress: (progress, transfer) => post({ type: 'progress', id, progress }, transfer),
    };
    try {
      const handler = handlers[op] as unknown as ((input: unknown, context: CallContext<unknown>) => unknown) | undefined;
      if (typeof handler !== 'function') throw new OrchardError('worker-protocol', `no operation ${String(op)}`);
      const output = await handler(input, context);
      if (output instanceof Transferring) post({ type: 'ok', id, output: output.output }, output.transfer);
      else post({ type: 'ok', id, output });
    } catch (error) {
      const about = aboutOf(error);
      // Where it arose is for developers: it stays in this worker's console.
      if (codeOf(error) === 'internal') console.error(error);
      post({ type: 'fail', id, code: codeOf(error), detail: detailOf(error), ...(about === undefined ? {} : { about }) });
    } finally {
      running.delete(id);
    }
  }

  const ready = () => post({ type: 'ready' });
  const { locks } = scope.navigator ?? {};
  if (locks && scope.name) {
    void locks.request(scope.name, () => {
      ready();
      return new Promise<void>(() => {});
    }).catch(ready);
  } else ready();

  return { notify: (notice) => post({ type: 'notice', notice }) };
}
