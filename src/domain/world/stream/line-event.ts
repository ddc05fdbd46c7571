import type { Scenario } from '../drift/scenario.ts';
import type { LineEvent } from './event.ts';
import { eventAt } from './event-at.ts';
import { frameEventAt, isOnCamera, isOnPhotos, photoEventAt } from './photo-event.ts';

export { isPhoto, type LineEvent } from './event.ts';

/** Event `index` of a scenario, whatever its production is. */
export function lineEventAt(scenario: Scenario, index: number): LineEvent {
  return isOnPhotos(scenario) ? photoEventAt(scenario, index) : isOnCamera(scenario) ? frameEventAt(scenario, index) : eventAt(scenario, index);
}
