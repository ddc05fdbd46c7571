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
  const code = await tool('vite/bin/vite.js', ['build', ...buildFlags(false)]) || circles(join(ROOT, 'dist', 'assets'));
  if (code === 0) {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(STAMP, sources);
  }
  return code;
}

/** Says which files of a built site import each other in a circle: which of them runs first, and finds the others empty, depends on the page that is opened. Answers 1 where any do, else 0. */
export function circles(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const imports = new Map(files.map((name) => [name, staticImports(readFileSync(join(folder, name), 'utf8'))]));
  // What imports nothing that is left, or is imported by nothing that is, lies on no circle; it is taken away until nothing more can be.
  for (let left = Infinity; imports.size < left;) {
    left = imports.size;
    for (const [name, others] of imports) if (!others.some((other) => imports.has(other))) imports.delete(name);
    const imported = new Set([...imports.values()].flat());
    for (const name of [...imports.keys()]) if (!imported.has(name)) imports.delete(name);
  }
  if (imports.size > 0) console.error(`These files import each other in a circle; see codeSplitting in vite.config.ts:\n${[...imports.keys()].join('\n')}`);
  return imports.size > 0 ? 1 : 0;
}

/** File names that a module of a build imports before it runs. */
function staticImports(code) {
  return [...code.matchAll(/(?:^|[;}\n])(?:import|export)\s*(?:[\w*{][^"'`;]*?from\s*)?["'`]\.\/([^"'`]+)["'`]/gu)].map(([, name]) => name);
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
