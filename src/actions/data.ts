import * as v from 'valibot';
import { counted } from '../domain/common/counted.ts';
import { ERROR_CODES, OrchardError } from '../domain/common/errors.ts';
import { withLabel } from '../domain/data/dataset/label.ts';
import { FRUIT_CHOICES, type FruitChoice } from '../domain/remedy/fruit-choice.ts';
import { parseWorldPatch } from '../domain/world/drift/schema.ts';
import { mergeWorld } from '../domain/world/orchard/world-default.ts';
import type { Concerns } from '../state/concerns.ts';
import type { Arrival, FolderEntry } from '../state/intake.ts';
import { exportPictures } from '../state/labelled-pictures.ts';
import { arrivalOf, chosenFruit, LEAST_LINE_PX, takeEvents } from '../state/line-fruit.ts';
import { act, look } from './action.ts';
import { anything, blob, callback, count, keyed, natural, real, signal, signalled, text, whole } from './arguments.ts';

const ids = v.array(text);
const pixels = v.instance(Uint8ClampedArray);
/** Greatest side of a photograph that is handed over as pixels: beyond what any camera of a browser gives. */
const LONGEST_SIDE_PX = 8192;
const side = v.pipe(whole, v.minValue(1), v.maxValue(LONGEST_SIDE_PX));
const picture = v.pipe(keyed({ width: side, height: side, data: pixels }), v.check(({ width, height, data }) => data.length === 4 * width * height, 'four bytes a pixel are expected'));
const photograph = keyed({ picture, label: text, takenMs: real });

interface Rejected { index: number; code: string; about?: string }
interface Taken { added: number; rejected: Rejected[] }

function taken({ added, rejected }: { added: number; rejected: readonly Rejected[] }): Taken {
  return { added, rejected: rejected.map(({ index, code, about }) => ({ index, code, ...(about === undefined ? {} : { about }) })) };
}

/** Fruits that are collected unless another number is asked for. */
const COLLECTED_FRUITS = 120;

type CollectOptions = { by?: FruitChoice; balanced?: boolean; since?: number };

/** Takes the newest fruits whose truth is known from the line, or those that a choice wants most. */
async function collect(on: Concerns, count: number, { by = 'newest', ...options }: CollectOptions): Promise<number> {
  const events = await chosenFruit(on, { choice: by, count, ...options });
  return (await takeEvents(on, events, `Collecting ${counted(events.length, 'fruit')} from the line`)).length;
}

/** Takes one fruit of the line in under a label, which is added where it is missing. */
async function take({ data, line, pictures, registry }: Concerns, index: number, label: string): Promise<number> {
  if (index >= line.now) throw new OrchardError('index-out-of-range', String(index));
  const size = Math.max(LEAST_LINE_PX.taken, registry.live?.signature.inputSize ?? LEAST_LINE_PX.taken);
  const [drawn] = await pictures.ofLine(line.film, [index], size);
  if (!drawn) return 0;
  // The labels' own spelling: a model may say “Ripe” where the data set says “ripe”.
  const own = data.labels.find((other) => other.toLowerCase() === label.toLowerCase());
  const labels = own === undefined ? withLabel(data.labels, label) : data.labels;
  const { added } = await data.add([arrivalOf(drawn, own ?? labels.at(-1)!)], `Adding fruit ${index}`, { labels });
  return added;
}

/** The data set: its labels, its pictures, its versions. */
export const data = {
  reset: act({ does: 'Empty the data set and set its labels', takes: [v.array(text)], undone: 'offered', run: ({ data }, labels: string[]) => data.reset(labels) }),
  add: act({
    does: 'Take pictures in under a label', takes: [text, v.array(blob)], undone: { by: 'data.remove' },
    run: async ({ data }, label: string, files: readonly Blob[]) => taken(await data.addFiles(label, files)),
  }),
  addFolder: act({
    does: 'Take the pictures of a folder in, each under the folder that it lies in', undone: { by: 'data.remove' },
    takes: [v.array(v.union([keyed({ path: text, blob }), keyed({ path: text, code: v.picklist(ERROR_CODES) })])), text],
    run: async ({ data }, entries: readonly FolderEntry[], otherwise: string) => taken(await data.addFolder(entries, otherwise)),
  }),
  addZip: act({
    does: 'Take the pictures of an archive in, each under the folder that it lies in', takes: [blob, text], undone: { by: 'data.remove' },
    run: async ({ data }, file: Blob, otherwise: string) => taken(await data.addZip(file, otherwise)),
  }),
  photograph: act({
    does: 'Take photographs of a camera in', takes: [v.array(photograph)], undone: { by: 'data.remove' },
    run: async ({ data }, photographs: readonly Required<Pick<Arrival, 'label' | 'takenMs'> & { picture: Extract<Arrival['item'], { picture: unknown }>['picture'] }>[]) => {
      const arrivals = photographs.map(({ picture, label, takenMs }): Arrival => ({ item: { picture }, label, source: 'camera', note: 'photograph', takenMs }));
      return { added: (await data.add(arrivals, 'Taking photographs in')).added };
    },
  }),
  pick: act({
    does: 'Pick fresh fruit of the orchard', undone: { by: 'data.remove' },
    takes: [keyed({ count: count(100_000), seed: whole, world: v.optional(anything) }), signalled],
    run: async ({ data, line }, { count, seed, world }: { count: number; seed: number; world?: unknown }, { signal }: { signal?: AbortSignal } = {}) => {
      const { added } = await data.pick(count, seed, mergeWorld(line.scenario.world, parseWorldPatch(world ?? {})), signal);
      return { added };
    },
  }),
  collect: act({
    does: 'Take fruits with truth from the line: the newest, or those that a choice wants most', undone: { by: 'data.remove' },
    takes: [v.optional(count(100_000)), v.optional(keyed({ by: v.optional(v.picklist(FRUIT_CHOICES)), balanced: v.optional(v.boolean()), since: v.optional(natural) }))],
    run: async (on, count: number = COLLECTED_FRUITS, options: CollectOptions = {}) => ({ added: await collect(on, count, options) }),
  }),
  take: act({
    does: 'Take one fruit of the line in under a label', takes: [natural, text], undone: { by: 'data.remove' },
    run: async (on, index: number, label: string) => ({ added: await take(on, index, label) }),
  }),
  addLabel: act({ does: 'Add a label', takes: [text], undone: { by: 'data.removeLabel' }, run: ({ data }, name: string) => data.addLabel(name) }),
  renameLabel: act({ does: 'Rename a label', takes: [text, text], undone: 'offered', run: ({ data }, from: string, to: string) => data.renameLabel(from, to) }),
  removeLabel: act({ does: 'Remove a label with its pictures', takes: [text], undone: 'offered', run: ({ data }, label: string) => data.removeLabel(label) }),
  relabel: act({ does: 'Give pictures another label', takes: [ids, text], undone: 'offered', run: ({ data }, pictures: readonly string[], label: string) => data.relabel(pictures, label) }),
  remove: act({ does: 'Remove pictures', takes: [ids], undone: 'offered', run: ({ data }, pictures: readonly string[]) => data.remove(pictures) }),
  moveElsewhere: act({ does: 'Move pictures that are there already under the label that they were brought under', undone: 'offered', run: ({ data }) => data.moveElsewhere() }),
  freeze: act({ does: 'Freeze the pictures as a version', undone: 'adds', run: async ({ data }) => ({ version: (await data.freeze()).number }) }),
  backTo: act({
    does: 'Go back to a frozen version', takes: [natural], undone: 'offered',
    run: async ({ data }, number: number) => {
      const version = data.versions.find((each) => each.number === number);
      if (!version) throw new OrchardError('data-unknown-version', `v${number}`);
      await data.backTo(version);
    },
  }),
  export: look({
    does: 'Write the pictures as a zip of folders, one a label', takes: [v.optional(keyed({ signal: v.optional(signal), onProgress: v.optional(callback) }))],
    run: ({ data, services }, options: { signal?: AbortSignal; onProgress?: (progress: { done: number; total: number }) => void } = {}) => exportPictures(data, services.storage, options),
  }),
  summary: look({
    does: 'Say what the data set holds',
    run: async ({ data }) => ({
      labels: [...data.labels], counts: Object.fromEntries(data.counts), total: data.samples.length,
      version: data.changed ? null : (data.newest?.number ?? null),
    }),
  }),
};
