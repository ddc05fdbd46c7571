import { fork } from 'node:child_process';
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

let asker = null;

/** What the tests say of sources with this fault: `fails`, `hangs`, or null when all pass. */
function outcome(mutant, tests, limitMs) {
  if (tests.length === 0) return null;
  asker ??= fork('tests/mutants/asker.mjs', { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
  const asked = asker;
  return new Promise((resolve, reject) => {
    const settle = (end) => (value) => {
      clearTimeout(timer);
      asked.removeAllListeners();
      end(value);
    };
    const timer = setTimeout(() => {
      dismiss();
      settle(resolve)('hangs');
    }, limitMs);
    asked.on('message', ({ noticed }) => settle(resolve)(noticed ? 'fails' : null));
    asked.on('error', settle(reject));
    asked.on('exit', (code) => {
      asker = null;
      settle(reject)(new Error(`the process that asks the tests ended with ${code}`));
    });
    asked.send({ mutant, tests });
  });
}

/** Ends who asks, and its workers too: one that loops for ever does not hear. */
function dismiss() {
  if (!asker) return;
  asker.removeAllListeners();
  process.kill(-asker.pid, 'SIGKILL');
  asker = null;
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
} finally {
  dismiss();
}
