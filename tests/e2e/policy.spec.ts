import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { liveColourModel, openApp, workerOf } from './harness/app.ts';
import { expect, test } from './harness/test.ts';

/** Another origin that lets anybody in, and how often somebody came. */
async function stranger(): Promise<{ origin: string; visits: () => number; close: () => void }> {
  let visits = 0;
  const server = createServer((_request, response) => {
    visits += 1;
    response.writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' }).end('export default 1;');
  });
  await new Promise<void>((listening) => server.listen(0, listening));
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, visits: () => visits, close: () => server.close() };
}

/** What a script inside a worker comes to do. Runs there, so it must stand alone. */
async function trespass(origin: string): Promise<Record<string, boolean>> {
  const done = async (act: () => unknown): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch {
      return false;
    }
  };
  return {
    fetch: await done(() => fetch(`${origin}/data`)),
    import: await done(() => import(/* @vite-ignore */ `${origin}/code.js`)),
    eval: await done(() => Reflect.construct(Function, ['return 1']) as unknown),
    // What shows that the worker can do these things at all.
    own: await done(() => fetch('data:text/plain,own')),
  };
}

test('every worker is under the policy of the page: no code and no data from elsewhere, nothing made of text', async ({ page, watch }) => {
  watch.allow(/Content Security Policy/);
  const foreign = await stranger();
  watch.leaveOut(foreign.origin);
  try {
    const api = await openApp(page, './#/line');
    await liveColourModel(page, 60);
    await api.call('bench', { detectors: [{ detector: 'DDM' }], streams: [{ kind: 'errors', pattern: 'none' }], seeds: { from: 1, count: 1 }, events: 100 });
    for (const kind of ['trainer', 'helper', 'serving', 'orchard', 'monitor', 'bench']) {
      const worker = await workerOf(page, kind);
      expect(await worker.evaluate(trespass, foreign.origin), kind).toEqual({ fetch: false, import: false, eval: false, own: true });
    }
    expect(foreign.visits()).toBe(0);
  } finally {
    foreign.close();
  }
});
