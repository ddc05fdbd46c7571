import { strToU8, unzipSync, zipSync } from 'fflate';
import { crc32 } from '../../../src/domain/common/crc32.ts';
import { RowBuffer } from '../../../src/domain/log/rows.ts';
import { decodeSegment, encodeSegment } from '../../../src/domain/log/segment.ts';
import { packFloats, unpackBytes, unpackDoubles, unpackFloats } from '../../../src/domain/common/base64.ts';
import { EmbeddingSpace, packEmbeddingSpace } from '../../../src/domain/data/embedding/embedding-space.ts';
import { fileBytes, readImageHeader } from '../../../src/domain/data/features/image-header.ts';
import { binsOf } from '../../../src/domain/monitoring/summaries/bins.ts';
import { decodeBins, encodeBins } from '../../../src/domain/monitoring/summaries/bins-codec.ts';
import type { Random } from '../../../src/domain/common/random/random.ts';
import { artifactChecksum } from '../../../src/storage/checksum.ts';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { readModelFile, writeModelFile } from '../../../src/storage/model-file.ts';
import { exportProject, unzipPictures } from '../../../src/storage/project.ts';
import { readProject } from '../../../src/storage/project/import.ts';
import type { Manifest } from '../../../src/storage/project/format.ts';
import { sha256 } from '../../../src/storage/sha256.ts';
import { recordOf } from '../../../workers/monitor/records.ts';
import { encodePng } from '../../../workers/trainer/png.ts';
import { artifact, dataSetVersion, model, run, sampleEntry, scenario } from '../../contract/fixtures.ts';
import { judged } from '../../unit/log/judged.ts';
import { damagedBytes, damagedJson, damagedText, pick } from '../mutate.ts';
import { Broken, mustBeWritable, type Target } from '../target.ts';

type Files = Record<string, Uint8Array<ArrayBuffer>>;

/** Made once, when it is first asked for. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
const logRows = () => {
  const buffer = new RowBuffer(0, ['ripe', 'unripe'], ['hue']);
  buffer.append(judged({ count: 60, features: ['hue'] }), 0);
  return buffer;
};

const project = once(async () => {
  const storage = openMemoryStorage();
  await storage.labels.set(['ripe', 'unripe']);
  const samples = [await sampleEntry('a'), await sampleEntry('b', 'unripe', { note: '\u202enote', fruit: { seed: 3, index: 9 } })];
  const picture = async (blob: Blob) => ({ type: blob.type, bytes: await blob.arrayBuffer() });
  await storage.loadAll(['samples', 'pictures', 'thumbnails'], (await Promise.all(samples.map(async ({ sample, stored, thumbnail }, order) => [
    { store: 'samples', key: sample.id, value: { sample, order, removedMs: null } }, { store: 'pictures', key: sample.id, value: await picture(stored) },
    { store: 'thumbnails', key: sample.id, value: await picture(thumbnail) },
  ] as const))).flat());
  await storage.dataSetVersions.add(dataSetVersion('x'));
  await storage.runs.add(run({ curves: { trainLoss: [1, 0.5], trainAccuracy: [], validationLoss: [], validationAccuracy: [] }, heldOut: [{ sampleId: 'a', truth: 0, predicted: 1, scores: [0.4, 0.6] }] }));
  await storage.models.add(model(), artifact());
  await storage.aliases.set('champion', 1);
  await storage.deployments.append({ version: 1, challenger: null, route: { kind: 'replace' }, fromIndex: 0, atMs: 1, reason: 'first', replaced: null });
  await storage.revisions.replace([{ from: 0, scenario: scenario({ seed: 3 }) }, { from: 20, scenario: scenario({ sealed: { nonce: 7, word: null } }) }]);
  await storage.eventLog.append({ index: 1, atMs: 2, type: 'slider', data: { path: 'light.warmth', value: 3 } });
  await storage.settings.set('windowEvents', 300);
  const buffer = logRows();
  await storage.log.append([recordOf(buffer.rows(0, 40)), recordOf(buffer.rows(40))]);
  return bytesOf(await exportProject(storage, { appVersion: '0.1.0', nowMs: 5 }));
});
const modelFile = once(async () => bytesOf(await writeModelFile({ ...model('h\u00e9ad'), number: 3 }, artifact())));
const pictureZip = once(async () => zipSync({
  'ripe/': new Uint8Array(), 'ripe/a.png': [encodePng({ width: 9, height: 9, data: new Uint8ClampedArray(324).fill(7) }), { level: 0 }],
  'unripe/b.jpg': new Uint8Array(3000).fill(200), 'unripe/\u{1f34c}.gif': strToU8('GIF89a'), 'readme.txt': strToU8('hello'),
}) as Uint8Array<ArrayBuffer>);

const number = (value: number, size: number, little: boolean) => Array.from({ length: size }, (_, i) => (value >>> (8 * (little ? i : size - 1 - i))) & 255);
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const PICTURES: readonly (readonly number[])[] = [
  [...encodePng({ width: 9, height: 9, data: new Uint8ClampedArray(324).fill(7) })],
  [0xff, 0xd8, 0xff, 0xe0, ...number(16, 2, false), ...new Array<number>(14).fill(0), 0xff, 0xe1, ...number(40, 2, false), ...new Array<number>(38).fill(0xff), 0xff, 0xc0, ...number(17, 2, false), 8, ...number(90, 2, false), ...number(70, 2, false), 3],
  [...ascii('GIF89a'), ...number(32, 2, true), ...number(20, 2, true), 0, 0],
  [...ascii('BM'), ...new Array<number>(12).fill(0), ...number(40, 4, true), ...number(99, 4, true), ...number(-70, 4, true)],
  [...ascii('RIFF'), ...number(0, 4, true), ...ascii('WEBPVP8 '), ...number(0, 4, true), 0, 0, 0, 0x9d, 1, 0x2a, ...number(50, 2, true), ...number(60, 2, true)],
  [...ascii('RIFF'), ...number(0, 4, true), ...ascii('WEBPVP8L'), ...number(0, 4, true), 0x2f, ...number(99 | (49 << 14), 4, true)],
  [...ascii('RIFF'), ...number(0, 4, true), ...ascii('WEBPVP8X'), ...number(10, 4, true), 0, 0, 0, 0, 99, 0, 0, 49, 0, 0],
  [...number(24, 4, false), ...ascii('ftypavif'), 0, 0, 0, 0, ...ascii('mif1avif'), ...number(60, 4, false), ...ascii('meta'), ...number(20, 4, false), ...ascii('ispe'), 0, 0, 0, 0, ...number(300, 4, false), ...number(200, 4, false), ...new Array<number>(20).fill(0)],
  ascii('<svg xmlns="http://www.w3.org/2000/svg"/>'), ascii('II*\0'), ascii('%PDF-1.7'),
];

/** A file of bytes with faults. Merely damaged, it is not called harmful. */
const bytesTarget = (name: string, seed: () => Promise<Uint8Array<ArrayBuffer>>, read: (file: Blob) => Promise<unknown>): Target => ({
  name,
  async make(random) {
    const input = damagedBytes(random, await seed());
    return {
      input,
      async run() {
        try {
          await read(new Blob([input]));
        } catch (error) {
          if ((error as { code?: unknown }).code === 'zip-hostile') throw new Broken(`damaged, and called harmful: ${(error as Error).message}`);
          throw error;
        }
      },
    };
  },
});

/** A zip one of whose JSON files has faults of structure, and whose checksums fit it all the same. */
const forgedTarget = (name: string, seed: () => Promise<Uint8Array<ArrayBuffer>>, files: RegExp, fit: (files: Files, random: Random) => Promise<void>, read: (file: Blob) => Promise<unknown>): Target => ({
  name,
  async make(random) {
    const inside = unzipSync(await seed()) as Files;
    const chosen = pick(random, Object.keys(inside).filter((file) => files.test(file)));
    const json = damagedJson(random, JSON.parse(new TextDecoder().decode(inside[chosen])));
    inside[chosen] = strToU8(json) as Uint8Array<ArrayBuffer>;
    await fit(inside, random);
    const zip = zipSync(inside, { level: 1 }) as Uint8Array<ArrayBuffer>;
    return { input: `${chosen}: ${json}`, run: () => read(new Blob([zip])) };
  },
});

async function fitManifest(files: Files): Promise<void> {
  const manifest = JSON.parse(new TextDecoder().decode(files['manifest.json'])) as Manifest;
  manifest.files = await Promise.all(Object.keys(files).filter((name) => name !== 'manifest.json').map(async (name) => ({ name, sizeBytes: files[name]!.length, sha256: await sha256(files[name]!) })));
  files['manifest.json'] = strToU8(JSON.stringify(manifest)) as Uint8Array<ArrayBuffer>;
}

const readRows = async (file: Blob) => mustBeWritable(await readProject(file));

const packedTarget = (name: string, seed: () => ArrayBuffer, read: (buffer: ArrayBuffer) => unknown): Target => ({
  name,
  make(random) {
    const input = damagedBytes(random, new Uint8Array(seed()).slice());
    // Whoever forges a record forges its length and its checksum.
    if (input.length >= 16 && random.int(4) > 0) {
      const view = new DataView(input.buffer);
      view.setUint32(12, input.length, true);
      view.setUint32(4, crc32(input.subarray(8)), true);
    }
    return { input, run: () => read(input.buffer) };
  },
});

const SIGNS = ['A', '=', '/', '+', '-', '_', '\u00e4', 'AAAA', '////', ' '];

/** Every file that is opened, and what lies packed inside one. */
export const FILES: readonly Target[] = [
  bytesTarget('project, damaged', project, readRows),
  forgedTarget('project, forged', project, /^rows\//u, fitManifest, readRows),
  forgedTarget('project manifest', project, /^manifest/u, async () => {}, readRows),
  bytesTarget('pictures in a zip', pictureZip, (file) => unzipPictures(file)),
  bytesTarget('model, damaged', modelFile, (file) => readModelFile(file)),
  forgedTarget('model, forged', modelFile, /json$/u, async (files) => {
    // Whoever forges the network forges its checksum.
    try {
      const own = JSON.parse(new TextDecoder().decode(files['orchard.json'])) as { checksum: string; version: { checksum: string } };
      const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files['model.json'])) as { modelTopology: object; weightsManifest: { weights: never[] }[] };
      own.checksum = own.version.checksum = await artifactChecksum({ topology: modelTopology, weightSpecs: weightsManifest[0]!.weights, weightData: files['weights.bin']!.slice().buffer });
      files['orchard.json'] = strToU8(JSON.stringify(own)) as Uint8Array<ArrayBuffer>;
    } catch {
      // Beyond repair: it goes as it is.
    }
  }, async (file) => mustBeWritable((await readModelFile(file)).version)),
  {
    name: 'picture',
    make(random) {
      const input = damagedBytes(random, Uint8Array.from(pick(random, PICTURES)));
      return { input, run: () => readImageHeader(fileBytes(new Blob([input]))) };
    },
  },
  packedTarget('log segment', () => encodeSegment(logRows().rows()), decodeSegment),
  packedTarget('bins', () => encodeBins(binsOf(logRows().rows())), decodeBins),
  {
    name: 'packed numbers',
    make(random) {
      const input = damagedText(random, packFloats(Float32Array.of(1, NaN, 3, 4)), SIGNS);
      return { input, run: () => [unpackBytes, unpackFloats, unpackDoubles].map((read) => read(input)) };
    },
  },
  {
    name: 'space of embeddings',
    make(random) {
      const packed = packEmbeddingSpace(Array.from({ length: 16 }, (_, i) => Float32Array.from({ length: 9 }, (__, j) => Math.sin(i * 7 + j))))!;
      const input = damagedText(random, packed, SIGNS);
      return { input, run: () => new EmbeddingSpace(input, 9).distances([new Float32Array(9)]) };
    },
  },
];
