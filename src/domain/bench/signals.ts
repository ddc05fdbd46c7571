import type { Drift, Scenario } from '../world/drift/scenario.ts';
import { minimalScenario } from '../world/drift/schema.ts';
import { weightAt } from '../world/drift/weight.ts';
import { READABLE_FEATURES, READABLE_SIZE, readableFeatures } from '../data/features/readable.ts';
import { linearScores, type LinearHead } from '../learning/solvers/head.ts';
import { softmaxRows } from '../learning/calibration/temperature.ts';
import { signalKind } from '../monitoring/monitors/signal.ts';
import { randomAt } from '../common/random/random.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { eventAt } from '../world/stream/event-at.ts';
import { pictureOf } from '../world/stream/stream.ts';
import { trainColourModel } from './colour-model.ts';
import { driftsOf, LINE_SIGNALS, type ErrorStream } from './stream.ts';

/** One number an event, by signal. */
export type Signals = ReadonlyMap<string, Float32Array>;

/** Pictures drawn between two looks at the clock. */
const CHUNK = 32;
const ERROR_LANE = 0;
const ROW = Int32Array.of(0);

/** Error bits of an error stream: event i errs with probability from + w(i)·(to − from), by a coin of its own. */
export function errorSignals(stream: ErrorStream, seed: number, events: number): Signals {
  const [drift] = driftsOf(stream);
  const bits = new Float32Array(events);
  for (let i = 0; i < events; i += 1) {
    const w = drift ? weightAt(drift as Drift, i) : 0;
    bits[i] = randomAt(seed, i, ERROR_LANE).bool(stream.from + w * (stream.to - stream.from)) ? 1 : 0;
  }
  return new Map([['error', bits]]);
}

/**
 * Every signal of the first `events` fruits of a line, drawn at 48×48 and judged by `head`. Yields the number of events done, so that
 * long work can be watched and stopped. Costs about 0.4 ms an event.
 */
function* lineSignals(scenario: Scenario, head: LinearHead, events: number): Generator<number, Signals> {
  const out = new Map(LINE_SIGNALS.map((signal) => [signal, new Float32Array(events)]));
  const [error, confidence, entropy] = [out.get('error')!, out.get('confidence')!, out.get('entropy')!];
  const shares = RIPENESS_LABELS.map((label) => out.get(`share.${label}`)!);
  const columns = READABLE_FEATURES.map(({ name }) => ({ to: out.get(`feature.${name}`)!, unit: signalKind(`feature.${name}`) === 'unit' }));
  const features = new Float32Array(READABLE_FEATURES.length);
  for (let i = 0; i < events; i += 1) {
    const event = eventAt(scenario, i);
    readableFeatures(pictureOf(scenario, event, READABLE_SIZE), features);
    const scores = softmaxRows(linearScores(head, features, ROW), RIPENESS_LABELS.length);
    const predicted = scores[0]! >= scores[1]! ? 0 : 1;
    error[i] = RIPENESS_LABELS[predicted] === event.reportedTruth ? 0 : 1;
    confidence[i] = scores[predicted]!;
    entropy[i] = Math.min(1, -scores.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0) / Math.LN2);
    shares.forEach((share, label) => { share[i] = label === predicted ? 1 : 0; });
    columns.forEach(({ to, unit }, j) => { to[i] = unit ? Math.min(1, Math.max(0, features[j]!)) : features[j]!; });
    if ((i + 1) % CHUNK === 0) yield i + 1;
  }
  return out;
}

/** Lines that were drawn, so that another detector on the same line costs nothing. Forgets the longest unused beyond `mostBytes`. */
export class DrawnLines {
  readonly #mostBytes: number;
  /** Insertion order is order of use. */
  readonly #lines = new Map<string, { signals: Signals; events: number }>();
  readonly #heads = new Map<string, LinearHead>();

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** As `lineSignals`, with a colour model of the scenario's own base world. */
  *signals(scenario: Scenario, seed: number, events: number): Generator<number, Signals> {
    const key = JSON.stringify(minimalScenario({ ...scenario, name: '', seed, length: 1, labelDelay: 0 }));
    let line = this.#lines.get(key);
    this.#lines.delete(key);
    if (!line || line.events < events) line = { signals: yield* lineSignals({ ...scenario, seed, length: events }, this.#head(scenario), events), events };
    this.#lines.set(key, line);
    this.#forget();
    return new Map([...line.signals].map(([signal, values]) => [signal, values.subarray(0, events)]));
  }

  #head(scenario: Scenario): LinearHead {
    const key = JSON.stringify(scenario.world);
    const head = this.#heads.get(key) ?? trainColourModel(scenario);
    this.#heads.set(key, head);
    return head;
  }

  #forget(): void {
    let bytes = 0;
    for (const { events } of this.#lines.values()) bytes += 4 * events * LINE_SIGNALS.length;
    for (const [key, { events }] of this.#lines) {
      if (bytes <= this.#mostBytes || this.#lines.size === 1) return;
      this.#lines.delete(key);
      bytes -= 4 * events * LINE_SIGNALS.length;
    }
  }
}
