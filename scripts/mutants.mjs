import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ensure } from './ensure.mjs';
import { withProductModule } from './product-module.mjs';
import { ROOT } from './run.mjs';

const USAGE = 'usage: npm run mutants -- [--per-folder N] [--seed N] [--only PART_OF_A_PATH] [--tests N]';
/** Tests that are asked first. */
const NEAREST = 6;
/** How long they, and all others, may take: a fault that makes them hang is noticed. Several times what they take on a quiet machine. */
const LIMIT_MS = { nearest: 120_000, others: 900_000 };

const { values } = parseArgs({ options: { 'per-folder': { type: 'string', default: '8' }, seed: { type: 'string', default: '1' }, only: { type: 'string', default: '' }, tests: { type: 'string' } } });
const [perFolder, seed] = [values['per-folder'], values.seed].map(Number);
/** No more than so many tests are asked of a fault, the nearest: quicker, and what then survives may still be noticed by one farther away. */
const mostTests = values.tests === undefined ? Infinity : Number(values.tests);

/** What the tests say of sources with this fault: `fails`, `hangs`, or null when all pass. */
function outcome(mutant, tests, limitMs) {
  if (tests.length === 0) return null;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tests/mutants/vitest.config.ts', ...tests], {
      cwd: ROOT, stdio: 'ignore', detached: true, env: { ...process.env, ORCHARD_MUTANT: JSON.stringify(mutant) },
    });
    const timer = setTimeout(() => {
      // Its workers too: one that loops for ever does not hear.
      process.kill(-child.pid, 'SIGKILL');
      resolve('hangs');
    }, limitMs);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? null : 'fails');
    });
  });
}

/** A row of the table; `interval` is Wilson's. */
function row(name, { noticed, n }, interval) {
  const { lower, upper } = interval({ trials: n, successes: noticed });
  const whole = (share) => Math.round(100 * share);
  return `| ${name} | ${noticed} of ${n} | ${whole(noticed / n)} % | ${whole(lower)} to ${whole(upper)} % |`;
}

async function main() {
  if (![perFolder, seed].every((value) => Number.isSafeInteger(value) && value >= 0) || !(mostTests === Infinity || Number.isSafeInteger(mostTests) && mostTests >= 1)) throw new Error(USAGE);
  await ensure();
  const trials = await withProductModule('/tests/mutants/sample.ts', ({ sample }) => sample({ seed, perFolder, only: values.only }));
  const wilsonInterval = await withProductModule('/src/domain/experiment/proportions.ts', (proportions) => proportions.wilsonInterval);
  const folders = new Map();
  for (const [i, { folder, mutant, tests }] of trials.entries()) {
    const noticed = await outcome(mutant, tests.slice(0, Math.min(NEAREST, mostTests)), LIMIT_MS.nearest) ?? await outcome(mutant, tests.slice(NEAREST, mostTests), LIMIT_MS.others);
    const counts = folders.get(folder) ?? { noticed: 0, n: 0 };
    folders.set(folder, { noticed: counts.noticed + (noticed ? 1 : 0), n: counts.n + 1 });
    console.log(`${i + 1} of ${trials.length}  ${(noticed ?? (tests.length > 0 ? 'SURVIVED' : 'UNTESTED')).padEnd(8)}  ${mutant.file}:${mutant.line}  ${mutant.what}`);
  }
  console.log('\n| folder | faults noticed | share | 95 % interval |\n|---|---|---|---|');
  const all = { noticed: 0, n: 0 };
  for (const [folder, counts] of folders) {
    console.log(row(folder, counts, wilsonInterval));
    all.noticed += counts.noticed;
    all.n += counts.n;
  }
  if (all.n > 0) console.log(row('all', all, wilsonInterval));
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
