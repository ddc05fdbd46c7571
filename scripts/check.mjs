import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, tool } from './run.mjs';

/** A side of the house is checked against its own libs: no DOM in the domain, no window in the workers. */
const SIDES = ['src/domain', 'src/storage', 'workers', 'tests'];

/** Type-checks every side, again only what changed since the last time, and all components; warnings count. Answers the exit code of the first that fails, else 0. */
export async function check() {
  let failed = 0;
  for (const side of SIDES.filter((path) => existsSync(join(ROOT, path, 'tsconfig.json')))) {
    const code = await tool('typescript/bin/tsc', ['--noEmit', '-p', side, '--incremental', '--tsBuildInfoFile', join('.cache', 'types', `${side.replaceAll('/', '-')}.json`)]);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${side}`);
    failed ||= code;
  }
  const code = await tool('svelte-check/bin/svelte-check', ['--tsconfig', 'src/tsconfig.json', '--fail-on-warnings', '--output', 'human']);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} src`);
  return failed || code;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await check();
