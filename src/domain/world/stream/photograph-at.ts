import { scenarioAt } from '../drift/revisions.ts';
import type { Revision } from '../drift/scenario.ts';
import { isPhoto, lineEventAt } from './line-event.ts';

/** Which photograph the picture of an event shows, as a name; null on a line of drawn fruit. The same photograph comes again at other events. */
export function photographAt(revisions: readonly Revision[], index: number): string | null {
  const event = lineEventAt(scenarioAt(revisions, index), index);
  if (!isPhoto(event)) return null;
  const { photo } = event.pictureIndex === index ? event : lineEventAt(scenarioAt(revisions, event.pictureIndex), event.pictureIndex) as typeof event;
  return `${photo.set}/${photo.position}`;
}
