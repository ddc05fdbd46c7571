import { describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { ExclusiveRun } from '../../../src/state/exclusive-run.svelte.ts';

/** Work that ends when it is told to, or with whatever its signal makes of it. */
const untilAborted = (signal: AbortSignal) => new Promise<never>((_, reject) => { signal.addEventListener('abort', () => reject(new Error('a socket was closed'))); });

describe('ExclusiveRun', () => {
  it('answers what the work does, and tells while it goes on', async () => {
    const run = new ExclusiveRun('bench-busy');
    let end = (_: number): void => {};
    const taken = run.take(() => new Promise<number>((resolve) => { end = resolve; }));
    expect(run.running).toBe(true);
    end(7);
    await expect(taken).resolves.toBe(7);
    expect([run.running, run.ended]).toEqual([false, null]);
  });

  it('refuses a second run with its own code, and lets the first end', async () => {
    const run = new ExclusiveRun('replay-busy');
    const first = run.take(untilAborted);
    await expect(run.take(() => Promise.resolve(1))).rejects.toMatchObject({ code: 'replay-busy' });
    expect(() => run.refuse()).toThrow(expect.objectContaining({ code: 'replay-busy' }));
    expect([run.running, run.ended]).toEqual([true, null]);
    run.cancel();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await expect(run.take(() => Promise.resolve(2))).resolves.toBe(2);
  });

  it.each(['its own cancel', 'the signal of who asked'])('says that it was cancelled by %s, whatever the work failed with', async (by) => {
    const run = new ExclusiveRun('bench-busy');
    const asked = new AbortController();
    const taken = run.take(untilAborted, asked.signal);
    if (by === 'its own cancel') run.cancel();
    else asked.abort();
    await expect(taken).rejects.toMatchObject({ code: 'cancelled' });
    expect([run.running, run.ended]).toEqual([false, 'cancelled']);
  });

  it('does not begin what was called off before', async () => {
    const run = new ExclusiveRun('bench-busy');
    let begun = false;
    await expect(run.take(() => { begun = true; return Promise.resolve(); }, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect([begun, run.ended, run.running]).toEqual([false, 'cancelled', false]);
  });

  it('keeps why the newest ended, until the next begins', async () => {
    const run = new ExclusiveRun('bench-busy');
    await expect(run.take(() => Promise.reject(new OrchardError('worker-died')))).rejects.toMatchObject({ code: 'worker-died' });
    expect(run.ended).toBe('worker-died');
    await expect(run.take(() => { throw new TypeError('no'); })).rejects.toThrow(TypeError);
    expect(run.ended).toBe('internal');
    run.cancel();
    await run.take(async () => { expect(run.ended).toBeNull(); });
    expect(run.ended).toBeNull();
  });
});
