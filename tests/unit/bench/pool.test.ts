import { describe, expect, it } from 'vitest';
import { benchPool } from '../../../src/clients/bench-pool.ts';
import { WorkerClient, type WorkerLike } from '../../../src/clients/client.ts';
import { parsePlan, tasksOf } from '../../../src/domain/bench/plan.ts';
import type { Outcome } from '../../../src/domain/bench/run.ts';
import { createBenchHandlers } from '../../../workers/bench/handlers.ts';
import type { BenchOperations } from '../../../workers/protocol/bench.ts';
import { serve, type HostScope } from '../../../workers/protocol/host.ts';
import { pause } from '../../../workers/protocol/pause.ts';

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

describe('the bench’s pool', () => {
  it('with the real handlers: outcomes for every candidate, and a cancel in the middle of drawing', async () => {
    const tasks = tasksOf(parsePlan({ detectors: [{ detector: 'ADWIN' }], streams: [{ kind: 'errors', pattern: 'sudden' }], seeds: { from: 1, count: 6 }, events: 2000 }));
    const pool = benchPool(() => new WorkerClient<BenchOperations>({ spawn: inProcess }), 2);
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
