import { parseArgs } from 'node:util';
import { withProductModule } from './product-module.mjs';
import { writeTables } from './tables.mjs';

/*
 * Lets heads that learn with every truth run over the stories, and writes their table into docs/policies.md. Takes two minutes on one core.
 * usage: node scripts/online.mjs [--seeds 3] [--events 10000] [--dry]
 */
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' }, events: { type: 'string', default: '10000' }, dry: { type: 'boolean', default: false } } });

await withProductModule('/scripts/online/compare.ts', ({ compareOnline }) => {
  const table = compareOnline({ seeds: Number(values.seeds), events: Number(values.events) }, (line) => console.error(line));
  writeTables('scripts/online.mjs', { 'online heads': table }, values.dry);
});
