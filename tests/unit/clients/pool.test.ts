import { describe, expect, it, vi } from 'vitest';
import { WorkerPool } from '../../../src/clients/pool.ts';
import { pause } from '../../../workers/protocol/pause.ts';

interface Piece { key: string; id: number }
type Options = { signal: AbortSignal; onProgress(share: number): void };
type Call = (piece: Piece, options: Options) => Promise<string>;

const worker = (call: Call) => ({ call: vi.fn(call), restart: vi.fn(), dispose: vi.fn() });
const poolOf = (...workers: ReturnType<typeof worker>[]) => {
  let at = 0;
  return new WorkerPool<Piece, string, ReturnType<typeof worker>>({ spawn: () => workers[at++]!, key: ({ key }) => key, call: (one, piece, options) => one.call(piece, options) }, workers.length + 1);
};
const pieces = Array.from({ length: 6 }, (_, i): Piece => ({ key: `key ${i + 1}`, id: i + 1 }));
const run = (pool: ReturnType<typeof poolOf>, { tasks = pieces, signal = new AbortController().signal } = {}) => {
  const done: number[] = [];
  const results: string[] = [];
  const progress: number[] = [];
  const finished = pool.run(tasks, { signal, onDone: ({ id }, result) => { done.push(id); results.push(result); }, onProgress: (tasksDone) => progress.push(tasksDone) });
  return { done, results, progress, finished };
};
const idsOf = (of: ReturnType<typeof worker>) => of.call.mock.calls.map(([{ id }]) => id);

describe('WorkerPool', () => {
  it('has a worker a spare core, at least one and at most eight', () => {
    const size = (cores: number) => new WorkerPool({ spawn: () => worker(async () => ''), key: String, call: async () => '' }, cores).size;
    expect([size(1), size(2), size(4), size(64)]).toEqual([1, 1, 3, 8]);
  });

  it('does each task once, all workers at the same time, and hands every result over with its task', async () => {
    let [atOnce, most] = [0, 0];
    const slow: Call = async ({ id }) => {
      most = Math.max(most, ++atOnce);
      await pause();
      atOnce -= 1;
      return `of ${id}`;
    };
    const { done, results, finished } = run(poolOf(worker(slow), worker(slow)));
    await finished;
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(results).toEqual(done.map((id) => `of ${id}`));
    expect(most).toBe(2);
  });

  it('takes tasks in their order, and hands them over in the order in which they are done', async () => {
    const finish = new Map<number, () => void>();
    const held: Call = ({ id }) => new Promise((resolve) => finish.set(id, () => resolve('')));
    const { done, finished } = run(poolOf(worker(held), worker(held)), { tasks: pieces.slice(0, 3) });
    expect([...finish.keys()]).toEqual([1, 2]);
    finish.get(2)!();
    await vi.waitFor(() => expect([...finish.keys()]).toEqual([1, 2, 3]));
    finish.get(3)!();
    await vi.waitFor(() => expect(done).toEqual([2, 3]));
    finish.get(1)!();
    await finished;
    expect(done).toEqual([2, 3, 1]);
  });

  it('tells how far it is, shares of tasks under way included', async () => {
    const halfway: Call = async (_piece, { onProgress }) => {
      onProgress(0.5);
      return '';
    };
    const { progress, finished } = run(poolOf(worker(halfway)), { tasks: pieces.slice(0, 2) });
    await finished;
    expect(progress).toEqual([0.5, 1, 1.5, 2]);
  });

  it('gives a task back to the worker that knows its key, also when another is quicker', async () => {
    const quick = worker(async () => '');
    const other = worker(async () => { await pause(); return ''; });
    const pool = poolOf(quick, other);
    await run(pool).finished;
    const first = idsOf(other);
    expect(first.length).toBeGreaterThan(0);
    other.call.mockClear();
    await run(pool).finished;
    for (const id of idsOf(other)) expect(first).toContain(id);
  });

  it('what workers know ends with them', async () => {
    const [one, two] = [worker(async () => ''), worker(async () => '')];
    const pool = poolOf(one, two);
    const [first, second] = pieces as [Piece, Piece];
    await run(pool, { tasks: [first, second] }).finished;
    await run(pool, { tasks: [second, first] }).finished;
    expect(idsOf(one), 'each does what it did').toEqual([1, 1]);
    pool.dispose();
    expect([one, two].map(({ dispose }) => dispose.mock.calls.length)).toEqual([1, 1]);
    await run(pool, { tasks: [second, first] }).finished;
    expect(idsOf(one)).toEqual([1, 1, 2]);
  });

  it('tries a task once more when its worker dies, and fails when that dies too; what was done is kept', async () => {
    let deaths = 1;
    const mortal = worker(async ({ id }) => {
      if (id === 3 && deaths-- > 0) throw { code: 'worker-died' };
      return '';
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
    const waits = worker((_piece, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject({ code: 'cancelled' }))));
    await expect(run(poolOf(worker(async () => { throw { code: 'internal' }; }), waits)).finished).rejects.toMatchObject({ code: 'internal' });
  });

  it('what was cancelled before it began asks no worker', async () => {
    const idle = worker(async () => '');
    await expect(run(poolOf(idle), { signal: AbortSignal.abort() }).finished).rejects.toMatchObject({ code: 'cancelled' });
    expect(idle.call).not.toHaveBeenCalled();
  });

  it('a cancel is soft, and hard for a worker that does not listen', async () => {
    vi.useFakeTimers();
    try {
      let die = (_error: unknown) => {};
      const deaf = worker(() => new Promise((_resolve, reject) => { die = reject; }));
      deaf.restart.mockImplementation(() => die({ code: 'worker-died' }));
      const hears = worker((_piece, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject({ code: 'cancelled' }))));
      const controller = new AbortController();
      const { finished } = run(poolOf(deaf, hears), { signal: controller.signal });
      const refused = expect(finished).rejects.toMatchObject({ code: 'cancelled' });
      controller.abort();
      await vi.advanceTimersByTimeAsync(1000);
      expect(deaf.restart).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1000);
      expect(deaf.restart).toHaveBeenCalledOnce();
      expect(hears.restart).not.toHaveBeenCalled();
      await refused;
    } finally {
      vi.useRealTimers();
    }
  });
});
