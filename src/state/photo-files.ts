import { OrchardError } from '../domain/common/errors.ts';
import { outlineOf } from '../domain/data/dataset/photo-set.ts';
import type { Revision, Scenario } from '../domain/world/drift/scenario.ts';
import { setsOfSource } from '../domain/world/photos/source.ts';
import type { Storage } from '../storage/index.ts';
import type { PhotoFiles } from '../../workers/protocol/photos.ts';
import { Film } from './film.ts';
import type { Services } from './services.ts';

/** Ids of the sets that a line runs or ran on. */
export function setsOf(film: Film): string[] {
  return setsOfRevisions(Film.revisionsOf(film));
}

export function setsOfRevisions(revisions: readonly Revision[]): string[] {
  return [...new Set(revisions.flatMap(({ scenario: { source } }) => setsOfSource(source)))];
}

/** The photographs of some sets, as the workers take them; a set that is not stored is left out. */
export async function photoFiles({ photoSets }: Storage, ids: readonly string[]): Promise<PhotoFiles[]> {
  const found: PhotoFiles[] = [];
  for (const id of ids) {
    const files = await photoSets.files(id);
    if (files) found.push({ id, files });
  }
  return found;
}

/** Has the orchard's worker draw from the stored photographs of some sets, those that it does not have already. */
export async function shelve({ orchard, storage }: Pick<Services, 'orchard' | 'storage'>, ids: readonly string[]): Promise<void> {
  const held = await orchard.call('shelve', { photos: [] }, { isRepeatable: true });
  const lacking = ids.filter((id) => !held.includes(id));
  if (lacking.length > 0) await orchard.call('shelve', { photos: await photoFiles(storage, lacking) }, { isRepeatable: true });
}

/** A scenario whose sets are known as they are stored. Throws `set-unknown`, about the set that is missing, by name and hash. */
export async function withKnownSets({ photoSets }: Storage, scenario: Scenario): Promise<Scenario> {
  const { source } = scenario;
  if (source?.kind !== 'photos') return scenario;
  const outlines = await Promise.all(setsOfSource(source).map(async (id) => {
    const set = await photoSets.get(id);
    if (set) return outlineOf(set);
    const told = source.outlines.find((outline) => outline.id === id);
    throw new OrchardError('set-unknown', id, { about: `${told && told.name !== '' ? `“${told.name}”, ${told.count} photographs, ` : ''}set ${id.slice(0, 12)}` });
  }));
  return { ...scenario, source: { ...source, outlines } };
}
