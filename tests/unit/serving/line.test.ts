import { describe, expect, it } from 'vitest';
import { READABLE_FEATURES } from '../../../src/domain/features/readable.ts';
import type { Picture } from '../../../src/domain/picture.ts';
import type { Credit, EventBatch, PredictionBatch, ToMonitor } from '../../../workers/protocol/stream.ts';
import { INITIAL_CREDIT_ROWS, ServingLine, type LinePort } from '../../../workers/serving/line.ts';
import type { Predictor } from '../../../workers/tensor/predictor.ts';

class FakePort implements LinePort {
  onmessage: ((event: MessageEvent) => void) | null = null;
  sent: unknown[] = [];
  closed = false;
  postMessage(message: unknown): void { this.sent.push(message); }
  close(): void { this.closed = true; }
  receive(data: unknown): void { this.onmessage?.({ data } as MessageEvent); }
}

const SIDE = 4;
function events(from: number, count: number, epoch = 1, size = SIDE): EventBatch {
  const numbers = (make: (i: number) => number) => Array.from({ length: count }, (_, i) => make(i));
  return {
    type: 'events', epoch, count, size,
    pixels: new Uint8ClampedArray(count * size * size * 4).map((_, i) => (from + Math.floor(i / (size * size * 4))) & 255),
    columns: {
      index: Uint32Array.from(numbers((i) => from + i)), timeMs: Float64Array.from(numbers((i) => i)), shutterMs: Float64Array.from(numbers(() => 1000)),
      species: new Uint8Array(count), cultivar: new Uint8Array(count), ripeness: new Float32Array(count), truth: new Uint8Array(count), reportedTruth: new Uint8Array(count), drift: new Float32Array(count),
    },
  };
}

/** A model that takes as long as it is told to, and says of each picture what its first byte is. */
class FakeModel {
  readonly signature = { labels: ['ripe', 'unripe'] };
  disposed = false;
  readonly seen: number[] = [];
  batches: number[] = [];
  gate: Promise<void> = Promise.resolve();
  error: Error | null = null;
  constructor(readonly version: number, readonly batchRows = 8) {}
  async predict(pictures: Picture[]) {
    await this.gate;
    if (this.error) throw this.error;
    this.batches.push(pictures.length);
    this.seen.push(...pictures.map((picture) => picture.data[0]!));
    return { scores: new Float32Array(pictures.length * 2).map((_, i) => (i % 2 ? 0.25 : 0.75)), readable: new Float32Array(pictures.length * READABLE_FEATURES.length) };
  }
  dispose(): void { this.disposed = true; }
}

function line() {
  const failures: string[] = [];
  let nowMs = 1000;
  const serving = new ServingLine({
    surviving: (work) => work(),
    failed: (code) => failures.push(code),
    nowMs: () => (nowMs += 5),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const [up, down] = [new FakePort(), new FakePort()];
  serving.connect(up, down);
  up.receive({ type: 'epoch', epoch: 1 });
  const settle = async () => { for (let i = 0; i < 60; i += 1) await new Promise((resolve) => setImmediate(resolve)); };
  const credit = (port = up) => port.sent.reduce<number>((sum, message) => sum + ((message as Credit).type === 'credit' ? (message as Credit).rows : 0), 0);
  const predictions = (port = down) => (port.sent as ToMonitor[]).filter((message): message is PredictionBatch => message.type === 'predictions');
  const indices = () => predictions().flatMap((batch) => [...batch.columns.index]);
  const deploy = (model: FakeModel) => serving.deploy(model as unknown as Predictor);
  return { serving, up, down, settle, credit, predictions, indices, deploy, failures };
}

const upTo = (n: number, from = 0) => Array.from({ length: n - from }, (_, i) => from + i);

describe('the serving line', () => {
  it('gives credit first, and as much again as it judges', async () => {
    const { up, down, settle, credit, predictions, indices, deploy } = line();
    expect(credit()).toBe(INITIAL_CREDIT_ROWS);
    await deploy(new FakeModel(1));
    down.receive({ type: 'credit', rows: 1000 });
    up.receive(events(0, 5));
    up.receive(events(5, 20));
    await settle();
    expect(indices()).toEqual(upTo(25));
    expect(credit()).toBe(INITIAL_CREDIT_ROWS + 25);
    const [first] = predictions();
    expect(first).toMatchObject({ epoch: 1, version: 1, labels: ['ripe', 'unripe'] });
    expect(first!.predicted[0]).toBe(0);
    expect(first!.latencyMs[0]).toBeGreaterThan(0);
  });

  it('merges and splits batches as the model likes, each picture with its own columns', async () => {
    const { up, down, settle, indices, deploy } = line();
    const model = new FakeModel(1, 8);
    down.receive({ type: 'credit', rows: 1000 });
    for (const [from, count] of [[0, 3], [3, 3], [6, 13], [19, 1]] as const) up.receive(events(from, count));
    await deploy(model);
    await settle();
    expect(model.batches).toEqual([8, 8, 4]);
    expect(model.seen).toEqual(upTo(20));
    expect(indices()).toEqual(upTo(20));
  });

  it('pulls no more than the monitor lets it', async () => {
    const { up, down, settle, credit, indices, deploy } = line();
    await deploy(new FakeModel(1));
    up.receive(events(0, 30));
    await settle();
    expect(indices()).toEqual([]);
    down.receive({ type: 'credit', rows: 10 });
    await settle();
    expect(indices()).toEqual(upTo(10));
    expect(credit()).toBe(INITIAL_CREDIT_ROWS + 10);
    down.receive({ type: 'credit', rows: 100 });
    await settle();
    expect(indices()).toEqual(upTo(30));
  });

  it('lets pictures wait for a model', async () => {
    const { up, down, settle, credit, indices, deploy } = line();
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 6));
    await settle();
    expect(indices()).toEqual([]);
    expect(credit()).toBe(INITIAL_CREDIT_ROWS);
    expect(await deploy(new FakeModel(1))).toBe(0);
    await settle();
    expect(indices()).toEqual(upTo(6));
  });

  it('changes models between two batches, loses none and says where', async () => {
    const { up, down, settle, predictions, indices, deploy } = line();
    const [old, fresh] = [new FakeModel(1, 4), new FakeModel(2, 4)];
    let open = () => {};
    old.gate = new Promise((resolve) => { open = resolve; });
    await deploy(old);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 12));
    const change = deploy(fresh);
    open();
    expect(await change).toBe(4);
    await settle();
    expect(indices()).toEqual(upTo(12));
    expect(predictions().map(({ version }) => version)).toEqual([1, 2, 2]);
    expect(old.disposed).toBe(true);
  });

  it('answers the next index when nothing waits', async () => {
    const { up, down, settle, deploy } = line();
    await deploy(new FakeModel(1));
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(40, 3));
    await settle();
    expect(await deploy(new FakeModel(2))).toBe(43);
  });

  it('drops what belongs to an earlier run, gives its credit back and passes the mark on', async () => {
    const { up, down, settle, credit, indices, deploy } = line();
    const model = new FakeModel(1, 4);
    let open = () => {};
    model.gate = new Promise((resolve) => { open = resolve; });
    await deploy(model);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 10));
    up.receive({ type: 'epoch', epoch: 2 });
    up.receive(events(10, 7, 1));
    up.receive(events(500, 5, 2));
    open();
    await settle();
    expect(indices()).toEqual(upTo(505, 500));
    expect(credit()).toBe(INITIAL_CREDIT_ROWS + 10 + 7 + 5);
    expect(down.sent.filter((message) => (message as ToMonitor).type === 'epoch')).toEqual([{ type: 'epoch', epoch: 1 }, { type: 'epoch', epoch: 2 }]);
  });

  it('stands when the model breaks, and goes on with the next one where it stood', async () => {
    const { up, down, settle, indices, deploy, failures } = line();
    const broken = new FakeModel(1);
    broken.error = Object.assign(new Error('no'), { code: 'backbone-missing' });
    await deploy(broken);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 9));
    await settle();
    expect(failures).toEqual(['backbone-missing']);
    expect(indices()).toEqual([]);
    expect(await deploy(new FakeModel(2))).toBe(0);
    await settle();
    expect(indices()).toEqual(upTo(9));
  });

  it('starts anew when connected again', async () => {
    const { serving, up, settle, deploy, credit, predictions } = line();
    await deploy(new FakeModel(1));
    up.receive(events(0, 9));
    const [nextUp, nextDown] = [new FakePort(), new FakePort()];
    serving.connect(nextUp, nextDown);
    nextDown.receive({ type: 'credit', rows: 100 });
    nextUp.receive({ type: 'epoch', epoch: 1 });
    nextUp.receive(events(20, 2));
    await settle();
    expect(up.closed).toBe(true);
    expect(credit(nextUp)).toBe(INITIAL_CREDIT_ROWS + 2);
    expect(predictions(nextDown).flatMap((batch) => [...batch.columns.index])).toEqual([20, 21]);
  });
});
