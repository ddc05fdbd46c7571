import { join } from 'node:path';
import { buildIfChanged } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensure } from './ensure.mjs';
import { withProductModule } from './product-module.mjs';
import { ROOT } from './run.mjs';

/*
 * Makes tests/fixtures/stored/<version> from the sources as they are: a small project as it lies in a browser's database, as a file, and what it answers.
 * usage: node scripts/stored.mjs [FOLDER]
 */
const [into = join(ROOT, 'tests', 'fixtures', 'stored')] = process.argv.slice(2);

await ensure();
const executablePath = await ensureChromium();
process.exitCode = await buildIfChanged();
if (process.exitCode === 0) console.log(await withProductModule('/tests/fixtures/stored/make.ts', ({ make }) => make({ root: join(ROOT, 'dist'), executablePath, into })));
