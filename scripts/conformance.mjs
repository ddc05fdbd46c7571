import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withProductModule } from './product-module.mjs';

const USAGE = 'usage: npm run conformance -- DIR [--json]';
const SHOWN_MISMATCHES = 5;
const SHOWN_CHARACTERS = 300;

async function fixtureFiles(directory) {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json')).map(({ name }) => name).sort();
}

/** Non-finite numbers have no JSON form; they are written as in the fixtures. */
const readable = (key, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : ArrayBuffer.isView(value) ? Array.from(value) : value);

function shown(value) {
  const text = JSON.stringify(value, readable) ?? String(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function printPrediction({ file, passed, failed, failures }) {
  console.log(`${file}: ${passed} passed, ${failed} failed`);
  for (const { id, mismatches } of failures) {
    console.log(`  ✗ ${id}`);
    for (const { path, got, expected } of mismatches.slice(0, SHOWN_MISMATCHES)) {
      console.log(`      ${path || '(answer)'}\n        expected ${shown(expected)}\n        got      ${shown(got)}`);
    }
    if (mismatches.length > SHOWN_MISMATCHES) console.log(`      and ${mismatches.length - SHOWN_MISMATCHES} more`);
  }
}

async function main() {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean', default: false } }, allowPositionals: true });
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) throw new Error(USAGE);
  const directory = resolve(process.env.INIT_CWD ?? '.', given);
  const files = await fixtureFiles(directory).catch((error) => {
    throw new Error(`${directory} cannot be read: ${error.message}`);
  });
  if (files.length === 0) throw new Error(`${directory} holds no .json file`);
  const predictions = await withProductModule('/scripts/conformance/judge.ts', async ({ judgeFile }) => {
    const list = [];
    for (const file of files) list.push(judgeFile(file, await readFile(join(directory, file), 'utf8')));
    return list;
  });
  const passed = predictions.reduce((sum, prediction) => sum + prediction.passed, 0);
  const failed = predictions.reduce((sum, prediction) => sum + prediction.failed, 0);
  if (values.json) console.log(JSON.stringify({ passed, failed, files: predictions }, readable, 2));
  else {
    predictions.forEach(printPrediction);
    console.log(`\n${passed} passed, ${failed} failed in ${files.length} files`);
  }
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
