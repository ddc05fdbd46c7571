import * as v from 'valibot';
import { ERROR_CODES } from '../domain/common/errors.ts';
import type { PhotoSet } from '../domain/data/dataset/photo-set.ts';
import type { FolderEntry } from '../state/intake.ts';
import type { OfferedPhoto, SetAnswer } from '../state/photo-sets.svelte.ts';
import { act, look } from './action.ts';
import { blob, keyed, natural, signalled, text } from './arguments.ts';

interface Told { id: string; name: string; photographs: number; labels: Record<string, number> }

function told({ id, name, labels, photographs }: PhotoSet): Told {
  return { id, name, photographs: photographs.length, labels: Object.fromEntries(labels.map((label) => [label.name, label.count])) };
}

function answer({ set, rejected }: SetAnswer) {
  return { ...told(set), rejected: rejected.map(({ index, code, about }) => ({ index, code, ...(about === undefined ? {} : { about }) })) };
}

const labelled = v.optional(keyed({ labelled: v.optional(v.boolean()) }));
const undone = { by: 'sets.remove' } as const;

/** Sets of photographs that production can be drawn from. */
export const sets = {
  add: act({
    does: 'Keep photographs as a set that production can be drawn from', undone, takes: [text, v.array(keyed({ label: v.optional(text), blob })), signalled],
    run: async ({ sets }, name: string, photographs: readonly OfferedPhoto[], { signal }: { signal?: AbortSignal } = {}) => answer(await sets.add(name, photographs, signal)),
  }),
  addFolder: act({
    does: 'Keep the photographs of a folder as a set, each under the folder that it lies in, or without labels', undone,
    takes: [text, v.array(v.union([keyed({ path: text, blob }), keyed({ path: text, code: v.picklist(ERROR_CODES) })])), labelled],
    run: async ({ sets }, name: string, entries: readonly FolderEntry[], { labelled = true }: { labelled?: boolean } = {}) => answer(await sets.addFolder(name, entries, labelled)),
  }),
  addZip: act({
    does: 'Keep the photographs of an archive as a set, each under the folder that it lies in, or without labels', undone, takes: [text, blob, labelled],
    run: async ({ sets }, name: string, file: Blob, { labelled = true }: { labelled?: boolean } = {}) => answer(await sets.addZip(name, file, labelled)),
  }),
  addHeldOut: act({
    does: 'Keep the held-out test pictures of the data set as a set', undone, takes: [text, v.optional(natural)],
    run: async ({ sets }, name: string, version?: number) => answer(await sets.addHeldOut(name, version)),
  }),
  list: look({ does: 'List the sets of photographs', run: async ({ sets }) => sets.list.map(told) }),
  remove: act({ does: 'Remove a set of photographs', takes: [text], undone: 'offered', run: ({ sets }, id: string) => sets.remove(id) }),
};
