import { defineConfig } from 'vitest/config';
import { CLIENT_CONDITIONS, runes } from './scripts/runes.mjs';
import { productDefines } from './vite.config.ts';

export default defineConfig({
  plugins: [runes()],
  define: productDefines(),
  ssr: { resolve: { conditions: CLIENT_CONDITIONS } },
  test: {
    include: ['tests/{unit,property,contract,architecture,interop,fuzz}/**/*.test.ts'],
    environment: 'node',
    server: { deps: { inline: ['svelte'] } },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Two workers on two cores: more only steal time from each other.
    maxWorkers: 2,
  },
});
