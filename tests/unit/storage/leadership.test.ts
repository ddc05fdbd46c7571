import { describe, expect, it, vi } from 'vitest';
import { HEIR_MS, heirsOf, type Memory } from '../../../src/storage/heirs.ts';
import { lead, type Leadership } from '../../../src/storage/leadership.ts';

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

/** A browser with tabs that load themselves anew to lead, as the page does. */
class Browser {
  readonly #shared = new Map<string, string>();
  readonly #tabs: Tab[] = [];
  #held: Request | null = null;
  #queue: Request[] = [];
  loads = 0;

  get leaders(): number { return this.#tabs.filter(({ leadership }) => leadership?.leading).length; }

  async open(): Promise<Tab> {
    const tab: Tab = { own: new Map(), leadership: null };
    this.#tabs.push(tab);
    await this.#load(tab);
    return tab;
  }

  async close(tab: Tab): Promise<void> {
    this.#tabs.splice(this.#tabs.indexOf(tab), 1);
    this.#unload(tab);
  }

  async #load(tab: Tab): Promise<void> {
    this.loads += 1;
    const leadership = await lead('x', this.#locksOf(tab), heirsOf('x', { shared: stored(this.#shared), own: stored(tab.own) }));
    tab.leadership = leadership;
    leadership.onchange = (leading) => {
      if (leading) leadership.keep();
      this.#unload(tab);
      if (this.#tabs.includes(tab)) setTimeout(() => void this.#load(tab), 3);
    };
  }

  #unload(tab: Tab): void {
    if (tab.leadership) tab.leadership.onchange = null;
    tab.leadership = null;
    this.#queue = this.#queue.filter((request) => request.tab !== tab);
    if (this.#held?.tab === tab) this.#pass();
  }

  #pass(): void {
    const next = (this.#held = this.#queue.shift() ?? null);
    if (next) this.#grant(next);
  }

  #grant(request: Request): void {
    setTimeout(() => void Promise.resolve(request.callback({})).then((value) => {
      request.resolve(value);
      if (this.#held === request) this.#pass();
    }));
  }

  #locksOf(tab: Tab): LockManager {
    return {
      request: (_: string, { ifAvailable, steal }: { ifAvailable?: boolean; steal?: boolean }, callback: Request['callback']) => new Promise((resolve, reject) => {
        const request: Request = { tab, callback, resolve, reject };
        if (this.#held && ifAvailable) return resolve(callback(null));
        if (this.#held && !steal) return void this.#queue.push(request);
        this.#held?.reject(new DOMException('', 'AbortError'));
        this.#held = request;
        this.#grant(request);
      }),
    } as unknown as LockManager;
  }
}
interface Tab { own: Map<string, string>; leadership: Leadership | null }
interface Request { tab: Tab; callback(lock: object | null): unknown; resolve(value: unknown): void; reject(error: unknown): void }

function stored(kept: Map<string, string>): Memory {
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
}

describe('leadership', () => {
  it('is one tab’s after one load, however many wait, each time the tab that leads is closed', async () => {
    const browser = new Browser();
    const tabs: Tab[] = [];
    for (let i = 0; i < 10; i += 1) tabs.push(await browser.open());
    for (let open = 10; open > 1; open -= 1) {
      const loads = browser.loads;
      const leader = tabs.find(({ leadership }) => leadership?.leading)!;
      await browser.close(leader);
      tabs.splice(tabs.indexOf(leader), 1);
      await vi.waitFor(() => expect(tabs.filter(({ leadership }) => leadership?.leading)).toHaveLength(1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect([browser.leaders, browser.loads - loads]).toEqual([1, 1]);
    }
  });

  it('goes to the next when the tab that it is kept for does not come', async () => {
    const [shared, nowMs] = [new Map<string, string>(), { is: 0 }];
    const heirs = (own: Map<string, string>) => heirsOf('x', { shared: stored(shared), own: stored(own), nowMs: () => nowMs.is });
    const own = new Map<string, string>();
    heirs(own).claim();
    expect([heirs(own).expected(), heirs(new Map()).expected()]).toEqual(['this tab', 'another']);
    const locks = new Locks() as unknown as LockManager;
    const waits = await lead('x', locks, heirs(new Map()));
    expect(waits.leading).toBe(false);
    nowMs.is = HEIR_MS;
    await vi.waitFor(() => expect(waits.leading).toBe(true));
  });

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
