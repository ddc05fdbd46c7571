import type { BrowserContext } from '@playwright/test';

/** What went wrong in the browser beside the test's own story. */
export class Watch {
  readonly #problems: string[] = [];
  readonly #foreign: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #counted: string[] = [];

  constructor(context: BrowserContext, origin: string) {
    // The context sees every page and every worker of it.
    context.on('console', (message) => {
      if (message.type() === 'error') this.#problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#problems.push(`uncaught: ${String(error.error().stack ?? error.error())}`));
    context.on('page', (page) => page.on('crash', () => this.#problems.push('the page crashed')));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) this.#foreign.push(request.url());
    });
  }

  /** Lets console errors that match pass, in tests that provoke them. */
  allow(...patterns: RegExp[]): void {
    this.#allowed.push(...patterns);
  }

  /** Leaves out an origin whose visits the test counts itself: the browser tells of requests that its policy then stops, too. */
  leaveOut(origin: string): void {
    this.#counted.push(origin);
  }

  /** Unexpected errors so far. */
  get problems(): string[] {
    return this.#problems.filter((text) => !this.#allowed.some((pattern) => pattern.test(text)));
  }

  /** Requests that left the page's origin so far. */
  get foreign(): string[] {
    return this.#foreign.filter((address) => !this.#counted.includes(new URL(address).origin));
  }
}
