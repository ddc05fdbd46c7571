import type { Scene } from '../../src/domain/world/drift/presets.ts';
import { LAMP_ANGLE } from '../../src/domain/world/orchard/seeing.ts';
import { renderShot } from '../../src/domain/world/orchard/render/shot.ts';
import type { Picture } from '../../src/domain/common/picture.ts';

/** Grain and dust of a scene: always the same, so that before and after differ in what the world changes and in nothing else. */
const SHOT_SEED = 4211;
const CAMERA_SEED = 977;

/** A fruit as its world photographs it, without the chance that every event of a line has. */
export function pictureOfScene({ fruit, world }: Scene, size: number): Picture {
  const { light, camera, place, faults } = world;
  return renderShot(fruit, { place, ...light, ...camera, dead: faults.dead, lampAngle: LAMP_ANGLE, shotSeed: SHOT_SEED, cameraSeed: CAMERA_SEED }, size);
}
