import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS } from '../../scripts/chromium.mjs';
import { orchard } from '../e2e/harness/orchard.ts';
import type { Context } from './row.ts';

/** Without these a page that nobody looks at is slowed down. */
const AWAKE = ['--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];

export interface ContextOptions {
  executablePath: string;
  url: string;
  site: string;
  photos: string | null;
  events: number;
}

/** A browser with an empty profile, seen as a row sees it. */
export async function openContext({ executablePath, url, site, photos, events }: ContextOptions): Promise<Context & { close(): Promise<void> }> {
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS, ...AWAKE] });
  const profile = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  profile.setDefaultTimeout(180_000);
  const app = `${url}app/`;
  return {
    site,
    photos,
    events,
    async app(address = '') {
      const page = await profile.newPage();
      await page.goto(app + address);
      await orchard(page).ready();
      return page;
    },
    async bare() {
      const page = await profile.newPage();
      await page.goto(`${url}page/`);
      await page.waitForFunction(() => 'bench' in window);
      return page;
    },
    blank: async () => ({ page: await profile.newPage(), url: app }),
    async rendererMemory() {
      const session = await browser.newBrowserCDPSession();
      const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as { processInfo: { type: string; id: number }[] };
      await session.detach();
      try {
        return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { id }) => sum + anonymousBytes(id), 0);
      } catch {
        return null;
      }
    },
    close: () => browser.close(),
  };
}

/** Linux only: resident memory that belongs to the process alone. */
function anonymousBytes(processId: number): number {
  const [, kilobytes = '0'] = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
