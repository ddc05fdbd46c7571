import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensure } from './ensure.mjs';
import { ROOT, tool } from './run.mjs';

const SOURCES = ['src', 'workers', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
const CACHE = join(ROOT, '.cache');
const STAMP = join(CACHE, 'build-stamp');

/**
 * What vite is told beside its config. With source maps the site goes to a folder of its own, so that nobody gives them away by mistake.
 *
 * @param {boolean} sourceMaps
 * @returns {string[]}
 */
export const buildFlags = (sourceMaps) => (sourceMaps ? ['--sourcemap', '--outDir', 'dist-source-maps'] : []);

/** Builds the site with source maps into dist-source-maps/. Answers the exit code. */
const buildWithSourceMaps = () => tool('vite/bin/vite.js', ['build', ...buildFlags(true)]);

/** Builds the site into dist/ and remembers of which sources. Answers the exit code. */
export async function build() {
  const sources = fingerprint();
  const code = await tool('vite/bin/vite.js', ['build', ...buildFlags(false)]);
  if (code === 0) {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(STAMP, sources);
  }
  return code;
}

/** Builds unless dist/ already comes from these very sources. Answers the exit code. */
export async function buildIfChanged() {
  const fresh = existsSync(join(ROOT, 'dist', 'index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
  return fresh ? 0 : build();
}

/** Changes when any source file is added, removed, resized or touched. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) walk(join(ROOT, source), hash);
  return hash.digest('hex');
}

function walk(path, hash) {
  if (!existsSync(path)) return;
  const info = statSync(path);
  if (info.isDirectory()) {
    for (const name of readdirSync(path).sort()) walk(join(path, name), hash);
  } else {
    hash.update(`${path}\0${info.size}\0${info.mtimeMs}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { 'source-maps': { type: 'boolean', default: false } } });
  await ensure();
  process.exitCode = await (values['source-maps'] ? buildWithSourceMaps() : build());
}
