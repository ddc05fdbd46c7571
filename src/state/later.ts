import type { App } from './app.svelte.ts';
import { Bench } from './bench.svelte.ts';
import { Comparison } from './comparison.svelte.ts';
import { Guidance } from './guidance.svelte.ts';

/** The concerns that no first paint needs: their code comes while what is stored is read. */
export function laterConcerns(app: App): Pick<App, 'bench' | 'comparison' | 'guidance'> {
  return { bench: new Bench(app.services), comparison: new Comparison(app.services, app), guidance: new Guidance(app) };
}
