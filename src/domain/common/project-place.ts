/** Where a project is kept: in the browser's usual place, in a second one beside it, or in this tab alone. */
export type Place = 'stored' | 'beside' | 'memory';

/** The database of each; null where nothing is kept. */
export const DATABASES: Readonly<Record<Place, string | null>> = { stored: 'orchard', beside: 'orchard-beside', memory: null };

/** The place that an address asks for by `?project=beside` or `?project=memory`. */
export function placeOf(search: string): Place {
  const [, asked] = /[?&]project=(beside|memory)(?:&|$)/u.exec(search) ?? [];
  return (asked as Place | undefined) ?? 'stored';
}
