import { codeOf } from '../domain/common/errors.ts';
import { heirsOf, type Heirs } from './heirs.ts';

/** This tab's place among the tabs that share the project. */
export interface Leadership {
  /** True in one tab at a time. */
  readonly leading: boolean;
  /** Called whenever `leading` changes. */
  onchange: ((leading: boolean) => void) | null;
  /** Keeps the lead for this tab while it loads itself anew: those that wait let it pass. */
  keep(): void;
  /** Steps back, or stops waiting. The next tab in line leads. */
  release(): void;
}

/** Between two looks at whether the tab that the lead is kept for is still to come, ms. */
const LOOK_MS = 200;

/**
 * Stands for leader under a name that all tabs share. Resolves as soon as it is known whether this tab leads; a follower goes
 * on waiting and leads when the leader closes. Where Web Locks are missing the tab takes itself for the only one.
 */
export async function lead(name: string, locks: LockManager | undefined = lockManager(), heirs: Heirs = heirsOf(name)): Promise<Leadership> {
  const leadership = { leading: false, onchange: null as Leadership['onchange'], keep: () => heirs.claim(), release };
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
  const isHeir = heirs.expected() === 'this tab';
  await new Promise<void>((known) => {
    // Whoever holds it while this tab was loaded anew only keeps it for this one.
    locks.request(name, isHeir ? { steal: true } : { ifAvailable: true }, (lock) => {
      const leads = lock !== null && (isHeir || heirs.expected() === null);
      if (leads) {
        heirs.clear();
        become(true);
      }
      known();
      return leads ? held : undefined;
    }).catch(() => {
      // Taken away, or else refused by the browser (opaque origins): nobody else can hold it then.
      become(!leadership.leading);
      known();
    });
  });
  if (!leadership.leading) void wait(locks);
  return leadership;

  async function wait(all: LockManager): Promise<void> {
    for (;;) {
      let isHeld = true;
      try {
        await all.request(name, { signal: waiting.signal }, async () => {
          // Were each to load itself anew as soon as the one before is gone to do so, they would pass the lead round for ever.
          while (isHeld && heirs.expected() === 'another') await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
          if (!isHeld || waiting.signal.aborted) return;
          become(true);
          await held;
        });
        return;
      } catch (error) {
        isHeld = false;
        become(false);
        if (waiting.signal.aborted || codeOf(error) !== 'cancelled') return;
      }
    }
  }
}

function lockManager(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}
