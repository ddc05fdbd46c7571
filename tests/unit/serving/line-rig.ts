import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import type { Picture } from '../../../src/domain/common/picture.ts';
import type { Credit, EventBatch, PredictionBatch, ToMonitor } from '../../../workers/protocol/stream.ts';
import { ServingLine, type LinePort } from '../../../workers/serving/line.ts';
import { Pace } from '../../../workers/tensor/pace.ts';
import type { Predictor } from '../../../workers/tensor/predictor.ts';

export class FakePort implements LinePort {
  onmessage: ((event: MessageEvent) => void) | null = null;
  sent: unknown[] = [];
  closed = false;
  refuses = false;
  postMessage(message: unknown, transfer: Transferable[] = []): void {
    if (this.refuses) throw new DOMException('', 'DataCloneError');
    this.sent.push(structuredClone(message, { transfer }));
  }
  close(): void { this.closed = true; }
  receive(data: unknown): void { this.onmessage?.({ data } as MessageEvent); }
}

export const SIDE = 4;
export function events(from: number, count: number, generation = 1, size = SIDE, intervalMs = 125): EventBatch {
  const numbers = (make: (i: number) => number) => Array.from({ length: count }, (_, i) => make(i));
  return {
    type: 'events', generation, count, size,
    pixels: new Uint8ClampedArray(count * size * size * 4).map((_, i) => (from + Math.floor(i / (size * size * 4))) & 255),
    columns: {
      index: Uint32Array.from(numbers((i) => from + i)), timeMs: Float64Array.from(numbers((i) => i)), intervalMs: Float32Array.from(numbers(() => intervalMs)),
      species: new Uint8Array(count), cultivar: new Uint8Array(count), supplier: new Uint8Array(count), ripeness: new Float32Array(count), truth: new Uint8Array(count), reportedTruth: new Uint8Array(count), drift: new Float32Array(count),
    },
  };
}

/** A model that takes as long as it is told to, and says of each picture what its first byte is. */
export class FakeModel {
  readonly signature: { labels: string[]; inputSize: number };
  readonly pace = new Pace();
  disposed = false;
  readonly seen: number[] = [];
  batches: number[] = [];
  gate: Promise<void> = Promise.resolve();
  error: Error | null = null;
  readable = READABLE_FEATURES.length;
  constructor(readonly version: number, readonly batchRows = 8, inputSize = SIDE) { this.signature = { labels: ['ripe', 'unripe'], inputSize }; }
  measured(pictures: Picture[]) { return pictures; }
  async predict(pictures: Picture[]) {
    await this.gate;
    if (this.error) throw this.error;
    this.batches.push(pictures.length);
    this.seen.push(...pictures.map((picture) => picture.data[0]!));
    return { scores: new Float32Array(pictures.length * 2).map((_, i) => (i % 2 ? 0.25 : 0.75)), readable: new Float32Array(pictures.length * this.readable), embeddingDistance: null };
  }
  dispose(): void { this.disposed = true; }
}

export function line() {
  const failures: string[] = [];
  const paces: { version: number; serviceMs: number }[] = [];
  let nowMs = 1000;
  let took = 5;
  const serving = new ServingLine({
    withFallback: (work) => work(),
    failed: (version, code) => failures.push(`v${version} ${code}`),
    paced: ({ version, pace }) => paces.push({ version, serviceMs: pace.usualMs }),
    nowMs: () => (nowMs += took),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const [up, down] = [new FakePort(), new FakePort()];
  serving.connect(up, down);
  up.receive({ type: 'generation', generation: 1 });
  const settle = async () => { for (let i = 0; i < 60; i += 1) await new Promise((resolve) => setImmediate(resolve)); };
  const credit = (port = up) => port.sent.reduce<number>((sum, message) => sum + ((message as Credit).type === 'credit' ? (message as Credit).rows : 0), 0);
  const predictions = (port = down) => (port.sent as ToMonitor[]).filter((message): message is PredictionBatch => message.type === 'predictions');
  const indices = () => predictions().flatMap((batch) => [...batch.columns.index]);
  const prepare = (model: FakeModel) => serving.prepare({ champion: model as unknown as Predictor, trial: null });
  const deploy = async (model: FakeModel) => {
    const fromIndex = await prepare(model);
    serving.takeOver(model.version, model.version);
    return fromIndex;
  };
  return { serving, up, down, settle, credit, predictions, indices, prepare, deploy, failures, paces, takes: (ms: number) => { took = ms; } };
}

export const upTo = (n: number, from = 0) => Array.from({ length: n - from }, (_, i) => from + i);
