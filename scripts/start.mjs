import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildIfChanged } from './build.mjs';
import { ensure } from './ensure.mjs';
import { ROOT } from './run.mjs';
import { serve } from './serve.mjs';

/** Opens the page in the user's browser. Where that is impossible the printed URL does. */
function open(url) {
  if (process.env.CI || process.argv.includes('--no-open')) return;
  const [command, ...args] = { darwin: ['open', url], win32: ['cmd', '/c', 'start', '', url] }[process.platform] ?? ['xdg-open', url];
  spawn(command, args, { stdio: 'ignore', detached: true }).on('error', () => {}).unref();
}

await ensure();
const code = await buildIfChanged();
if (code !== 0) process.exit(code);
const { url } = await serve({ root: join(ROOT, 'dist'), port: 4173, tries: 100 });
console.log(`\n  Orchard is ready: ${url}\n  Stop with Ctrl+C.\n`);
open(url);
