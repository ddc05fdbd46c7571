import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensure } from './ensure.mjs';
import { withProductModule } from './product-module.mjs';
import { ROOT } from './run.mjs';

const USAGE = 'usage: npm run soak -- [--minutes N] [--seed N] [--turns N] [--only NAME,NAME] [--log FILE]';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' },
    /** Ends it after so many turns, to come to the same place again. */
    turns: { type: 'string', default: 'Infinity' },
    /** Acts and faults by their names. */
    only: { type: 'string', default: '' }, log: { type: 'string' },
  },
});
const [minutes, seed, turns] = [values.minutes, values.seed, values.turns].map(Number);

async function main() {
  if (!(minutes > 0 && turns > 0 && Number.isSafeInteger(seed))) throw new Error(USAGE);
  await ensure();
  const executablePath = await ensureChromium();
  const code = await buildIfChanged();
  if (code !== 0) return code;
  // A copy of its own: the site may be built anew meanwhile.
  const root = join(ROOT, '.cache', 'soak', String(process.pid));
  cpSync(join(ROOT, 'dist'), root, { recursive: true });
  try {
    return await withProductModule('/tests/soak/soak.ts', ({ soak }) => soak({
      root, executablePath, minutes, seed, turns, only: values.only === '' ? [] : values.only.split(','), log: values.log ?? null,
    }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
