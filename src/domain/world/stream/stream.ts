import type { Scenario } from '../drift/scenario.ts';
import { renderShot } from '../orchard/render/shot.ts';
import type { Picture } from '../../common/picture.ts';
import type { FruitEvent } from './event.ts';
import { eventAt } from './event-at.ts';

/** The picture that the model sees at event `index`, `size` × `size`: another event's while the camera's frame is frozen. */
export function pictureAt(scenario: Scenario, index: number, size: number): Picture {
  return pictureOf(scenario, eventAt(scenario, index), size);
}

/** As `pictureAt`, for an event at hand, drawn into `data` when it is given (size × size × 4 bytes). */
export function pictureOf(scenario: Scenario, event: FruitEvent, size: number, data?: Uint8ClampedArray<ArrayBuffer>): Picture {
  const shown = event.pictureIndex === event.index ? event : eventAt(scenario, event.pictureIndex);
  return renderShot(shown.fruit, shown.shot, size, data);
}
