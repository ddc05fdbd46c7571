import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensure } from './ensure.mjs';
import { giveUp, ROOT, tool } from './run.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' }, photos: { type: 'string' }, events: { type: 'string' } } });
const photos = values.photos ?? process.env.ORCHARD_PHOTOS;
if (photos !== undefined && !existsSync(photos)) giveUp(`There is no folder ${photos}.`);

await ensure();
const executablePath = await ensureChromium();
for (const build of [buildIfChanged, () => tool('vite/bin/vite.js', ['build', '--config', 'tests/bench/vite.config.ts', '--logLevel', 'warn'])]) {
  const code = await build();
  if (code !== 0) process.exit(code);
}

const { runnerImport } = await import('vite');
const { module } = await runnerImport(join(ROOT, 'tests/bench/bench.ts'), { root: ROOT, configFile: false, logLevel: 'warn' });
process.exitCode = await module.bench({
  root: ROOT,
  executablePath,
  only: values.only?.split(','),
  photos: photos === undefined ? null : resolve(photos),
  events: Number(values.events ?? 1_000_000),
});
