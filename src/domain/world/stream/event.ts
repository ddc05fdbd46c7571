import type { Fruit, Shot } from '../orchard/fruit.ts';
import type { World } from '../orchard/world.ts';
import type { Supplier } from '../suppliers/suppliers.ts';
import type { PhotoEvent } from './photo-event.ts';

/** The truth that the market decides. Index 0 is ripe, 1 is unripe, wherever a truth is a number. */
export const RIPENESS_LABELS = ['ripe', 'unripe'] as const;
type RipenessLabel = (typeof RIPENESS_LABELS)[number];

/** One fruit on the line: a pure function of (scenario, index). */
export interface FruitEvent {
  index: number;
  /** Simulated time, Unix ms. */
  timeMs: number;
  fruit: Fruit;
  supplier: Supplier;
  shot: Shot;
  /** The event whose picture is shown: itself, or an earlier one when the camera's frame is frozen. */
  pictureIndex: number;
  /** The world at this event, drifts applied. */
  world: World;
  /** True label, before label noise. */
  truth: RipenessLabel;
  /** The label that will arrive after the label delay (differs from truth only under label noise). */
  reportedTruth: RipenessLabel;
  /** w(t) of each drift of the scenario, 0..1, in order. */
  weights: number[];
}

/** What comes down the line: a fruit that the orchard draws, or a photograph. */
export type LineEvent = FruitEvent | PhotoEvent;

export function isPhoto(event: LineEvent): event is PhotoEvent {
  return 'photo' in event;
}
