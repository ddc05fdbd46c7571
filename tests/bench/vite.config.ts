import { defineConfig } from 'vite';
import { productDefines } from '../../vite.config.ts';

/** A page of its own for baselines, beside the site and never part of it. */
export default defineConfig({
  root: 'tests/bench/page',
  base: './',
  publicDir: false,
  define: productDefines(),
  worker: { format: 'es' },
  build: { target: 'es2023', outDir: '../../../.cache/bench/page', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 4000, modulePreload: { polyfill: false } },
});
