import { expect, test as base } from '@playwright/test';
import { Watch } from './watch.ts';

export { expect };
export { blob, fileBlob, orchard, Refused } from './orchard.ts';

/**
 * The test of every browser spec. `watch` runs in each: a test fails on any error that the page logs or throws without
 * the test having allowed it, and on any request to another origin.
 */
export const test = base.extend<{ watch: Watch }>({
  watch: [async ({ context, baseURL }, use) => {
    const watch = new Watch(context, new URL(baseURL!).origin);
    await use(watch);
    expect(watch.foreign, 'requests to other origins').toEqual([]);
    expect(watch.problems, 'errors in the browser').toEqual([]);
  }, { auto: true }],
});
