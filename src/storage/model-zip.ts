import * as v from 'valibot';
import { OrchardError } from '../domain/common/errors.ts';
import { requireSize } from '../domain/common/file-size.ts';
import { readJson } from '../domain/common/json.ts';
import { extract, readDirectory } from './project/zip-reader.ts';

/** Of topology, and of signature, metrics and lineage, in JSON. */
const JSON_BYTES = 33_554_432;
const LIMITS = { entries: 64, entryBytes: 268_435_456, totalBytes: 300_000_000 };

/** A model in a zip: tfjs' `model.json` and its weights, and what else its writer put beside them. */
export interface ModelZip {
  has(name: string): boolean;
  /** Throws OrchardError `file-schema` where there is no such file, `file-too-large`, and those of a bad zip. */
  bytesOf(name: string): Promise<Uint8Array<ArrayBuffer>>;
  jsonOf(name: string): Promise<unknown>;
}

/** tfjs' `model.json`. */
export const modelJsonSchema = v.object({
  modelTopology: v.looseObject({}),
  weightsManifest: v.pipe(v.array(v.looseObject({ weights: v.array(v.unknown()), paths: v.optional(v.array(v.string()), ['weights.bin']) })), v.minLength(1), v.maxLength(64)),
});

/** Opens a zip in which a model lies, at its root or in one folder. Throws what `readDirectory` throws of a bad zip. */
export async function openModelZip(file: Blob): Promise<ModelZip> {
  const entries = await readDirectory(file, LIMITS);
  const root = entries.find(({ name }) => /^(?:[^/]+\/)?model\.json$/u.test(name))?.name.slice(0, -'model.json'.length) ?? '';
  const entryOf = (name: string) => entries.find((each) => each.name === root + name);
  const bytesOf = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const entry = entryOf(name);
    if (!entry) throw new OrchardError('file-schema', `no ${name}`);
    return extract(file, entry);
  };
  return {
    bytesOf,
    has: (name) => entryOf(name) !== undefined,
    jsonOf: async (name) => {
      requireSize(entryOf(name)?.sizeBytes ?? 0, JSON_BYTES, { whose: `${name} has` });
      return readJson(new TextDecoder().decode(await bytesOf(name)));
    },
  };
}
