/** This tab's place among the tabs that share the project. */
export interface Leadership {
  /** True in one tab at a time. */
  readonly leading: boolean;
  /** Called whenever `leading` changes. */
  onchange: ((leading: boolean) => void) | null;
  /** Steps back, or stops waiting. The next tab in line leads. */
  release(): void;
}

/**
 * Stands for leader under a name that all tabs share. Resolves as soon as it is known whether this tab leads; a follower goes
 * on waiting and leads when the leader closes. Where Web Locks are missing the tab takes itself for the only one.
 */
export async function lead(name: string, locks: LockManager | undefined = lockManager()): Promise<Leadership> {
  const leadership = { leading: false, onchange: null as Leadership['onchange'], release };
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  const waiting = new AbortController();

  function become(leading: boolean): void {
    if (leadership.leading === leading) return;
    leadership.leading = leading;
    leadership.onchange?.(leading);
  }
  function release(): void {
    waiting.abort();
    letGo();
    become(false);
  }

  if (!locks) {
    become(true);
    return leadership;
  }
  await new Promise<void>((known) => {
    locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock) become(true);
      known();
      return lock ? held : undefined;
    }).catch(() => {
      // Refused by the browser (opaque origins): nobody else can hold it either.
      become(true);
      known();
    });
  });
  if (!leadership.leading) {
    locks.request(name, { signal: waiting.signal }, () => {
      become(true);
      return held;
    }).catch(() => undefined);
  }
  return leadership;
}

function lockManager(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}
