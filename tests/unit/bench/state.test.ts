import { describe, expect, it } from 'vitest';
import type { BenchPool } from '../../../src/clients/bench-pool.ts';
import type { PoolRun } from '../../../src/clients/pool.ts';
import { parsePlan } from '../../../src/domain/bench/plan.ts';
import { resultJson } from '../../../src/domain/bench/result.ts';
import { runTask, type Outcome } from '../../../src/domain/bench/run.ts';
import type { BenchTask } from '../../../src/domain/bench/task.ts';
import { DrawnLines } from '../../../src/domain/bench/signals.ts';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { Bench, type BenchProgress } from '../../../src/state/bench.svelte.ts';

const plan = { detectors: [{ detector: 'ADWIN' }, { detector: 'DDM' }], streams: [{ kind: 'errors', pattern: 'sudden' }], seeds: { from: 1, count: 4 }, events: 6000 };

/** A pool of one worker on this thread, whose tasks come in reverse. */
function poolOf(before: (done: number) => Promise<void> = async () => {}): BenchPool {
  return {
    size: 1,
    dispose() {},
    async run<T extends BenchTask>(tasks: readonly T[], { signal, onDone, onProgress }: PoolRun<T, Outcome[]>) {
      for (const [i, task] of tasks.toReversed().entries()) {
        await before(i);
        if (signal.aborted) throw new OrchardError('cancelled');
        const work = runTask(task, new DrawnLines(1));
        let step = work.next();
        while (!step.done) step = work.next();
        onDone(task, step.value);
        onProgress(i + 1);
      }
    },
  } as BenchPool;
}
const benchOf = (pool: BenchPool) => {
  let nowMs = 0;
  return new Bench({ bench: pool, appVersion: '1.2.3', nowMs: () => (nowMs += 500) });
};

describe('Bench', () => {
  it('answers the whole result, with real progress on the way', async () => {
    const bench = benchOf(poolOf());
    const seen: BenchProgress[] = [];
    const result = await bench.run(plan, { onProgress: (progress) => seen.push(progress) });
    expect(result).toMatchObject({ app: '1.2.3', complete: true });
    expect(result.cells).toHaveLength(16);
    expect(seen.map(({ cells, total, share }) => [cells, total, share])).toEqual([[0, 16, 0], [4, 16, 0.25], [8, 16, 0.5], [12, 16, 0.75], [16, 16, 1]]);
    expect(bench.result).toEqual(result);
    expect(bench.progress).toBeNull();
  });

  it('runs a result again to the same bytes', async () => {
    const bench = benchOf(poolOf());
    const first = resultJson(await bench.run(plan));
    expect(resultJson(await bench.run(JSON.parse(first)))).toBe(first);
  });

  it('keeps what was done when it is cancelled, and runs again', async () => {
    const bench = benchOf(poolOf(async (done) => { if (done === 2) bench.cancel(); }));
    await expect(bench.run(plan)).rejects.toMatchObject({ code: 'cancelled' });
    expect(bench.ended).toBe('cancelled');
    expect(bench.result).toMatchObject({ complete: false });
    expect(bench.result!.cells).toHaveLength(8);
    const other = new AbortController();
    other.abort();
    await expect(bench.run(plan, { signal: other.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(bench.result!.cells).toHaveLength(8);
  });

  it('does one run at a time', async () => {
    const bench = benchOf(poolOf());
    const running = bench.run(plan);
    await expect(bench.run(plan)).rejects.toMatchObject({ code: 'bench-busy' });
    await running;
    await expect(bench.run({ ...plan, seeds: 'many' })).rejects.toMatchObject({ code: 'bench-plan-invalid' });
  });

  it('is held up by no plan that cannot be run', async () => {
    const bench = benchOf(poolOf());
    const refused = bench.run({ ...plan, seeds: 'many' });
    const running = bench.run(plan);
    await expect(refused).rejects.toMatchObject({ code: 'bench-plan-invalid' });
    await expect(running).resolves.toMatchObject({ complete: true });
  });

  it('refuses a bad plan without touching the result', async () => {
    const bench = benchOf(poolOf());
    const result = await bench.run(plan);
    await expect(bench.run({ ...plan, detectors: [{ detector: 'Oracle' }] })).rejects.toMatchObject({ code: 'bench-plan-invalid' });
    expect(bench.result).toEqual(result);
    expect(bench.plan).toEqual(parsePlan(plan));
  });
});
