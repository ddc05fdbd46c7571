import { OrchardError } from '../../common/errors.ts';
import { randomAt } from '../../common/random/random.ts';
import { LANES } from '../drift/lanes.ts';
import type { Scenario } from '../drift/scenario.ts';
import { weightsAt, worldAt } from '../drift/world-at.ts';
import { defaultWorld } from '../orchard/world-default.ts';
import type { World } from '../orchard/world.ts';
import { photoLabelAt, type PhotoOutline } from '../photos/outline.ts';
import { permuted } from '../photos/permutation.ts';
import { countsAs, labelShares, PLAIN_PHOTOS, weightOf, type PhotoWorld } from '../photos/photo-world.ts';
import { CAMERA, labelsOfSource, type PhotoSource } from '../photos/source.ts';
import { pictureIndexAt } from './frozen.ts';
import { timeAt } from './time.ts';

/** Which photograph: a position in a set of the scenario, or a frame of its camera. */
export interface PhotoRef {
  readonly set: string;
  /** 0 the first set of the source, 1 the second, 2 its camera. */
  readonly place: 0 | 1 | 2;
  readonly position: number;
}

/** What the camera model does to a photograph that is there already. Units are those of `World`; all zero leaves it as it is. */
export interface PhotoShot {
  exposure: number;
  warmth: number;
  noise: number;
  blur: number;
  dust: number;
  vignette: number;
  dead: number;
  crop: number;
  turn: number;
  shotSeed: number;
  cameraSeed: number;
}

/** One photograph on the line: a pure function of (scenario, index). */
export interface PhotoEvent {
  index: number;
  /** Simulated time, Unix ms. */
  timeMs: number;
  photo: PhotoRef;
  shot: PhotoShot;
  /** The event whose picture is shown: itself, or an earlier one while the camera's frame is frozen. */
  pictureIndex: number;
  world: World;
  /** What it counts as, before label noise; null for a photograph without a label. */
  truth: string | null;
  /** The label that will arrive after the label delay; null where none ever does. */
  reportedTruth: string | null;
  /** w(t) of each drift of the scenario, 0..1, in order. */
  weights: number[];
}

/** A scenario whose production are photographs. */
export type PhotoScenario = Scenario & { source: PhotoSource };

export function isOnPhotos(scenario: Scenario): scenario is PhotoScenario {
  return scenario.source?.kind === 'photos';
}

/**
 * Event `index` of a line of photographs, in O(1). Each set is gone through in an order of its own that no photograph comes twice in, and then in another; where labels are weighed, as many are exchanged for
 * others as the weights ask for. Throws `set-unknown` where the scenario's sets were not looked up.
 */
export function photoEventAt(scenario: PhotoScenario, index: number): PhotoEvent {
  const { seed, source } = scenario;
  const world = worldAt(scenario, index);
  const photos = world.photos ?? PLAIN_PHOTOS;
  const draw = randomAt(seed, index, LANES.photoDraw);
  const place = draw.bool(photos.second) && source.outlines[1] ? 1 : 0;
  const outline = source.outlines[place];
  if (!outline) throw new OrchardError('set-unknown', source.set);
  const position = positionAt(outline, photos, seed, index, place, draw.next(), draw.next(), draw.next());
  const label = photoLabelAt(outline.labels, position);
  const rule = randomAt(seed, index, LANES.photoRule);
  const counted = label === null ? null : countsAs(photos, label);
  const truth = rule.bool(counted?.share ?? 0) ? counted!.as : label;
  return {
    index, timeMs: timeAt(index), photo: { set: outline.id, place, position },
    shot: shotAt(seed, world, photos, index), pictureIndex: pictureIndexAt(seed, world, index), world, truth,
    reportedTruth: truth === null ? null : swapped(truth, world, source, seed, index), weights: weightsAt(scenario, index),
  };
}

/** A photograph in its turn is kept with probability weight ÷ greatest weight, else exchanged for one of a label drawn by weight: so each label comes as often as its weight says. */
function positionAt({ count, labels }: PhotoOutline, photos: PhotoWorld, seed: number, index: number, place: number, keep: number, which: number, where: number): number {
  const turn = permuted(index % count, count, seed, 2 * Math.floor(index / count) + place, LANES.photoOrder);
  const most = Math.max(1, ...labels.map(({ name }) => weightOf(photos, name)));
  const label = photoLabelAt(labels, turn);
  if (keep * most < (label === null ? 1 : weightOf(photos, label))) return turn;
  let rest = which;
  let from = 0;
  const shares = labelShares(photos, labels, count);
  for (const { name, count: own } of labels) {
    rest -= shares.get(name)!;
    if (rest < 0) return from + Math.floor(where * own);
    from += own;
  }
  return from < count ? from + Math.floor(where * (count - from)) : turn;
}

/** Under label noise another label of the line, each as likely. */
function swapped(truth: string, world: World, source: PhotoSource, seed: number, index: number): string {
  const noise = randomAt(seed, index, LANES.labels);
  if (!noise.bool(world.faults.labelNoise)) return truth;
  const others = labelsOfSource(source).filter((label) => label !== truth);
  return others[noise.int(others.length)] ?? truth;
}

/** A scenario whose production are the frames of a camera. */
export function isOnCamera({ source }: Pick<Scenario, 'source'>): boolean {
  return source?.kind === 'camera';
}

/**
 * Event `index` of a line of camera frames, which are numbered as they come: all that can be known of it without its frame. No truth comes by itself, and a frame is never
 * shown twice.
 */
export function frameEventAt(scenario: Scenario, index: number): PhotoEvent {
  const world = worldAt(scenario, index);
  return {
    index, timeMs: timeAt(index), photo: { set: CAMERA, place: 2, position: index }, shot: shotAt(scenario.seed, world, world.photos ?? PLAIN_PHOTOS, index), pictureIndex: index, world,
    truth: null, reportedTruth: null, weights: weightsAt(scenario, index),
  };
}

/** By how much the world is worse than the orchard's clean one: what a clean camera does, the photograph has behind it. */
function shotAt(seed: number, { light, camera, faults }: World, { crop, turn }: PhotoWorld, index: number): PhotoShot {
  const beyond = (value: number, usual: number): number => Math.max(0, value - usual);
  return {
    exposure: light.exposure, warmth: light.warmth, noise: beyond(camera.noise, defaultWorld.camera.noise), blur: camera.blur, dust: camera.dust,
    vignette: beyond(camera.vignette, defaultWorld.camera.vignette), dead: faults.dead, crop, turn,
    shotSeed: randomAt(seed, index, LANES.shot).word(), cameraSeed: randomAt(seed, 0, LANES.camera).word(),
  };
}
