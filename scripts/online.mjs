import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withProductModule } from './product-module.mjs';

/*
 * Lets heads that learn with every truth run over the stories, and writes their table into docs/policies.md. Takes two minutes on one core.
 * usage: node scripts/online.mjs [--seeds 3] [--events 10000] [--dry]
 */
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' }, events: { type: 'string', default: '10000' }, dry: { type: 'boolean', default: false } } });
const PAGE = new URL('../docs/policies.md', import.meta.url);
const [FROM, TO] = ['<!-- online heads: written by scripts/online.mjs -->\n', '<!-- end of online heads -->'];

await withProductModule('/scripts/online/compare.ts', ({ compareOnline }) => {
  const table = compareOnline({ seeds: Number(values.seeds), events: Number(values.events) }, (line) => console.error(line));
  if (values.dry) {
    console.log(table);
    return;
  }
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(FROM), page.indexOf(TO)];
  if (start < 0 || end < start) throw new Error('docs/policies.md has no place for the online heads');
  writeFileSync(PAGE, page.slice(0, start + FROM.length) + table + page.slice(end));
});
