import { describe, expect, it } from 'vitest';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import type { Picture } from '../../../src/domain/common/picture.ts';
import { route, type Route } from '../../../src/domain/delivery/route.ts';
import { emptyColumns, type PredictionBatch } from '../../../workers/protocol/stream.ts';
import { OUTSIDE_LABELS, PHOTOGRAPH } from '../../../src/domain/world/stream/truth.ts';
import { PredictorFailed, predictRows, type Ask } from '../../../workers/serving/predictors.ts';
import { EventQueue, type TakenRows } from '../../../workers/serving/queue.ts';
import { Measured } from '../../../workers/tensor/measured.ts';
import { Pace } from '../../../workers/tensor/pace.ts';
import type { Predictor } from '../../../workers/tensor/predictor.ts';

const WIDTH = READABLE_FEATURES.length;
const SIDE = 8;

/** A model that is as sure of its first label as its pictures are bright. */
class FakeModel {
  readonly pace = new Pace();
  readonly signature: Predictor['signature'];
  readonly batchRows = 64;
  error: Error | null = null;
  readonly judged: number[] = [];
  constructor(readonly version: number, labels: string[], private readonly embedded: { pictures: number }, readonly distance = false, inputSize = SIDE) {
    this.signature = { labels, inputSize } as Predictor['signature'];
  }
  measured(pictures: readonly Picture[]): Measured {
    return new Measured(pictures, this.signature.inputSize, { embed: async (shown) => { this.embedded.pictures += shown.length; return new Float32Array(shown.length); } });
  }
  async predict(pictures: readonly Picture[], measured: Measured) {
    if (this.error) throw this.error;
    await measured.embedding();
    this.judged.push(...pictures.map(({ data }) => data[0]!));
    const k = this.signature.labels.length;
    return {
      scores: Float32Array.from({ length: pictures.length * k }, (_, i) => { const p = pictures[Math.floor(i / k)]!.data[0]! / 255; return i % k === 0 ? p : (1 - p) / (k - 1); }),
      readable: Float32Array.from({ length: pictures.length * WIDTH }, (_, i) => pictures[Math.floor(i / WIDTH)]!.data[0]!),
      embeddingDistance: this.distance ? Float32Array.from(pictures, ({ data }) => data[0]! + 0.5) : null,
    };
  }
  dispose(): void {}
}

const ask: Ask = (_, __, predict) => predict();
const COUNT = 40;
function taken(): TakenRows {
  const columns = emptyColumns(COUNT);
  columns.index.set(Array.from({ length: COUNT }, (_, i) => 100 + i));
  const pictures = Array.from({ length: COUNT }, (_, i) => ({ width: SIDE, height: SIDE, data: new Uint8ClampedArray(SIDE * SIDE * 4).fill(i * 6) }));
  return { generation: 1, count: COUNT, pictures, columns };
}

function predict(champion: FakeModel, challenger: FakeModel, given: Route): Promise<PredictionBatch> {
  return predictRows({ champion: champion as unknown as Predictor, trial: { model: challenger as unknown as Predictor, route: given, seed: 9 } }, taken(), 7, ask);
}

const SPLIT: Route = { kind: 'split', weight: 0.4 };
const routed = Array.from({ length: COUNT }, (_, i) => route(SPLIT, 9, 100 + i));

describe('rows that two versions share', () => {
  it('are judged each by whom the route gives them to, and come in their order', async () => {
    const embedded = { pictures: 0 };
    const batch = await predict(new FakeModel(1, ['ripe', 'unripe'], embedded), new FakeModel(2, ['ripe', 'unripe'], embedded), SPLIT);
    expect([...batch.version]).toEqual(routed.map((place) => (place === 'champion' ? 1 : 2)));
    expect(batch.deployment).toBe(7);
    for (let row = 0; row < COUNT; row += 1) {
      expect(batch.scores[2 * row]).toBeCloseTo((row * 6) / 255, 5);
      expect(batch.features[row * WIDTH]).toBe(row * 6);
      expect(batch.predicted[row]).toBe((row * 6) / 255 >= 0.5 ? 0 : 1);
    }
    expect(embedded.pictures).toBe(COUNT);
  });

  it('keep the labels and the measures of each: what a version does not know is none', async () => {
    const embedded = { pictures: 0 };
    const batch = await predict(new FakeModel(1, ['ripe', 'unripe'], embedded), new FakeModel(2, ['unripe', 'rotten', 'ripe'], embedded, true), SPLIT);
    expect(batch.labels).toEqual(['ripe', 'unripe', 'rotten']);
    expect(batch.featureNames).toHaveLength(WIDTH + 1);
    routed.forEach((place, row) => {
      const p = (row * 6) / 255;
      const expected = place === 'champion' ? [p, 1 - p, 0] : [(1 - p) / 2, p, (1 - p) / 2];
      expected.forEach((score, label) => expect(batch.scores[3 * row + label]).toBeCloseTo(score, 5));
      const distance = batch.features[row * (WIDTH + 1) + WIDTH]!;
      if (place === 'champion') expect(distance).toBeNaN();
      else expect(distance).toBe(row * 6 + 0.5);
    });
  });

  it('a shadow judges all of them and decides none; pictures are embedded once where both take one size', async () => {
    const embedded = { pictures: 0 };
    const batch = await predict(new FakeModel(1, ['ripe', 'unripe'], embedded), new FakeModel(2, ['unripe', 'ripe'], embedded), { kind: 'shadow' });
    expect([...new Set(batch.version)]).toEqual([1]);
    expect(batch.shadow!.version).toBe(2);
    for (let row = 0; row < COUNT; row += 1) expect(batch.shadow!.scores[2 * row + 1]).toBeCloseTo((row * 6) / 255, 5);
    expect(embedded.pictures).toBe(COUNT);
    const third = await predict(new FakeModel(1, ['ripe', 'unripe'], embedded), new FakeModel(2, ['ripe', 'rotten', 'unripe'], embedded), { kind: 'shadow' });
    for (let row = 0; row < COUNT; row += 1) [255 - row * 6, 255 - row * 6].forEach((rest, label) => expect(third.shadow!.scores[3 * row + 1 + label]).toBeCloseTo(rest / 510, 5));
    const apart = { pictures: 0 };
    await predict(new FakeModel(1, ['ripe', 'unripe'], apart), new FakeModel(2, ['ripe', 'unripe'], apart, false, 2 * SIDE), { kind: 'shadow' });
    expect(apart.pictures).toBe(2 * COUNT);
  });

  it('tell which version broke', async () => {
    const [champion, challenger] = [new FakeModel(1, ['ripe', 'unripe'], { pictures: 0 }), new FakeModel(2, ['ripe', 'unripe'], { pictures: 0 })];
    challenger.error = new Error('gone');
    await expect(predict(champion, challenger, SPLIT)).rejects.toSatisfy((error) => error instanceof PredictorFailed && error.model.version === 2);
  });
});

describe('photographs', () => {
  it('have their truths told in the labels of who predicts', async () => {
    const rows = taken();
    rows.columns.species.fill(PHOTOGRAPH);
    rows.columns.truth.forEach((_, row) => { rows.columns.truth[row] = row % 3; });
    rows.columns.reportedTruth.set(rows.columns.truth);
    const champion = new FakeModel(1, ['soft', 'ripe'], { pictures: 0 }) as unknown as Predictor;
    const { columns } = await predictRows({ champion, trial: null }, { ...rows, names: ['ripe', 'green', 'Soft'] }, 7, ask);
    expect([...columns.truth.subarray(0, 3)]).toEqual([1, OUTSIDE_LABELS, 0]);
    expect([...columns.reportedTruth]).toEqual([...columns.truth]);
  });

  it('wait in rows of one list of names', () => {
    const queue = new EventQueue();
    const batch = (from: number, names: string[]) => {
      const columns = emptyColumns(4);
      columns.index.set([from, from + 1, from + 2, from + 3]);
      queue.add({ type: 'events', generation: 0, count: 4, size: 1, pixels: new Uint8ClampedArray(16), columns, names });
    };
    batch(0, ['a']);
    batch(4, ['a']);
    batch(8, ['a', 'b']);
    const sizes = [queue.take(3), queue.take(64), queue.take(64)].map(({ count, names }) => [count, names]);
    expect(sizes).toEqual([[3, ['a']], [5, ['a']], [4, ['a', 'b']]]);
  });
});
