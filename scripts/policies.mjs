import { parseArgs } from 'node:util';
import { withProductModule } from './product-module.mjs';
import { writeTables } from './tables.mjs';

/*
 * Finds the default policy of level 1 among a family of policies, and writes its tables into docs/policies.md. Takes half an hour on one core.
 * usage: node scripts/policies.mjs [--seeds 3] [--quiet-seeds 10] [--events 10000] [--second-events 14000] [--dry]
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' }, 'quiet-seeds': { type: 'string', default: '10' }, events: { type: 'string', default: '10000' }, 'second-events': { type: 'string', default: '14000' },
    dry: { type: 'boolean', default: false },
  },
});

await withProductModule('/scripts/policies/search.ts', ({ search, tablesOf }) => {
  const extent = { seeds: Number(values.seeds), quietSeeds: Number(values['quiet-seeds']), events: Number(values.events), secondEvents: Number(values['second-events']) };
  writeTables('scripts/policies.mjs', tablesOf(search(extent, (line) => console.error(line))), values.dry);
});
