import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFlags } from '../../../scripts/build.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;

/** A page with a worker, built by the site's own config. Answers the files and their text. */
async function built(sourceMaps: boolean): Promise<Map<string, string>> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', folder, '--config', join(ROOT, 'vite.config.ts'), ...buildFlags(sourceMaps)], { cwd: ROOT });
  const out = join(folder, sourceMaps ? 'dist-source-maps' : 'dist');
  const names = (await readdir(out, { recursive: true })).filter((name) => /\.(js|map)$/u.test(name));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(out, name), 'utf8')] as const)));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orchard-build-'));
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'index.html'), '<script type="module" src="./src/page.ts"></script>');
  await writeFile(join(folder, 'src', 'page.ts'), "import address from './work.ts?worker&url';\nconsole.warn('the page', new Worker(address, { type: 'module' }));\n");
  await writeFile(join(folder, 'src', 'work.ts'), "console.warn('the worker' satisfies string);\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a build', () => {
  it('gives no sources away', async () => {
    const files = await built(false);
    expect(files.size).toBe(2);
    for (const [name, text] of files) {
      expect(name).not.toMatch(/\.map$/u);
      expect(text, name).not.toContain('sourceMappingURL');
    }
  });

  it('with source maps has one for the page and for every worker, with our lines in it', async () => {
    const files = await built(true);
    const scripts = [...files.keys()].filter((name) => name.endsWith('.js'));
    expect(scripts).toHaveLength(2);
    const sources = scripts.map((name) => {
      expect(files.get(name), name).toContain('sourceMappingURL');
      return (JSON.parse(files.get(`${name}.map`)!) as { sourcesContent: string[] }).sourcesContent.join('\n');
    });
    expect(sources.some((text) => text.includes("'the worker' satisfies string"))).toBe(true);
    expect(sources.some((text) => text.includes("new Worker(address"))).toBe(true);
  });
});
