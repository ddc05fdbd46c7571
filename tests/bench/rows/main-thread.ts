import type { Row } from '../row.ts';
import { prepareLine } from './line.ts';

const SECONDS = 10;

export const mainThreadRow: Row = {
  id: 'main-thread',
  what: 'Frames a second at full speed with the charts open',
  unit: 'frames/s',
  budget: { atLeast: 55 },
  async run(context) {
    const page = await context.app();
    await prepareLine(page, { kind: 'colour', inputSize: 48 });
    await page.evaluate(async () => {
      location.hash = '#/monitor';
      await window.orchard.line.play({ speed: 'max' });
    });
    await page.waitForSelector('.drawing canvas', { state: 'attached', timeout: 30_000 });
    const { frames, longest, long, throughput } = await page.evaluate(async (seconds) => {
      const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
      await wait(2000);
      const tasks: number[] = [];
      const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
      observer.observe({ type: 'longtask' });
      let frames = 0;
      let counting = true;
      const count = (): void => {
        frames += 1;
        if (counting) requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
      await wait(seconds * 1000);
      counting = false;
      observer.disconnect();
      const { throughput } = await window.orchard.line.status();
      await window.orchard.line.pause();
      return { frames, longest: Math.max(0, ...tasks), long: tasks.length, throughput };
    }, SECONDS);
    return { value: frames / SECONDS, details: { 'tasks over 50 ms (budget 0)': long, 'longest such task, ms': longest, 'fruits a second': throughput } };
  },
};
