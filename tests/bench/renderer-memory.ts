import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

/** Bytes of memory that the browser's pages have for themselves, their workers included; null where the system does not tell. */
export async function rendererMemory(browser: Browser): Promise<number | null> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as { processInfo: { type: string; id: number }[] };
  await session.detach();
  try {
    return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { id }) => sum + anonymousBytes(id), 0);
  } catch {
    return null;
  }
}

/** Linux only: resident memory that belongs to the process alone. */
function anonymousBytes(processId: number): number {
  const [, kilobytes = '0'] = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
