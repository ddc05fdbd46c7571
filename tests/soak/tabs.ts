import type { Browser, BrowserContext, Page } from '@playwright/test';
import { orchard } from '../e2e/harness/orchard.ts';
import { Gone, within } from './surface.ts';

/** How long a tab that hangs is given to close, ms. */
const CLOSE_MS = 20_000;

/** The tabs that are open, of which the first leads, as far as is known. */
export class Tabs {
  readonly #context: BrowserContext;
  readonly #url: string;
  readonly #pages: Page[] = [];
  /** How often a page was opened, or opened anew. */
  lives = 0;

  constructor(readonly browser: Browser, context: BrowserContext, url: string) {
    this.#context = context;
    this.#url = url;
  }

  /** Throws `Gone` where none is open. */
  get leader(): Page {
    const [page] = this.#pages;
    if (!page) throw new Gone('no tab is open');
    return page;
  }

  get followers(): readonly Page[] { return this.#pages.slice(1); }
  get count(): number { return this.#pages.length; }

  /** Another one turned out to lead: whoever is next is asked first now. */
  turnOver(): void {
    this.#pages.push(...this.#pages.splice(0, 1));
    this.lives += 1;
  }

  /** Opens a tab and waits until everything stored has been read. */
  async open(address = ''): Promise<Page> {
    const page = await this.#context.newPage();
    this.#pages.push(page);
    if (this.#pages.length === 1) this.lives += 1;
    await within('opening the page', page.goto(this.#url + address));
    await within('orchard.ready', orchard(page).ready());
    return page;
  }

  /** Loads the leading tab anew. */
  async reload(): Promise<void> {
    this.lives += 1;
    await within('loading the page anew', this.leader.reload());
    await within('orchard.ready', orchard(this.leader).ready());
  }

  /** Ends the leading tab as a user does, who asks nobody. */
  async close(): Promise<void> {
    const page = this.#pages.shift()!;
    this.lives += 1;
    await within('closing the tab', page.close());
  }

  /** Ends the newest of the tabs that follow, where there is one. */
  async closeFollower(): Promise<void> {
    if (this.#pages.length > 1) await within('closing the tab', this.#pages.pop()!.close());
  }

  /** Ends the leading tab as a crash does. */
  async crash(): Promise<void> {
    const page = this.#pages.shift()!;
    this.lives += 1;
    const session = await this.#context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    session.send('Page.crash').catch(() => {});
    await within('the crash of the tab', crashed);
    await page.close();
  }

  /** Closes what is open, whatever state it is in. */
  async closeAll(): Promise<void> {
    this.lives += 1;
    await Promise.all(this.#pages.splice(0).map((page) => within('closing the tab', page.close(), CLOSE_MS).catch(() => {})));
  }
}
