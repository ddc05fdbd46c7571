import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Row } from '../row.ts';

export const firstPaintRow: Row = {
  id: 'first-paint',
  what: 'JavaScript that the page asks for before its first contentful paint, gzip',
  unit: 'kB',
  budget: { atMost: 90 },
  async run({ site, blank }) {
    const { page, url } = await blank();
    await page.goto(url);
    const { paint, scripts } = await page.evaluate(async () => {
      const painted = await new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime);
        }).observe({ type: 'paint', buffered: true });
      });
      const asked = performance.getEntriesByType('resource').filter(({ name, startTime }) => name.endsWith('.js') && startTime <= painted);
      return { paint: painted, scripts: asked.map(({ name }) => name) };
    });
    const sizes = scripts.map((address) => gzipSync(readFileSync(join(site, address.slice(url.length)))).length);
    const static_ = staticBytes(site);
    return { value: sizes.reduce((sum, size) => sum + size, 0) / 1000, details: { files: scripts.length, 'first paint, ms': paint, 'named by index.html, kB': static_ / 1000 } };
  },
};

/** What the document itself loads: its module and what that preloads. */
function staticBytes(site: string): number {
  const html = readFileSync(join(site, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map(([, file]) => file!);
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(site, file))).length, 0);
}
