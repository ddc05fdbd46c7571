import { createServer } from 'vite';
import { ROOT } from './run.mjs';
import { CLIENT_CONDITIONS, runes } from './runes.mjs';

/**
 * Hands a TypeScript module over the product's own modules, loaded by Vite as it is, to `use`, and answers what that answers.
 *
 * @template T
 * @param {string} path from the repository's root, with a leading slash
 * @param {(module: any) => T | Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withProductModule(path, use) {
  const server = await createServer({
    root: ROOT,
    configFile: false,
    plugins: [runes()],
    define: { __APP_VERSION__: '""' },
    ssr: { noExternal: ['svelte'], resolve: { conditions: CLIENT_CONDITIONS } },
    logLevel: 'error',
    appType: 'custom',
    optimizeDeps: { noDiscovery: true, include: [] },
    server: { middlewareMode: true, ws: false, watch: null },
  });
  try {
    return await use(await server.ssrLoadModule(path));
  } finally {
    await server.close();
  }
}
