import type { Page, Worker } from '@playwright/test';
import type { LineStatus, TrainAnswer } from '../../../src/actions/answers.ts';
import { orchard } from './orchard.ts';

export type { LineStatus, TrainAnswer };

/** Opens the app at an address and waits until everything stored has been read. */
export async function openApp(page: Page, address = './'): Promise<ReturnType<typeof orchard>> {
  await page.goto(address);
  const api = orchard(page);
  await api.ready();
  return api;
}

/** Orchard fruit, a colour model and a deployment: the shortest way to a running line. */
export async function liveColourModel(page: Page, count = 160): Promise<TrainAnswer> {
  const api = orchard(page);
  await api.call('data.pick', { count, seed: 1 });
  const answer = await api.call<TrainAnswer>('train', { kind: 'colour' });
  await api.call('models.deploy', answer.version);
  return answer;
}

/** The page's worker of that folder, such as `serving`; the newest when it was started again. */
export async function workerOf(page: Page, holds: string): Promise<Worker> {
  for (let tries = 0; tries < 100; tries += 1) {
    for (const worker of page.workers().toReversed()) {
      const name = await worker.evaluate(() => (self as unknown as { name: string }).name).catch(() => '');
      if (name.startsWith(`orchard-${holds}-`)) return worker;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no ${holds} worker`);
}

/** Ends a worker as a crash would: from the inside, without a word to the page. */
export async function kill(page: Page, holds: string): Promise<void> {
  const worker = await workerOf(page, holds);
  await worker.evaluate(() => self.close()).catch(() => {});
}
