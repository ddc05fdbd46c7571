import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { chromiumVersion, ensureChromium } from './chromium.mjs';
import { ensure } from './ensure.mjs';
import { giveUp, ROOT, tool } from './run.mjs';

const RESULTS = join(ROOT, '.cache', 'results');
const UNIT = join(RESULTS, 'vitest.json');
const E2E = join(RESULTS, 'playwright.json');

const { values } = parseArgs({ options: { only: { type: 'string' }, photos: { type: 'string' } } });
const photos = values.photos ?? process.env.ORCHARD_PHOTOS;
if (photos !== undefined && !existsSync(photos)) giveUp(`There is no folder ${photos}.`);
if (values.only !== undefined && !['unit', 'e2e'].includes(values.only)) giveUp('--only takes unit or e2e.');

/** Environment of the browser tests; the photo suite runs only when it is told where the photographs are. */
const browserEnv = async () => ({
  ORCHARD_CHROMIUM: await ensureChromium(),
  ...(photos === undefined ? {} : { ORCHARD_PHOTOS: resolve(photos) }),
  PLAYWRIGHT_JSON_OUTPUT_NAME: E2E,
});

const STEPS = [
  { name: 'chromium', of: ['e2e'], run: async () => (console.log(chromiumVersion(await ensureChromium())), 0) },
  { name: 'lint', of: [], run: () => tool('eslint/bin/eslint.js', ['.', '--max-warnings=0', '--concurrency=2']) },
  { name: 'types', of: [], run: check },
  { name: 'unit, property, contract, architecture, interop', of: ['unit'], run: () => tool('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${UNIT}`]) },
  { name: 'build', of: ['e2e'], run: build },
  { name: 'browser', of: ['e2e'], run: async () => tool('@playwright/test/cli.js', ['test', '--reporter=list,json'], { env: await browserEnv() }) },
];

await ensure();
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

const begun = performance.now();
const summary = [];
let failed = 0;
for (const step of STEPS.filter(({ of }) => values.only === undefined || of.includes(values.only))) {
  console.log(`\n── ${step.name}`);
  const since = performance.now();
  failed = await step.run().catch((error) => (console.error(error.message), 1));
  summary.push(`${failed === 0 ? 'ok    ' : 'FAILED'} ${seconds(since).padStart(8)}  ${step.name}`);
  if (failed !== 0) break;
}

console.log(`\n── summary\n${summary.join('\n')}\n       ${seconds(begun).padStart(8)}  in all`);
const counts = [vitestCounts(), playwrightCounts()];
const [passed, broken] = [0, 1].map((which) => counts.reduce((sum, pair) => sum + pair[which], 0));
console.log(`\n${passed} passed, ${broken} failed`);
process.exitCode = failed === 0 && broken === 0 ? 0 : failed || 1;

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** Passed and failed tests; a suite that could not even load counts as one failed. */
function vitestCounts() {
  if (!existsSync(UNIT)) return [0, 0];
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(UNIT, 'utf8'));
  const unloaded = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  return [numPassedTests, numFailedTests + unloaded];
}

function playwrightCounts() {
  if (!existsSync(E2E)) return [0, 0];
  const { stats, errors } = JSON.parse(readFileSync(E2E, 'utf8'));
  return [stats.expected + stats.flaky, stats.unexpected + errors.length];
}
