import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withProductModule } from './product-module.mjs';
import { ROOT } from './run.mjs';

/*
 * Makes the tables of docs/experiments.md anew, from simulated rollouts. The same code gives the same tables.
 * usage: node scripts/experiments.mjs
 */
const PAGE = join(ROOT, 'docs/experiments.md');

await withProductModule('/scripts/experiments/tables.ts', async ({ withTables }) => writeFile(PAGE, withTables(await readFile(PAGE, 'utf8'))));
