import type { Row } from '../row.ts';

const ROWS = 200_000;
const PUT_ROWS = 10_000;
const SINGLE_ROWS = 300;
const MILLION = 1_000_000;

export const logWriteRow: Row = {
  id: 'log-write',
  what: 'Rows written into the prediction log until durable',
  unit: 'rows/s',
  budget: { atLeast: 50_000 },
  baseline: { what: 'one put a row, 256 rows a transaction, same durability', ratio: 'value ÷ baseline', budget: { atLeast: 20 } },
  async run(context) {
    const bare = await context.bare();
    const rate = async (rows: number, run: (count: number) => Promise<{ ms: number }>): Promise<number> => (1000 * rows) / (await run(rows)).ms;
    await bare.evaluate((rows) => window.bench.writeLog(rows), PUT_ROWS);
    const value = await rate(ROWS, (rows) => bare.evaluate((count) => window.bench.writeLog(count), rows));
    const baseline = await rate(PUT_ROWS, (rows) => bare.evaluate((count) => window.bench.putPerRow(count, 256), rows));
    const single = await rate(SINGLE_ROWS, (rows) => bare.evaluate((count) => window.bench.putPerRow(count, 1), rows));
    return { value, baseline, details: { 'one put and one transaction a row, rows/s': single, 'ratio to that, ×': value / single } };
  },
};

export const logOpenRow: Row = {
  id: 'log-open',
  what: 'A million stored rows opened and charted',
  unit: 's',
  budget: { atMost: 1 },
  async run(context) {
    const bare = await context.bare();
    const { ms } = await bare.evaluate((rows) => window.bench.seedLog(rows), MILLION);
    await bare.close();
    // Who has a million rows has been here before: the browser knows the code.
    const before = await context.app();
    await before.close();
    const { page, url } = await context.blank();
    await page.goto(`${url}#/monitor`);
    // From the first script on until the charts stand: what a user waits for after the page is there.
    await page.waitForFunction(async () => {
      if (!('orchard' in window)) return false;
      await window.orchard.ready;
      return document.querySelector('.drawing canvas') !== null;
    }, undefined, { timeout: 60_000 });
    const { drawn, ready, rows, series } = await page.evaluate(async () => {
      await window.orchard.ready;
      const ready = performance.now();
      const { index } = await window.orchard.monitor.series('accuracy', { from: 0, to: 1_000_000 });
      const series = performance.now() - ready;
      const blank = (canvas: HTMLCanvasElement): boolean => !canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0);
      const inSight = (): HTMLCanvasElement[] => [...document.querySelectorAll<HTMLCanvasElement>('.drawing canvas')].filter((canvas) => canvas.getBoundingClientRect().top < innerHeight);
      do await new Promise(requestAnimationFrame); while (inSight().some(blank));
      return { ready, series, drawn: performance.now(), rows: await window.orchard.log.count(), points: index.length };
    });
    if (rows < MILLION) throw new Error(`the app sees ${rows} rows`);
    return { value: drawn / 1000, details: { 'ready, s': ready / 1000, 'series over all rows, s': series / 1000, 'seeding, s': ms / 1000 } };
  },
};
