import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/**
 * What the built page may load: itself, and nothing else. The document carries it, so it holds on any static host.
 * `frame-ancestors` is missing because browsers ignore it in a meta element.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  // Workers are made from blob: addresses, so that they inherit all of this (src/clients/spawn.ts).
  "worker-src 'self' blob:",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The font that the first paint needs; the serif may come a moment later. */
const PRELOADED_FONT = /^assets\/ibm-plex-sans-latin-wght-normal.*\.woff2$/;

/** What the first screen of a first visit is made of: in one file, so that nothing else comes before its paint. */
const FIRST_VISIT = /\/src\/ui\/(screens\/(welcome\/(WelcomeScreen|StepLine|steps)|orchard\/(FruitPlate|plate)|shared\/(paint|latest))|parts\/(DropZone|dropped-files))\./;

/** The policy is left out of the dev server's page, whose hot reload needs inline scripts and a socket. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'orchard:content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY }, injectTo: 'head-prepend' },
    ],
  };
}

function fontPreload(): Plugin {
  return {
    name: 'orchard:font-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => PRELOADED_FONT.test(file))
          .map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` }, injectTo: 'head' as const })),
    },
  };
}

/** `0.1.0+1a2b3c4` inside a git work tree, else `0.1.0`. */
export function appVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };
  try {
    const hash = execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { cwd: new URL('.', import.meta.url), stdio: ['ignore', 'pipe', 'ignore'] });
    return `${version}+${hash.toString().trim()}`;
  } catch {
    return version;
  }
}

/** What every build of product code shares: the site, the bench page and the tests. */
export const productDefines = (): Record<string, string> => ({ __APP_VERSION__: JSON.stringify(appVersion()) });

export default defineConfig({
  base: './',
  plugins: [svelte({ configFile: false }), contentSecurityPolicy(), fontPreload()],
  define: productDefines(),
  worker: { format: 'es' },
  server: { strictPort: false },
  build: {
    target: 'es2023',
    outDir: 'dist',
    sourcemap: false,
    // Inlined assets become data: URLs, which the policy refuses for fonts and modules.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1600,
    // Timings of plugins are noise in a build log.
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: {
        // A file for every set of screens that share something would be dozens more; sets of parts that hold little are joined with their neighbours. Files of the domain are not: joined ones import
        // each other in a circle, of which the first to run finds the others empty.
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 4 },
            { name: 'first-visit', test: FIRST_VISIT, priority: 3 },
            { name: 'science', test: /\/src\/domain\//, minShareCount: 2, entriesAware: true, priority: 2 },
            { name: 'parts', test: /\/src\//, minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 6_000, priority: 1 },
          ],
        },
      },
    },
    license: { fileName: 'LICENSES.md' },
  },
});
