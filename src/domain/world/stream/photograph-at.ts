import { scenarioAt } from '../drift/revisions.ts';
import type { Revision } from '../drift/scenario.ts';
import { isOnPhotos, photoEventAt, type PhotoEvent } from './photo-event.ts';

/** Which photograph the picture of an event shows, as a name; null on a line of drawn fruit. The same photograph comes again at other events. */
export function photographAt(revisions: readonly Revision[], index: number): string | null {
  const event = onPhotosAt(revisions, index);
  // A frozen camera shows what it showed before.
  const shown = event === null || event.pictureIndex === index ? event : onPhotosAt(revisions, event.pictureIndex);
  return shown && `${shown.photo.set}/${shown.photo.position}`;
}

function onPhotosAt(revisions: readonly Revision[], index: number): PhotoEvent | null {
  const scenario = scenarioAt(revisions, index);
  return isOnPhotos(scenario) ? photoEventAt(scenario, index) : null;
}
