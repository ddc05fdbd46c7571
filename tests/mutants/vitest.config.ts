import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';
import { planted, type Mutant } from './mutants.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The product's tests over sources of which one has a fault: the one that `ORCHARD_MUTANT` tells when they are read. */
export default mergeConfig(base, defineConfig({
  root,
  plugins: [{
    name: 'orchard:mutant',
    enforce: 'pre',
    transform: (code, id) => {
      const mutant = JSON.parse(process.env.ORCHARD_MUTANT ?? 'null') as Mutant | null;
      return mutant && id.split('?')[0] === join(root, mutant.file) ? { code: planted(code, mutant), map: null } : null;
    },
  }],
  test: { reporters: ['dot'], bail: 1, testTimeout: 10_000 },
}));
