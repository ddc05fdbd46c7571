import type { Place } from '../../domain/common/project-place.ts';

/** The address `href` of a page, with the project in another place: what `placeOf` (`domain/place.ts`) reads. */
export function addressAt(place: Place, href: string): string {
  const address = new URL(href);
  if (place === 'stored') address.searchParams.delete('project');
  else address.searchParams.set('project', place);
  return address.pathname + address.search + address.hash;
}
