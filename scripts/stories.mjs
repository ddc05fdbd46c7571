import { parseArgs } from 'node:util';
import { withProductModule } from './product-module.mjs';
import { writeTables } from './tables.mjs';

/*
 * Lets whole lines run at level 1 under the default policy without a hand, and writes what came of them into docs/policies.md: the app and the code of its workers, in this process. Takes a quarter of an hour on one core.
 * usage: node scripts/stories.mjs [--seeds 2] [--quiet-seeds 10] [--events 14000] [--quiet-events 10000] [--dry]
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2' }, 'quiet-seeds': { type: 'string', default: '10' }, events: { type: 'string', default: '14000' }, 'quiet-events': { type: 'string', default: '10000' },
    dry: { type: 'boolean', default: false },
  },
});
// The page's address, which the app reads.
globalThis.location = { hash: '' };

await withProductModule('/tests/stories/stories.ts', async ({ levelOne, tablesOf }) => {
  const extent = { seeds: Number(values.seeds), quietSeeds: Number(values['quiet-seeds']), events: Number(values.events), quietEvents: Number(values['quiet-events']) };
  writeTables('scripts/stories.mjs', tablesOf(await levelOne(extent, (line) => console.error(line)), extent), values.dry);
});
