import { parseArgs } from 'node:util';
import { withProductModule } from './product-module.mjs';

/*
 * What the default monitors are worth: false alarms where nothing happens, and the delay of each on every preset.
 * usage: node scripts/monitors.mjs [--quiet-seeds 20] [--seeds 2] [--json]
 */
const { values } = parseArgs({ options: { 'quiet-seeds': { type: 'string', default: '20' }, seeds: { type: 'string', default: '2' }, json: { type: 'boolean', default: false } } });

await withProductModule('/scripts/monitors/experiment.ts', ({ experiment }) => {
  const { rows, msPerRow } = experiment(Number(values['quiet-seeds']), Number(values.seeds), (line) => console.error(line));
  if (values.json) console.log(JSON.stringify({ rows, msPerRow }));
  else {
    console.table(Object.fromEntries(rows.map(({ monitor, falseAlarms, falseWarnings, delays }) => [monitor, {
      'alerts / 10,000': falseAlarms.toFixed(2),
      'warnings / 10,000': falseWarnings.toFixed(2),
      ...Object.fromEntries(Object.entries(delays).map(([preset, list]) => [preset, list.map((delay) => delay ?? '–').join(' / ')])),
    }])));
    console.log(`${msPerRow.toFixed(4)} ms a row`);
  }
});
