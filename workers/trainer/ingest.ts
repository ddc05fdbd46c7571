import { aboutOf, codeOf, OrchardError } from '../../src/domain/common/errors.ts';
import type { InputSize } from '../../src/domain/data/features/blocks.ts';
import { colourHistogram } from '../../src/domain/data/features/colour-histogram.ts';
import { fileBytes, MIN_SIDE, readImageHeader } from '../../src/domain/data/features/image-header.ts';
import { lookHash } from '../../src/domain/data/features/look-hash.ts';
import { readableFeatures } from '../../src/domain/data/features/readable.ts';
import { centreSquare, referencePicture, resample, shownAt } from '../../src/domain/data/features/resample.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { CallContext } from '../protocol/message.ts';
import type { Ingested, IngestItem, IngestProgress } from '../protocol/trainer.ts';
import { Backbone } from '../tensor/backbone.ts';
import { Embedder } from '../tensor/embedder.ts';
import { inFlight, Turnstile } from './in-flight.ts';
import { encodePng } from './png.ts';
import { sha256 } from '../../src/domain/common/sha256.ts';
import type { TrainerDeps } from './deps.ts';

/** Files beyond this are kept as a smaller JPEG. */
const KEPT_BYTES = 1024 * 1024;
const THUMBNAIL_SIDE = 96;
const THUMBNAIL_QUALITY = 0.82;
/** Pictures that are being read, hashed and decoded while the backbone computes. */
const DECODES_IN_FLIGHT = 8;
/** Pictures with more pixels are decoded one at a time: each takes hundreds of megabytes for a moment. */
const LARGE_PIXELS = 6_000_000;
const large = new Turnstile();

/** Large pictures wait for each other: in all workers where the browser has locks, else in this one. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const { locks } = (globalThis as { navigator?: { locks?: LockManager } }).navigator ?? {};
  return large.pass(() => (locks ? locks.request('orchard-large-picture', work) as Promise<T> : work()));
}
/** Greatest side at which given pixels are kept: they are stored uncompressed. */
const PIXELS_SIDE = 256;

/** A picture that was taken in, before its embedding. Its thumbnail is made elsewhere while the backbone computes. */
interface Arrival {
  item: Omit<Ingested, 'thumbnail'>;
  thumbnail: Promise<Blob>;
  picture: Picture;
}

function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return blob.arrayBuffer().then((buffer) => new Uint8Array(buffer));
}

/**
 * Takes pictures in one after another: checks, decodes, hashes, measures, and embeds them at `inputSize` in batches when
 * `embed`. Reports each picture when all of it is known. A bad picture is reported as rejected and stops nothing.
 * Throws OrchardError `cancelled`, or what the backbone throws.
 */
export async function ingest(
  { items, inputSize, embed }: { items: IngestItem[]; inputSize: InputSize; embed: boolean },
  { signal, progress }: CallContext<IngestProgress>,
  deps: TrainerDeps,
): Promise<{ accepted: number; rejected: number }> {
  // On its way while the first pictures are decoded; `embed` hears of a failure.
  if (embed) deps.embedder.load().catch(() => {});
  const batch: Arrival[] = [];
  let accepted = 0;
  let rejected = 0;

  const report = async ({ item: measured, thumbnail }: Arrival, embedding: Float32Array<ArrayBuffer> | null): Promise<void> => {
    const item: Ingested = { ...measured, thumbnail: await thumbnail, embedding };
    accepted += 1;
    const buffers = [item.readable, item.colour, ...(item.embedding ? [item.embedding] : [])].map((values) => values.buffer);
    progress({ type: 'item', item }, buffers);
  };
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const arrivals = batch.splice(0);
    const rows = await deps.withFallback(() => deps.embedder.embed(arrivals.map(({ picture }) => picture), inputSize));
    for (const [i, arrival] of arrivals.entries()) await report(arrival, Embedder.row(rows, i));
  };

  const arrivals = inFlight(items, DECODES_IN_FLIGHT, async (item, position) => {
    if (signal.aborted) throw new OrchardError('cancelled');
    try {
      return await take(item, position, inputSize, deps);
    } catch (error) {
      const code = codeOf(error);
      const about = aboutOf(error);
      return { position, code: code === 'internal' ? 'picture-undecodable' as const : code, ...(about === undefined ? {} : { about }) };
    }
  });
  for await (const arrival of arrivals) {
    if (signal.aborted) throw new OrchardError('cancelled');
    if ('code' in arrival) {
      rejected += 1;
      progress({ type: 'rejected', ...arrival });
    } else if (embed) {
      batch.push(arrival);
      if (batch.length >= Backbone.batchSize(inputSize)) await flush();
    } else {
      await report(arrival, null);
    }
  }
  await flush();
  return { accepted, rejected };
}

async function take(item: IngestItem, position: number, inputSize: InputSize, deps: TrainerDeps): Promise<Arrival> {
  const { stored, bytes, picture: whole } = 'blob' in item ? await takeFile(item.blob, deps) : takePixels(item.picture);
  const picture = shownAt(whole, inputSize);
  const reference = referencePicture(picture);
  const thumbnail = deps.codec.encodeJpeg(resample(reference, THUMBNAIL_SIDE, THUMBNAIL_SIDE), THUMBNAIL_QUALITY);
  // Awaited where it is reported; a failure must not count as unheard until then.
  thumbnail.catch(() => {});
  return {
    picture,
    thumbnail,
    item: {
      position, stored, id: await sha256(bytes, (globalThis.crypto as Crypto | undefined)?.subtle),
      lookHash: lookHash(reference),
      readable: readableFeatures(reference),
      colour: colourHistogram(reference),
      embedding: null,
    },
  };
}

interface Taken { stored: Blob; bytes: Uint8Array<ArrayBuffer>; picture: Picture }

async function takeFile(file: Blob, deps: TrainerDeps): Promise<Taken> {
  const { type, width, height } = await readImageHeader(fileBytes(file));
  const work = async (): Promise<Taken> => {
    const whole = file.size <= KEPT_BYTES ? await bytesOf(file) : null;
    // A file's own word on its type is not to be trusted.
    const stored = whole ? file.slice(0, file.size, type) : await deps.codec.shrink(file);
    const [bytes, picture] = await Promise.all([whole ?? bytesOf(stored), deps.codec.decode(stored)]);
    return { stored, bytes, picture };
  };
  return width * height > LARGE_PIXELS ? await alone(work) : await work();
}

function takePixels(given: Picture): Taken {
  const { width, height, data } = given;
  if (!(width >= MIN_SIDE && height >= MIN_SIDE)) throw new OrchardError('picture-too-small', `${width}×${height}`);
  if (data.length !== width * height * 4) throw new OrchardError('picture-not-an-image', 'pixels and sides disagree');
  const side = Math.min(width, height, PIXELS_SIDE);
  const square = resample(centreSquare(given), side, side);
  const bytes = encodePng(square);
  return { stored: new Blob([bytes], { type: 'image/png' }), bytes, picture: square };
}
