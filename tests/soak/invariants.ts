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
 * itself. Where the line stands with a message, its button is pressed. Throws `Hang` when it does not end.
 */
export async function patiently<T>(stage: Stage, what: string, ask: () => Promise<T>, done: (answer: T) => boolean = () => true): Promise<T> {
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
      if (error instanceof Refused) await startAgain(stage);
    }
    if (performance.now() > over) throw new Hang(`${what}: still ${last} after ${LIMIT_MS / 1000} s`);
  }
}

/** What a person does whose line stands with a message. */
async function startAgain({ tabs, note }: Stage): Promise<void> {
  const button = tabs.leader.getByRole('button', { name: 'Start the line again' }).first();
  if (!await within('looking for a button', button.isVisible().catch(() => false))) return;
  const said = await within('reading what the page says', tabs.leader.getByRole('alert').allInnerTexts());
  note(`start the line again, by its button: ${said.join(' | ').replaceAll(/\s+/gu, ' ')}`);
  await button.click({ timeout: AGAIN_MS }).catch(() => {});
}

/** Of several tabs one leads. */
export async function someoneLeads(stage: Stage): Promise<void> {
  const { tabs, surface } = stage;
  await patiently(stage, 'nobody leads', async () => {
    await within('orchard.ready', orchard(tabs.leader).ready());
    await surface.call(tabs.leader, 'line.look', null).catch((error: unknown) => {
      if (error instanceof Refused && error.code === 'not-leading') tabs.turnOver();
      throw error;
    });
  });
}

/** No row is lost, doubled or changed. Answers how many there are. */
export async function rowsAreWhole(stage: Stage): Promise<number> {
  const { tabs, ledger, retention, report } = stage;
  const log = await patiently(stage, 'the log cannot be read', () => readRows(tabs.leader));
  for (const fault of ledger.check({ ...log, retention })) report(`${fault} (${log.rows.length} rows, durable ${log.durable}, index ${log.index})`);
  return log.rows.length;
}

/** What the disk refused is written once it does not. */
export async function allIsWritten(stage: Stage): Promise<void> {
  const { tabs, surface } = stage;
  await patiently(stage, 'what waited for the disk is not written', () => surface.call<{ index: number; durable: number }>(tabs.leader, 'line.pause'), ({ index, durable }) => durable >= index);
}

/** Tabs that follow see what the leading tab sees. */
export async function tabsAgree(stage: Stage): Promise<void> {
  const { tabs, surface, report } = stage;
  await patiently(stage, 'the line cannot be paused', () => surface.call<{ index: number; durable: number }>(tabs.leader, 'line.pause'), ({ index, durable }) => durable >= index);
  const leads = await seenBy(tabs.leader);
  for (const follower of tabs.followers) {
    const code = await surface.call(follower, 'line.look', null).then(() => null, (error: unknown) => (error instanceof Refused ? error.code : String(error)));
    if (code !== 'not-leading') report(`two tabs lead, or one cannot be asked: ${code}`);
    const follows = await seenBy(follower);
    for (const [what, value] of Object.entries(leads)) {
      if (value !== follows[what as keyof typeof leads]) report(`tabs do not agree on ${what}: ${value.slice(0, 300)} and ${follows[what as keyof typeof leads].slice(0, 300)}`);
    }
  }

  async function seenBy(page: Page): Promise<{ rows: string; position: string; models: string; data: string }> {
    const { rows, index, durable }: ReadLog = await patiently(stage, 'the log cannot be read', () => readRows(page));
    const ask = (path: string) => patiently(stage, path, () => surface.call(page, path));
    const models = await ask('models.list') as { number: number }[];
    return {
      rows: JSON.stringify([rows.length, rows.at(-1) ?? null, rows.reduce((sum, [, digest]) => (sum + digest) % 2 ** 32, 0)]),
      position: JSON.stringify([index, durable]), models: JSON.stringify(models.map(({ number }) => number)), data: JSON.stringify(await ask('data.summary')),
    };
  }
}

/** What memory is taken while the line rests and the garbage is collected. */
export async function memoryAtRest(stage: Stage, minute: number): Promise<Sample> {
  const { tabs, surface } = stage;
  await patiently(stage, 'the line cannot be paused', () => surface.call(tabs.leader, 'line.pause'));
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
