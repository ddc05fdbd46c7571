import { compileModule } from 'svelte/compiler';
import { defineConfig, type Plugin } from 'vitest/config';
import { productDefines } from './vite.config.ts';

/**
 * Compiles `*.svelte.ts` for the client, so that runes react in tests as they do in the page. The Svelte plugin itself
 * would compile them for the server here, where `$effect` does nothing.
 */
function runes(): Plugin {
  return {
    name: 'orchard:runes',
    enforce: 'post',
    transform(code, id) {
      const [filename = id] = id.split('?');
      if (!filename.endsWith('.svelte.ts')) return;
      const { js } = compileModule(code, { generate: 'client', filename });
      return { code: js.code, map: js.map };
    },
  };
}

export default defineConfig({
  plugins: [runes()],
  define: productDefines(),
  ssr: { resolve: { conditions: ['browser', 'module', 'import', 'default'] } },
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
