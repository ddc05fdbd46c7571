import { parseArgs } from 'node:util';
import { ensure } from './ensure.mjs';
import { withProductModule } from './product-module.mjs';

const USAGE = 'usage: npm run fuzz -- [--cases N] [--seed N] [--first N] [--only TARGET] [--codes]';
const LIMIT_MS = 20_000;
const PROGRESS_EVERY = 1000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' }, first: { type: 'string', default: '0' }, only: { type: 'string', default: '' },
    /** Prints how often each target refused with each code. */
    codes: { type: 'boolean', default: false },
  },
});
const [cases, seed, first] = [values.cases, values.seed, values.first].map(Number);

async function main() {
  if (![cases, seed, first].every(Number.isSafeInteger)) throw new Error(USAGE);
  await ensure();
  return withProductModule('/tests/fuzz/fuzz.ts', async ({ fuzz }) => {
    const { faults, counts } = await fuzz({
      seed, cases, first, only: values.only, limitMs: LIMIT_MS,
      onProgress: (done) => { if (done % PROGRESS_EVERY === 0) console.log(`${done} of ${cases}`); },
    });
    if (values.codes) for (const [target, codes] of Object.entries(counts)) console.log(`${target}: ${Object.entries(codes).map(([code, count]) => `${code} ${count}`).join(', ')}`);
    for (const { target, number, what, input } of faults) {
      console.log(`\n✗ ${target}: ${what}\n  again: npm run fuzz -- --seed ${seed} --first ${number} --cases 1${values.only === '' ? '' : ` --only '${values.only}'`}\n  ${input}`);
    }
    console.log(`\n${cases} cases, ${faults.length} faults (seed ${seed})`);
    return faults.length === 0 ? 0 : 1;
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
