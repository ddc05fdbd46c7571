import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The gallery as a page of its own, for the browser tests; never part of the site. */
export default defineConfig({
  root: 'tests/gallery',
  base: './',
  publicDir: false,
  plugins: [svelte({ configFile: false })],
  logLevel: 'warn',
  build: { target: 'es2023', outDir: '../../.cache/gallery', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { checks: { bundlerTimings: false } } },
});
