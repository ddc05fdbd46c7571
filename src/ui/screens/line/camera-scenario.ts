import type { Scenario } from '../../../domain/world/drift/scenario.ts';
import { defaultWorld } from '../../../domain/world/orchard/world-default.ts';

/** Frames that a camera is asked for a second, and in which a truth can be told: twenty seconds of them. */
const PER_SECOND = 15;
const TOLD_WITHIN_FRAMES = 300;

/** A line on a camera that begins anew: no drift, since what drifts of fruit means nothing to a camera. */
export function cameraScenario({ schema, seed, length }: Pick<Scenario, 'schema' | 'seed' | 'length'>): Scenario {
  return { schema, name: 'Through the camera', seed, length, labelDelay: TOLD_WITHIN_FRAMES, truths: 'all', exploration: 0, beltSpeed: PER_SECOND, world: defaultWorld, drifts: [], source: { kind: 'camera' } };
}
