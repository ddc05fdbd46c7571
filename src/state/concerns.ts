import type { AaLesson } from './aa-lesson.svelte.ts';
import type { Alerts } from './alerts.svelte.ts';
import type { Bench } from './bench.svelte.ts';
import type { Camera } from './camera.svelte.ts';
import type { Comparison } from './comparison.svelte.ts';
import type { Compute } from './compute.svelte.ts';
import type { DataState } from './data.svelte.ts';
import type { Frames } from './frames.svelte.ts';
import type { Journal } from './journal.svelte.ts';
import type { Shop } from './shop.svelte.ts';
import type { Line } from './line.svelte.ts';
import type { Loop } from './loop.svelte.ts';
import type { Monitoring } from './monitoring.svelte.ts';
import type { Pictures } from './pictures.svelte.ts';
import type { OnlineHeads } from './online-heads.svelte.ts';
import type { PhotoSets } from './photo-sets.svelte.ts';
import type { Policies } from './policies.svelte.ts';
import type { Project } from './project.svelte.ts';
import type { Explainer } from './explainer.ts';
import type { Registry } from './registry.svelte.ts';
import type { Remedies } from './remedies.svelte.ts';
import type { Replay } from './replay.svelte.ts';
import type { Rollouts } from './rollouts.svelte.ts';
import type { Review } from './review.svelte.ts';
import type { Heat } from './heat.ts';
import type { Search } from './search.svelte.ts';
import type { SideBySide } from './side-by-side.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import type { Training } from './training.svelte.ts';

/** One of each concern of the app: what the actions work on. */
export interface Concerns {
  readonly shell: Shell;
  readonly compute: Compute;
  readonly data: DataState;
  readonly registry: Registry;
  readonly alerts: Alerts;
  readonly line: Line;
  readonly pictures: Pictures;
  readonly services: Services;
  /** These are there once the app is ready. */
  readonly bench: Bench;
  readonly policies: Policies;
  readonly sets: PhotoSets;
  readonly camera: Camera;
  readonly frames: Frames;
  readonly training: Training;
  readonly monitoring: Monitoring;
  readonly project: Project;
  readonly comparison: Comparison;
  readonly replay: Replay;
  readonly rollouts: Rollouts;
  readonly review: Review;
  readonly search: Search;
  readonly heat: Heat;
  readonly remedies: Remedies;
  readonly sideBySide: SideBySide;
  readonly onlineHeads: OnlineHeads;
  readonly aaLesson: AaLesson;
  readonly journal: Journal;
  readonly shop: Shop;
  readonly loop: Loop;
  /** Resolves once everything stored has been read; rejects when it cannot be. */
  readonly opened: Promise<void>;
  /** Reads again what the tab that leads has stored. */
  lookAgain(): Promise<void>;
  /** Why alerts fire. */
  explainer(): Promise<Explainer>;
}
