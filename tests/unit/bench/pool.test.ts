import { describe, expect, it, vi } from 'vitest';
import { BenchPool, type BenchWorker } from '../../../src/clients/bench-pool.ts';
import { WorkerClient, type WorkerLike } from '../../../src/clients/client.ts';
import { parsePlan, tasksOf } from '../../../src/domain/bench/plan.ts';
import type { Outcome } from '../../../src/domain/bench/run.ts';
import { createBenchHandlers } from '../../../workers/bench/handlers.ts';
import type { BenchOperations } from '../../../workers/protocol/bench.ts';
import { serve, type HostScope } from '../../../workers/protocol/host.ts';
import { pause } from '../../../workers/protocol/pause.ts';

const plan = parsePlan({ detectors: [{ detector: 'ADWIN' }], streams: [{ kind: 'errors', pattern: 'sudden' }], seeds: { from: 1, count: 6 }, events: 2000 });
const tasks = tasksOf(plan);

type Call = (task: { seed: number }, options: { signal?: AbortSignal; onProgress?: (progress: { share: number }) => void }) => Promise<Outcome[]>;
const worker = (call: Call) => ({ call: vi.fn((_op: string, task: { seed: number }, options = {}) => call(task, options)), restart: vi.fn(), dispose: vi.fn() });
const poolOf = (...workers: ReturnType<typeof worker>[]) => {
  let at = 0;
  return new BenchPool(() => workers[at++] as unknown as BenchWorker, workers.length + 1);
};
const run = (pool: BenchPool, signal = new AbortController().signal) => {
  const done: number[] = [];
  const progress: number[] = [];
  return { done, progress, finished: pool.run(tasks, { signal, onDone: ({ seed }) => done.push(seed), onProgress: (share) => progress.push(share) }) };
};

/** The real handlers behind the real protocol, without a thread. */
function inProcess(): WorkerLike {
  const there: WorkerLike = {
    onmessage: null, onerror: null, onmessageerror: null,
    postMessage: (message) => queueMicrotask(() => scope.onmessage?.({ data: structuredClone(message) } as MessageEvent)),
    terminate: () => { scope.onmessage = null; },
  };
  const scope: HostScope = { onmessage: null, postMessage: (message) => queueMicrotask(() => there.onmessage?.({ data: structuredClone(message) } as MessageEvent)) };
  serve(createBenchHandlers({ pause, nowMs: () => performance.now() }), scope);
  return there;
}

describe('BenchPool', () => {
  it('has a worker a spare core, at least one and at most eight', () => {
    const size = (cores: number) => new BenchPool(() => worker(async () => []) as unknown as BenchWorker, cores).size;
    expect([size(1), size(2), size(4), size(64)]).toEqual([1, 1, 3, 8]);
  });

  it('does each task once, all workers at the same time, and tells how far it is', async () => {
    let [atOnce, most] = [0, 0];
    const slow: Call = async () => {
      most = Math.max(most, ++atOnce);
      await pause();
      atOnce -= 1;
      return [];
    };
    const { done, progress, finished } = run(poolOf(worker(slow), worker(slow)));
    await finished;
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(most).toBe(2);
    expect(progress.at(-1)).toBe(6);
  });

  it('gives a task back to the worker that drew it, also when another is quicker', async () => {
    const quick = worker(async () => []);
    const other = worker(async () => { await pause(); return []; });
    const pool = poolOf(quick, other);
    await run(pool).finished;
    const seedsOf = (of: typeof quick) => of.call.mock.calls.map(([, { seed }]) => seed);
    const first = seedsOf(other);
    expect(first.length).toBeGreaterThan(0);
    other.call.mockClear();
    await run(pool).finished;
    for (const seed of seedsOf(other)) expect(first).toContain(seed);
  });

  it('tries a task once more when its worker dies, and fails when that dies too; what was done is kept', async () => {
    let deaths = 1;
    const mortal = worker(async ({ seed }) => {
      if (seed === 3 && deaths-- > 0) throw { code: 'worker-died' };
      return [];
    });
    const { done, finished } = run(poolOf(mortal));
    await finished;
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    deaths = 2;
    const again = run(poolOf(mortal));
    await expect(again.finished).rejects.toMatchObject({ code: 'worker-died' });
    expect(again.done).toEqual([1, 2]);
  });

  it('an error of one worker stops the others', async () => {
    const waits = worker((_task, { signal }) => new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject({ code: 'cancelled' }))));
    await expect(run(poolOf(worker(async () => { throw { code: 'internal' }; }), waits)).finished).rejects.toMatchObject({ code: 'internal' });
  });

  it('a cancel is soft, and hard for a worker that does not listen', async () => {
    vi.useFakeTimers();
    try {
      let die = (_error: unknown) => {};
      const deaf = worker(() => new Promise((_resolve, reject) => { die = reject; }));
      deaf.restart.mockImplementation(() => die({ code: 'worker-died' }));
      const controller = new AbortController();
      const { finished } = run(poolOf(deaf), controller.signal);
      const refused = expect(finished).rejects.toMatchObject({ code: 'cancelled' });
      controller.abort();
      await vi.advanceTimersByTimeAsync(1000);
      expect(deaf.restart).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1000);
      expect(deaf.restart).toHaveBeenCalledOnce();
      await refused;
    } finally {
      vi.useRealTimers();
    }
  });

  it('with the real handlers: outcomes for every candidate, and a cancel in the middle of drawing', async () => {
    const pool = new BenchPool(() => new WorkerClient<BenchOperations>({ spawn: inProcess }), 2);
    const got: Outcome[][] = [];
    await pool.run(tasks, { signal: new AbortController().signal, onDone: (_task, outcomes) => got.push(outcomes), onProgress: () => {} });
    expect(got).toHaveLength(6);
    expect(got.every((outcomes) => outcomes.length === 3)).toBe(true);

    const long = tasksOf(parsePlan({ detectors: [{ detector: 'ADWIN' }], streams: [{ kind: 'line', preset: 'lamp-ages' }], seeds: { from: 1, count: 1 }, events: 100_000 }));
    const controller = new AbortController();
    const shares: number[] = [];
    const cancelled = pool.run(long, { signal: controller.signal, onDone: () => {}, onProgress: (share) => { shares.push(share); controller.abort(); } });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(shares[0]).toBeLessThan(0.5);
  });
});
