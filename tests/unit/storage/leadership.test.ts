import { describe, expect, it } from 'vitest';
import { lead } from '../../../src/storage/leadership.ts';

/** Web Locks of one origin, as far as leadership uses them. */
class Locks {
  #held = false;
  #queue: (() => void)[] = [];

  async request(name: string, ...rest: unknown[]): Promise<unknown> {
    const callback = rest.at(-1) as (lock: object | null) => unknown;
    const { ifAvailable = false, signal } = (rest.length > 1 ? rest[0] : {}) as { ifAvailable?: boolean; signal?: AbortSignal };
    await Promise.resolve();
    if (this.#held) {
      if (ifAvailable) return callback(null);
      await new Promise<void>((resolve, reject) => {
        this.#queue.push(resolve);
        signal?.addEventListener('abort', () => {
          this.#queue = this.#queue.filter((other) => other !== resolve);
          reject(new DOMException('', 'AbortError'));
        });
      });
    }
    this.#held = true;
    try {
      return await callback({ name });
    } finally {
      this.#held = false;
      this.#queue.shift()?.();
    }
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('leadership', () => {
  it('belongs to the first tab, and passes on when it goes', async () => {
    const locks = new Locks() as unknown as LockManager;
    const [first, second, third] = [await lead('x', locks), await lead('x', locks), await lead('x', locks)];
    expect([first.leading, second.leading, third.leading]).toEqual([true, false, false]);
    const changes: boolean[] = [];
    second.onchange = (leading) => changes.push(leading);
    first.release();
    await settle();
    expect([first.leading, second.leading, third.leading, changes]).toEqual([false, true, false, [true]]);
  });

  it('skips a tab that went while it waited', async () => {
    const locks = new Locks() as unknown as LockManager;
    const [first, second, third] = [await lead('x', locks), await lead('x', locks), await lead('x', locks)];
    second.release();
    first.release();
    await settle();
    expect([second.leading, third.leading]).toEqual([false, true]);
  });

  it('is taken for granted where there are no locks, or none may be had', async () => {
    expect((await lead('x', undefined)).leading).toBe(true);
    const refusing = { request: () => Promise.reject(new DOMException('', 'SecurityError')) } as unknown as LockManager;
    expect((await lead('x', refusing)).leading).toBe(true);
  });
});
