/** What tabs that share a project tell each other across a reload: which of them is about to lead. */
export interface Heirs {
  /** Who is about to lead; null when nobody is, or it did not come. */
  expected(): 'this tab' | 'another' | null;
  /** This tab loads itself anew to lead. */
  claim(): void;
  /** It leads. */
  clear(): void;
}

/** A tab that has not come back by then is waited for no longer, ms. */
export const HEIR_MS = 10_000;

/** The part of `localStorage` that is used. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** By a note that all tabs read, and one that this tab alone keeps when it loads itself anew. Where the browser keeps neither, nobody is expected. */
export function heirsOf(name: string, { shared = memory('localStorage'), own = memory('sessionStorage'), nowMs = Date.now } = {}): Heirs {
  const key = `${name} heir`;
  const attempt = <T>(act: () => T): T | null => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    expected: () => attempt(() => {
      const [id, at] = (shared?.getItem(key) ?? '').split('/');
      const age = nowMs() - Number(at);
      if (!id || !(age >= 0 && age < HEIR_MS)) return null;
      return own?.getItem(key) === id ? 'this tab' : 'another';
    }),
    claim: () => void attempt(() => {
      const id = `${nowMs()}-${Math.random()}`;
      own?.setItem(key, id);
      shared?.setItem(key, `${id}/${nowMs()}`);
    }),
    clear: () => void attempt(() => {
      shared?.removeItem(key);
      own?.removeItem(key);
    }),
  };
}

function memory(name: 'localStorage' | 'sessionStorage'): Memory | undefined {
  try {
    return (globalThis as { localStorage?: Memory; sessionStorage?: Memory })[name];
  } catch {
    return undefined;
  }
}
