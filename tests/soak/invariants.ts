import { setTimeout as after } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { rendererMemory } from '../bench/renderer-memory.ts';
import { orchard, Refused } from '../e2e/harness/orchard.ts';
import type { Stage } from './acts/act.ts';
import { readRows, type ReadLog } from './read-rows.ts';
import { Gone, Hang, LIMIT_MS, within } from './surface.ts';
import type { Sample } from './memory.ts';

const AGAIN_MS = 300;

/**
 * Asks again while it is refused, or while the page is being loaded anew: what died comes back by itself, and a tab that takes over loads
 * itself. Throws `Hang` when it does not end.
 */
export async function patiently<T>(what: string, ask: () => Promise<T>, done: (answer: T) => boolean = () => true): Promise<T> {
  const over = performance.now() + LIMIT_MS;
  for (;; await after(AGAIN_MS)) {
    let last: string;
    try {
      const answer = await ask();
      if (done(answer)) return answer;
      last = JSON.stringify(answer).slice(0, 300);
    } catch (error) {
      if (!(error instanceof Refused || (error instanceof Gone && /context/iu.test(error.message)))) throw error;
      last = error.message;
    }
    if (performance.now() > over) throw new Hang(`${what}: still ${last} after ${LIMIT_MS / 1000} s`);
  }
}

/** Of several tabs one leads. */
export async function someoneLeads({ tabs, surface }: Stage): Promise<void> {
  await patiently('nobody leads', async () => {
    await within('orchard.ready', orchard(tabs.leader).ready());
    await surface.call(tabs.leader, 'line.look', null);
  });
}

/** No row is lost, doubled or changed. Answers how many there are. */
export async function rowsAreWhole({ tabs, ledger, retention, report }: Stage): Promise<number> {
  const log = await patiently('the log cannot be read', () => readRows(tabs.leader));
  for (const fault of ledger.check({ ...log, retention })) report(`${fault} (${log.rows.length} rows, durable ${log.durable}, index ${log.index})`);
  return log.rows.length;
}

/** What the disk refused is written once it does not. */
export async function allIsWritten({ tabs, surface }: Stage): Promise<void> {
  await patiently('what waited for the disk is not written', () => surface.call<{ index: number; durable: number }>(tabs.leader, 'line.pause'), ({ index, durable }) => durable >= index);
}

/** Tabs that follow see what the leading tab sees. */
export async function tabsAgree({ tabs, surface, report }: Stage): Promise<void> {
  await patiently('the line cannot be paused', () => surface.call<{ index: number; durable: number }>(tabs.leader, 'line.pause'), ({ index, durable }) => durable >= index);
  const leads = await seenBy(tabs.leader);
  for (const follower of tabs.followers) {
    const follows = await seenBy(follower);
    for (const [what, value] of Object.entries(leads)) {
      if (value !== follows[what as keyof typeof leads]) report(`tabs do not agree on ${what}: ${value.slice(0, 300)} and ${follows[what as keyof typeof leads].slice(0, 300)}`);
    }
  }

  async function seenBy(page: Page): Promise<{ rows: string; position: string; models: string; data: string }> {
    const { rows, index, durable }: ReadLog = await patiently('the log cannot be read', () => readRows(page));
    const ask = (path: string) => patiently(path, () => surface.call(page, path));
    const models = await ask('models.list') as { number: number }[];
    return {
      rows: JSON.stringify([rows.length, rows.at(-1) ?? null, rows.reduce((sum, [, digest]) => (sum + digest) % 2 ** 32, 0)]),
      position: JSON.stringify([index, durable]), models: JSON.stringify(models.map(({ number }) => number)), data: JSON.stringify(await ask('data.summary')),
    };
  }
}

/** What memory is taken while the line rests and the garbage is collected. */
export async function memoryAtRest({ tabs, surface }: Stage, minute: number): Promise<Sample> {
  await patiently('the line cannot be paused', () => surface.call(tabs.leader, 'line.pause'));
  const session = await tabs.leader.context().newCDPSession(tabs.leader);
  try {
    const collect = () => within('collecting garbage', session.send('HeapProfiler.collectGarbage'));
    await collect();
    await collect();
    const { usedSize } = await within('measuring the heap', session.send('Runtime.getHeapUsage'));
    const bytes = tabs.count === 1 ? await rendererMemory(tabs.browser) : null;
    return { minute, life: tabs.lives, heapMb: usedSize / 1e6, processMb: bytes === null ? null : bytes / 1e6 };
  } finally {
    await session.detach().catch(() => {});
  }
}
