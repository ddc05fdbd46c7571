import { beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../../src/domain/review/findings.ts';
import type { CallContext } from '../../../workers/protocol/message.ts';
import { pause } from '../../../workers/protocol/pause.ts';
import type { Ingested, ReviewProgress, ReviewSample } from '../../../workers/protocol/trainer.ts';
import { createTrainerHandlers } from '../../../workers/trainer/handlers.ts';
import { computeOn, embedderOn, fruit, plainCodec } from './surroundings.ts';

const COLOURS = [[225, 60, 40], [110, 175, 50]] as const;
const LABELS = ['ripe', 'unripe'];
/** Pictures that are given the other label. */
const WRONG = [4, 11, 20];

let handlers: ReturnType<typeof createTrainerHandlers>;
let samples: ReviewSample[];
let readable: Float32Array[];

const context = (heard: ReviewProgress[] = [], signal = new AbortController().signal): CallContext<ReviewProgress> => ({ signal, progress: (progress) => heard.push(progress) });
const review = async (input: Parameters<typeof handlers.review>[0], at = context()) => (await handlers.review(input, at)) as Exclude<Awaited<ReturnType<typeof handlers.review>>, { transfer: unknown }>;

beforeAll(async () => {
  const compute = await computeOn('wasm');
  handlers = createTrainerHandlers({ compute, embedder: embedderOn(compute), codec: plainCodec, notify: () => {}, nowMs: () => performance.now(), pause });
  const ingested: Ingested[] = [];
  const items = Array.from({ length: 32 }, (_, i) => ({ picture: fruit(48, COLOURS[i % 2]!, i) }));
  await handlers.ingest({ items, inputSize: 48, embed: false }, { signal: new AbortController().signal, progress: (progress) => { if (progress.type === 'item') ingested.push(progress.item); } });
  samples = ingested.map(({ id, lookHash, stored, position }) => ({ id, lookHash, blob: stored, label: WRONG.includes(position) ? 1 - (position % 2) : position % 2, blocks: {} }));
  readable = ingested.map((each) => each.readable);
}, 60_000);

describe('a review', () => {
  it('finds planted wrong labels by heads that never saw the picture, and reports what it measured', async () => {
    const heard: ReviewProgress[] = [];
    const measures = await review({ labels: 2, samples, inputSize: 48, embed: true }, context(heard));
    const pictures = samples.map(({ id, label }, i) => ({ id, label: LABELS[label]!, readable: readable[i]! }));
    const doubted = findingsOf(pictures, LABELS, measures, () => undefined).items.filter(({ reason }) => reason === 'label').map(({ ids }) => samples.findIndex(({ id }) => id === ids[0]));
    for (const row of WRONG) expect(doubted).toContain(row);
    expect(measures.nearest!.slice(0, 5).every((row) => row > 0 && row < 32)).toBe(true);
    expect(Array.from(measures.farness!).every((distance) => distance >= 0)).toBe(true);
    expect(new Set(heard.map((progress) => (progress.type === 'review' ? progress.phase : progress.block)))).toEqual(new Set(['embed', 'readable', 'colour', 'embedding', 'leave-one-out', 'nearest']));
  }, 60_000);

  it('without the backbone knows copies, and nothing of labels', async () => {
    const copy = { ...samples[0]!, id: 'copy' };
    const measures = await review({ labels: 2, samples: [...samples, copy], inputSize: 48, embed: false });
    expect([measures.probabilities, measures.nearest, measures.farness]).toEqual([null, null, null]);
    expect(measures.groups.some(({ rows, identical }) => rows.includes(0) && rows.includes(32) && identical) || measures.groups.some(({ rows }) => rows.includes(0) && rows.includes(32))).toBe(true);
  });

  it('of one label alone tells no labels apart, and can be cancelled', async () => {
    const alone = samples.slice(0, 6).map((sample) => ({ ...sample, label: 0 }));
    expect((await review({ labels: 1, samples: alone, inputSize: 48, embed: true })).probabilities).toBeNull();
    await expect(review({ labels: 2, samples, inputSize: 48, embed: true }, context([], AbortSignal.abort()))).rejects.toMatchObject({ code: 'cancelled' });
  }, 60_000);
});
