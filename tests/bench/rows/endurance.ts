import { orchard } from '../../e2e/harness/orchard.ts';
import type { LineStatus } from '../../../src/actions/answers.ts';
import { Skipped } from '../row.ts';
import type { Row } from '../row.ts';
import { prepareLine } from './line.ts';

/** Memory is compared from here on; before, caches fill. */
const SETTLED = 0.1;

export const enduranceRow: Row = {
  id: 'endurance',
  what: 'Greatest departure of renderer memory from its mean, from a tenth of the run on (a million events, or --events=N)',
  unit: '%',
  budget: { atMost: 10 },
  async run({ app: open, events, rendererMemory }) {
    if ((await rendererMemory()) === null) throw new Skipped('this system does not tell the memory of a process');
    const page = await open();
    await prepareLine(page, { kind: 'colour', inputSize: 48 });
    await page.evaluate(() => { location.hash = '#/monitor'; });
    const app = orchard(page);
    await app.call('line.play', { speed: 'max', until: events });
    const since = performance.now();
    const samples: number[] = [];
    for (let index = 0; index < events;) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const status = await app.call<LineStatus>('line.status');
      if (status.index === index && !status.running) throw new Error(`the line stopped at ${index}`);
      index = status.index;
      if (index >= SETTLED * events) samples.push((await rendererMemory())!);
    }
    const seconds = (performance.now() - since) / 1000;
    // Collections make single samples jump: ten means along the run tell a trend from a moment.
    const share = Math.max(1, Math.floor(samples.length / 10));
    const means = Array.from({ length: Math.floor(samples.length / share) }, (_, i) => average(samples.slice(i * share, (i + 1) * share)));
    const middle = average(means);
    const departure = Math.max(...means.map((mean) => Math.abs(mean / middle - 1)));
    return {
      value: 100 * departure,
      details: { 'means along the run, MB': means.map((mean) => Math.round(mean / 1e6)).join(' '), events, seconds, 'rows in the log': await app.call<number>('log.count') },
    };
  },
};

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
