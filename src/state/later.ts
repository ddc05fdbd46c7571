import { benchPool } from '../clients/bench-pool.ts';
import type { App } from './app.svelte.ts';
import { Bench } from './bench.svelte.ts';
import { Camera } from './camera.svelte.ts';
import { Comparison } from './comparison.svelte.ts';
import { Guidance } from './guidance.svelte.ts';
import { LineActs } from './line-acts.svelte.ts';
import { Monitoring } from './monitoring.svelte.ts';
import { Project } from './project.svelte.ts';
import { Rest } from './rest.svelte.ts';
import { ScenarioEdits } from './scenario-edits.ts';
import { StandInDrawing } from './stand-in.svelte.ts';

/** Adds the concerns that no first paint needs: their code comes while what is stored is read. */
export function addLaterConcerns(app: App): void {
  app.line.acts = new LineActs(app.services, app.shell, app.registry, app.alerts, app.line);
  app.line.edits = new ScenarioEdits(app.line, app.shell);
  const { bench, cores, appVersion, nowMs } = app.services;
  Object.assign(app, {
    bench: new Bench({ bench: benchPool(bench, cores), appVersion, nowMs }),
    camera: new Camera(),
    comparison: new Comparison(app.services, app),
    guidance: new Guidance(app),
    monitoring: new Monitoring(app.services, app.line, app.shell),
    project: new Project(app.services, app.shell, app),
    rest: new Rest(app),
    standIn: new StandInDrawing(app),
  } satisfies Pick<App, 'bench' | 'camera' | 'comparison' | 'guidance' | 'monitoring' | 'project' | 'rest' | 'standIn'>);
}
