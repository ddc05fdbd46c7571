import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withProductModule } from './product-module.mjs';

/*
 * Finds the default policy of level 1 among a family of policies, and writes its tables into docs/policies.md. Takes a quarter of an hour on one core.
 * usage: node scripts/policies.mjs [--seeds 3] [--quiet-seeds 10] [--events 10000] [--dry]
 */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, 'quiet-seeds': { type: 'string', default: '10' }, events: { type: 'string', default: '10000' }, dry: { type: 'boolean', default: false } },
});
const PAGE = new URL('../docs/policies.md', import.meta.url);

await withProductModule('/scripts/policies/search.ts', ({ search }) => {
  const tables = search({ seeds: Number(values.seeds), quietSeeds: Number(values['quiet-seeds']), events: Number(values.events) }, (line) => console.error(line));
  if (values.dry) {
    for (const [name, table] of Object.entries(tables)) console.log(`## ${name}\n${table}`);
    return;
  }
  let page = readFileSync(PAGE, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    const [from, to] = [`<!-- ${name}: written by scripts/policies.mjs -->\n`, `<!-- end of ${name} -->`];
    const [start, end] = [page.indexOf(from), page.indexOf(to)];
    if (start < 0 || end < start) throw new Error(`docs/policies.md has no place for ${name}`);
    page = page.slice(0, start + from.length) + table + page.slice(end);
  }
  writeFileSync(PAGE, page);
});
