import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, ROOT, run } from './run.mjs';

const STAMP = join(ROOT, 'node_modules', '.orchard-stamp');
const LOCK = join(ROOT, 'package-lock.json');
const BACKBONE = join(ROOT, 'public', 'models', 'backbone', 'model.json');

const OLDEST_NODE = [20, 19];

/** Makes sure that everything is there to build and test: a fit Node, the dependencies of the lock file, the backbone. */
export async function ensure() {
  checkNode();
  await ensureDependencies();
  await ensureBackbone();
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = OLDEST_NODE;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  giveUp(`Orchard needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}. Get it from https://nodejs.org and run the command again.`);
}

async function ensureDependencies() {
  const lock = readFileSync(LOCK);
  const hash = createHash('sha256').update(lock).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  if (!installedMatches(JSON.parse(lock.toString()))) {
    console.log('Installing dependencies …');
    const code = await run('npm', ['ci', '--no-audit', '--no-fund']);
    if (code !== 0) giveUp('npm ci failed; its messages are above. Check the network connection and run the command again.', code);
  }
  writeFileSync(STAMP, hash);
}

/** Whether node_modules already is what the lock file says, as after an `npm install` by hand. */
function installedMatches(lock) {
  const hidden = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const present = installed[path];
    return present === undefined ? wanted.optional === true : present.version === wanted.version && existsSync(join(ROOT, path));
  });
}

async function ensureBackbone() {
  if (existsSync(BACKBONE)) return;
  const code = await run(process.execPath, ['scripts/backbone.mjs']);
  if (code !== 0) giveUp('The backbone could not be built; the reason is above.', code);
}
