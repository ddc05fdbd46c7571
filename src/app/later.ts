import { benchPool } from '../clients/bench-pool.ts';
import { policyPool } from '../clients/policy-pool.ts';
import { AaLesson } from '../state/aa-lesson.svelte.ts';
import { Bench } from '../state/bench.svelte.ts';
import { Camera } from '../state/camera.svelte.ts';
import { Comparison } from '../state/comparison.svelte.ts';
import { CameraFeed } from '../state/frame-feed.ts';
import { Frames } from '../state/frames.svelte.ts';
import { Guidance } from './guidance.svelte.ts';
import type { AppHost } from './host.ts';
import { Journal } from '../state/journal.svelte.ts';
import { LineActs } from '../state/line-acts.svelte.ts';
import { Loop } from '../state/loop.svelte.ts';
import { Monitoring } from '../state/monitoring.svelte.ts';
import { OnlineHeads } from '../state/online-heads.svelte.ts';
import { PhotoSets } from '../state/photo-sets.svelte.ts';
import { Policies } from '../state/policies.svelte.ts';
import { Project, type ProjectHolder } from '../state/project.svelte.ts';
import { Remedies } from '../state/remedies.svelte.ts';
import { Replay } from '../state/replay.svelte.ts';
import { Rollouts } from '../state/rollouts.svelte.ts';
import { Review } from '../state/review.svelte.ts';
import { Heat } from '../state/heat.ts';
import { Search } from '../state/search.svelte.ts';
import { SideBySide } from '../state/side-by-side.svelte.ts';
import { StationarityCheck } from '../state/stationarity.svelte.ts';
import { ScenarioEdits } from '../state/scenario-edits.ts';
import { Shop } from '../state/shop.svelte.ts';
import { StandInDrawing } from '../state/stand-in.svelte.ts';
import { Training } from '../state/training.svelte.ts';

/** The concerns that no first paint needs: their code comes while what is stored is read. Some are made of those before them. */
export function laterConcerns(app: AppHost & ProjectHolder & { training: Training }) {
  app.training = new Training(app.services, app.shell, app.compute, app.data, app.registry);
  app.line.acts = new LineActs(app.services, app.shell, app.registry, app.alerts, app.line);
  app.line.edits = new ScenarioEdits(app.line, app.shell);
  const { bench, cores, appVersion, nowMs } = app.services;
  const camera = new Camera();
  return {
    aaLesson: new AaLesson(app.services),
    bench: new Bench({ bench: benchPool(bench, cores), appVersion, nowMs }),
    camera,
    frames: new Frames(app.services, app, new CameraFeed(camera)),
    comparison: new Comparison(app.services, app),
    guidance: new Guidance(app),
    loop: new Loop(app.services, app),
    journal: new Journal(app.services, app),
    monitoring: new Monitoring(app.services, app.line, app.shell),
    policies: new Policies({ pool: policyPool(bench, cores), appVersion, nowMs }),
    project: new Project(app.services, app.shell, app),
    replay: new Replay(app.services, app),
    rollouts: new Rollouts(app.services, app.shell, app.registry),
    review: new Review(app.services, app),
    sets: new PhotoSets(app.services, app),
    shop: new Shop(app.services, app),
    search: new Search(app.services, app),
    heat: new Heat(app.services, app),
    remedies: new Remedies(app.services, app),
    sideBySide: new SideBySide(app.services, app),
    onlineHeads: new OnlineHeads(app.services, app),
    stationarity: new StationarityCheck(app),
    standIn: new StandInDrawing(app),
  };
}
