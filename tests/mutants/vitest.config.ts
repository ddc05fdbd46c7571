import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';
import { planted, type Mutant } from './mutants.ts';

const mutant = JSON.parse(process.env.ORCHARD_MUTANT ?? 'null') as Mutant | null;
const file = mutant && fileURLToPath(new URL(`../../${mutant.file}`, import.meta.url));

/** The product's tests over sources of which one has a fault, given in `ORCHARD_MUTANT`. */
export default mergeConfig(base, defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  plugins: [{
    name: 'orchard:mutant',
    enforce: 'pre',
    transform: (code, id) => (mutant && id.split('?')[0] === file ? { code: planted(code, mutant), map: null } : null),
  }],
  test: { reporters: ['dot'], bail: 1, testTimeout: 10_000 },
}));
