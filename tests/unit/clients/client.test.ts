import { describe, expect, it, vi } from 'vitest';
import { WorkerClient, type WorkerLike } from '../../../src/clients/client.ts';
import { Records } from '../../../src/clients/records.ts';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { serve, type HostScope } from '../../../workers/protocol/host.ts';
import { Transferring, type Handlers, type NoticeHandlers, type Operation } from '../../../workers/protocol/message.ts';

type Sums = {
  add: Operation<{ a: number; b: number }, number>;
  count: Operation<{ to: number }, string, number>;
  wait: Operation<void, void>;
  move: Operation<void, Uint8Array>;
  refuse: Operation<void, void>;
  break: Operation<void, void>;
};

const handlers: Handlers<Sums> = {
  add: ({ a, b }) => a + b,
  count({ to }, { progress }) {
    for (let i = 1; i <= to; i++) progress(i);
    return 'counted';
  },
  wait: (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new OrchardError('cancelled')))),
  move: () => {
    const bytes = new Uint8Array([1, 2, 3]);
    return new Transferring(bytes, [bytes.buffer]);
  },
  refuse: () => { throw new OrchardError('label-empty', 'why not', { about: 'nothing' }); },
  break: () => { (undefined as unknown as { x: () => void }).x(); },
};

type SumNotice = { type: 'warm'; degrees: number } | { type: 'broken' };

/** A worker on the other end of two queues, as asynchronous as a real one. */
function fakeWorker(): WorkerLike & { crash(): void; says(notice: SumNotice): void } {
  const worker: ReturnType<typeof fakeWorker> = {
    onmessage: null, onerror: null, onmessageerror: null,
    postMessage: (message) => queueMicrotask(() => scope.onmessage?.({ data: structuredClone(message) } as MessageEvent)),
    terminate: () => { scope.onmessage = null; },
    says: (notice) => host.notify(notice),
    crash: () => worker.onerror?.({ message: 'out of memory', preventDefault() {} } as unknown as ErrorEvent),
  };
  const scope: HostScope = {
    onmessage: null,
    postMessage: (message, transfer) => {
      const data: unknown = structuredClone(message, { transfer: transfer ?? [] });
      queueMicrotask(() => worker.onmessage?.({ data } as MessageEvent));
    },
  };
  const host = serve<Sums, SumNotice>(handlers, scope);
  return worker;
}

function client() {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  const onRestart = vi.fn();
  const made = new WorkerClient<Sums>({
    spawn: () => {
      const worker = fakeWorker();
      workers.push(worker);
      return worker;
    },
    onRestart,
  });
  return { client: made, workers, onRestart };
}

describe('WorkerClient and serve', () => {
  it('refuses an operation that may not be called, and asks no worker', async () => {
    let may = false;
    const spawn = vi.fn(fakeWorker);
    const client = new WorkerClient<Sums>({ spawn, mayCall: (op) => may || op !== 'add' });
    await expect(client.call('add', { a: 1, b: 2 })).rejects.toMatchObject({ code: 'not-leading' });
    expect(spawn).not.toHaveBeenCalled();
    expect(await client.call('count', { to: 1 })).toBe('counted');
    may = true;
    expect(await client.call('add', { a: 1, b: 2 })).toBe(3);
  });

  it('says of a worker whose message cannot be read that it broke the protocol, and starts another', async () => {
    const { client: made, workers, onRestart } = client();
    const waiting = made.call('wait', undefined);
    await vi.waitFor(() => expect(workers).toHaveLength(1));
    workers[0]!.onmessageerror?.({} as MessageEvent);
    await expect(waiting).rejects.toMatchObject({ code: 'worker-protocol' });
    expect(onRestart).toHaveBeenCalledOnce();
    expect(await made.call('add', { a: 1, b: 2 })).toBe(3);
    // One that is gone is heard no more.
    workers[0]!.onmessageerror?.({} as MessageEvent);
    expect(await made.call('add', { a: 2, b: 2 })).toBe(4);
    expect(onRestart).toHaveBeenCalledOnce();
  });

  it('starts the worker at the first call only', async () => {
    const { client: sums, workers } = client();
    expect(workers).toHaveLength(0);
    expect(await sums.call('add', { a: 2, b: 3 })).toBe(5);
    await sums.call('add', { a: 1, b: 1 });
    expect(workers).toHaveLength(1);
  });

  it('reports progress in order, then the result', async () => {
    const { client: sums } = client();
    const seen: number[] = [];
    expect(await sums.call('count', { to: 4 }, { onProgress: (n) => seen.push(n) })).toBe('counted');
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('hands buffers over', async () => {
    const { client: sums } = client();
    expect([...(await sums.call('move', undefined))]).toEqual([1, 2, 3]);
  });

  it('rejects with the code of the handler', async () => {
    const { client: sums } = client();
    await expect(sums.call('refuse', undefined)).rejects.toMatchObject({ code: 'label-empty', message: 'label-empty: why not', about: 'nothing' });
  });

  it('tells of a mistake in a worker without the place in its code', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { client: sums } = client();
    const error: unknown = await sums.call('break', undefined).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'internal' });
    expect((error as Error).message).not.toMatch(/\n|\bat \b|client\.test|OrchardError|TypeError/u);
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });

  it('names an unknown operation', async () => {
    const { client: sums } = client();
    await expect(sums.call('nothing' as 'add', { a: 1, b: 1 })).rejects.toMatchObject({ code: 'worker-protocol' });
  });

  it('cancels softly through the signal', async () => {
    const { client: sums } = client();
    const controller = new AbortController();
    const waiting = sums.call('wait', undefined, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(sums.call('wait', undefined, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('fails what was pending when the worker dies, and starts another at the next call', async () => {
    const { client: sums, workers, onRestart } = client();
    const waiting = sums.call('wait', undefined);
    workers[0]!.crash();
    await expect(waiting).rejects.toMatchObject({ code: 'worker-died' });
    expect(onRestart).toHaveBeenCalledOnce();
    expect(await sums.call('add', { a: 20, b: 22 })).toBe(42);
    expect(workers).toHaveLength(2);
  });

  it('ends a worker at once on restart', async () => {
    const { client: sums, workers } = client();
    const waiting = sums.call('wait', undefined);
    sums.restart();
    await expect(waiting).rejects.toMatchObject({ code: 'worker-died' });
    expect(await sums.call('add', { a: 1, b: 2 })).toBe(3);
    expect(workers).toHaveLength(2);
  });

  it('refuses what cannot be cloned without hanging', async () => {
    const { client: sums, workers } = client();
    await sums.call('add', { a: 1, b: 2 });
    workers[0]!.postMessage = (message) => void structuredClone(message);
    await expect(sums.call('add', { a: (() => 1) as unknown as number, b: 2 })).rejects.toMatchObject({ code: 'worker-protocol' });
  });

  it('learns of a silent death when the worker’s lock is released', async () => {
    let release = () => {};
    const locks = { request: (_name: string, _options: unknown, callback: () => void) => new Promise<void>((resolve) => { release = () => { callback(); resolve(); }; }) };
    const onRestart = vi.fn();
    const sums = new WorkerClient<Sums>({ spawn: fakeWorker, onRestart, locks: locks as unknown as LockManager });
    await sums.call('add', { a: 1, b: 1 });
    const waiting = sums.call('wait', undefined);
    release();
    await expect(waiting).rejects.toMatchObject({ code: 'worker-died' });
    expect(onRestart).toHaveBeenCalledOnce();
  });

  it('takes a worker that never starts for dead, and no other', async () => {
    vi.useFakeTimers();
    try {
      const mute: WorkerLike = { onmessage: null, onerror: null, onmessageerror: null, postMessage() {}, terminate() {} };
      let spawned = 0;
      const onRestart = vi.fn();
      const sums = new WorkerClient<Sums>({ spawn: () => (spawned++ === 0 ? mute : fakeWorker()), onRestart });
      const waiting = sums.call('add', { a: 1, b: 1 }).catch((error: OrchardError) => error.code);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await waiting).toBe('worker-died');
      expect(onRestart).toHaveBeenCalledOnce();
      expect(await sums.call('add', { a: 1, b: 1 })).toBe(2);
      await vi.advanceTimersByTimeAsync(600_000);
      expect(onRestart).toHaveBeenCalledOnce();
      sums.dispose();
    } finally {
      vi.useRealTimers();
    }
  });

  it('hands each notice to its own handler', async () => {
    const heard: string[] = [];
    let worker!: ReturnType<typeof fakeWorker>;
    const notices: NoticeHandlers<SumNotice> = { warm: ({ degrees }) => heard.push(`${degrees} degrees`), broken: () => heard.push('broken') };
    const sums = new WorkerClient<Sums, SumNotice>({ spawn: () => (worker = fakeWorker()), notices: () => notices });
    await sums.call('add', { a: 1, b: 1 });
    worker.says({ type: 'warm', degrees: 30 });
    worker.says({ type: 'broken' });
    await sums.call('add', { a: 1, b: 1 });
    expect(heard).toEqual(['30 degrees', 'broken']);
  });

  it('has every call and notice recorded, with what came of it', async () => {
    const records = new Records();
    let worker!: ReturnType<typeof fakeWorker>;
    const sums = new WorkerClient<Sums, SumNotice>({ kind: 'sums', spawn: () => (worker = fakeWorker()), notices: () => ({ warm: () => {}, broken: () => {} }), records, mayCall: (op) => op !== 'move' });
    await sums.call('add', { a: 1, b: 1 });
    await sums.call('refuse', undefined).catch(() => {});
    await sums.call('move', undefined).catch(() => {});
    worker.says({ type: 'warm', degrees: 30 });
    const waiting = sums.call('wait', undefined).catch(() => {});
    expect(records.waiting).toMatchObject([{ from: 'sums', name: 'wait' }]);
    await Promise.resolve();
    worker.crash();
    await waiting;
    expect(records.waiting).toEqual([]);
    expect(records.entries.map((entry) => [entry.kind, entry.from, entry.name, 'outcome' in entry ? entry.outcome : ''])).toEqual([
      ['call', 'sums', 'add', 'ok'], ['call', 'sums', 'refuse', 'label-empty'], ['call', 'sums', 'move', 'not-leading'], ['notice', 'sums', 'warm', ''], ['call', 'sums', 'wait', 'worker-died'],
    ]);
  });

  it('does not compile with a notice that nobody hears', () => {
    // @ts-expect-error `broken` is missing
    const notices: NoticeHandlers<SumNotice> = { warm: () => {} };
    expect(Object.keys(notices)).toEqual(['warm']);
  });
});
