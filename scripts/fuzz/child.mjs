import { writeSync } from 'node:fs';
import { withProductModule } from '../product-module.mjs';

/** What one case may add to the most memory that the process ever had, MB. */
const CASE_MB = 700;
/** Where the parent listens. Written at once, so that it knows of a case that never returns. */
const PARENT = 3;

const { seed, from, to, only } = JSON.parse(process.argv[2]);
const say = (message) => writeSync(PARENT, `${JSON.stringify(message)}\n`);
const mostMb = () => process.resourceUsage().maxRSS / 1024;

await withProductModule('/tests/fuzz/cases.ts', async ({ runCase, targetName }) => {
  for (let number = from; number < to; number += 1) {
    say({ begin: number, target: targetName(number, only) });
    const before = mostMb();
    const outcome = await runCase(seed, number, only);
    const took = mostMb() - before;
    if ('fault' in outcome) say(outcome);
    else if (took > CASE_MB) say({ fault: `it took ${Math.round(took)} MB`, input: '' });
    say({ end: number, code: 'fault' in outcome ? 'fault' : outcome.code });
  }
});
