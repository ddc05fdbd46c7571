import { compileModule } from 'svelte/compiler';

/**
 * Compiles `*.svelte.ts` for the client, so that runes react outside a browser as they do in the page. The Svelte plugin itself
 * would compile them for the server there, where `$effect` does nothing.
 *
 * @returns {import('vite').Plugin}
 */
export function runes() {
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

/** The Svelte that belongs to such code. */
export const CLIENT_CONDITIONS = ['browser', 'module', 'import', 'default'];
