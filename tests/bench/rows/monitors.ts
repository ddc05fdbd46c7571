import { orchard } from '../../e2e/harness/orchard.ts';
import type { Row } from '../row.ts';
import { fullSpeed, prepareLine } from './line.ts';

/** Stretches of each kind, in turn, so that a busy machine touches both alike. */
const ROUNDS = 3;

export const monitorsRow: Row = {
  id: 'monitors',
  what: 'The line on the colour recipe under the default monitors, against none',
  unit: 'fruits/s',
  baseline: { what: 'the same line without a monitor', ratio: 'value ÷ baseline', budget: { atLeast: 0.85 } },
  async run(context) {
    const page = await context.app();
    await prepareLine(page, { kind: 'colour', inputSize: 48 });
    const app = orchard(page);
    const rates = { all: [] as number[], none: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      await app.call('monitor.set', null);
      rates.all.push((await fullSpeed(page, 5)).rate);
      await app.call('monitor.set', []);
      rates.none.push((await fullSpeed(page, 5)).rate);
    }
    await app.call('monitor.set', null);
    const monitors = await app.call<unknown[]>('monitor.status');
    return { value: Math.max(...rates.all), baseline: Math.max(...rates.none), details: { monitors: monitors.length } };
  },
};
