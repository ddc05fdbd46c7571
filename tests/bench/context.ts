import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS } from '../../scripts/chromium.mjs';
import { orchard } from '../e2e/harness/orchard.ts';
import { rendererMemory } from './renderer-memory.ts';
import type { Context } from './row.ts';

/** Without these a page that nobody looks at is slowed down. */
export const AWAKE = ['--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];

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
    rendererMemory: () => rendererMemory(browser),
    close: () => browser.close(),
  };
}
