import { defaultRules } from '../alerting/rules/default-rules.ts';
import { READABLE_FEATURES } from '../data/features/readable.ts';
import { RowBuffer } from '../log/rows.ts';
import { defaultMonitors } from '../monitoring/monitors/defaults.ts';
import type { Step } from '../policy/controller.ts';
import { LineWatch } from '../watch/line-watch.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { FRUIT_INTERVAL_MS, timeAt } from '../world/stream/time.ts';
import { FEATURES, type LabLine } from './lab-line.ts';

const NAMES = READABLE_FEATURES.map(({ name }) => name);
/** Belt time of a prediction in the lab, which has no clock: nothing about time ever fires. */
const MODEL_MS = 1;
const SEGMENT_EVENTS = 4096;
const DRIFTED = 'count(orchard_monitor_state{signal=~"feature.*"} == 2) / count(orchard_monitor_state{signal=~"feature.*"})';

/** The default monitors and rules on a line of the lab: what a real line would hear under the same policy. */
export class LabWatch {
  readonly #line: LabLine;
  readonly #watch: LineWatch;
  #rows: RowBuffer | null = null;

  constructor(line: LabLine) {
    this.#line = line;
    this.#watch = new LineWatch(defaultMonitors(RIPENESS_LABELS, NAMES), defaultRules, line.labelDelay);
  }

  /** Tells of a version before its rows come. `accuracy`: on what was held back of its training. */
  setVersion(version: number, accuracy: number): void {
    this.#watch.setVersion({ version, accuracy });
  }

  /** Takes the predictions of events `from` to `to` − 1, and answers how the line stands then. */
  take(from: number, to: number, version: number, scores: Float32Array): Pick<Step, 'firing' | 'estimated' | 'drifted'> {
    const { fruit } = this.#line;
    const count = to - from;
    const predicted = Uint8Array.from({ length: count }, (_, i) => (scores[2 * i]! >= scores[2 * i + 1]! ? 0 : 1));
    const batch = {
      count, deployment: 0, version: new Uint32Array(count).fill(version), labels: RIPENESS_LABELS, predicted, scores, features: fruit.x.subarray(from * FEATURES, to * FEATURES),
      columns: {
        index: Uint32Array.from({ length: count }, (_, i) => from + i), timeMs: Float64Array.from({ length: count }, (_, i) => timeAt(from + i)),
        intervalMs: new Float32Array(count).fill(FRUIT_INTERVAL_MS), species: fruit.species.subarray(from, to), cultivar: new Uint8Array(count), ripeness: new Float32Array(count),
        truth: fruit.classOf.subarray(from, to), reportedTruth: fruit.classOf.subarray(from, to), drift: new Float32Array(count),
      },
      latencyMs: new Float32Array(count).fill(MODEL_MS), modelMs: new Float32Array(count).fill(MODEL_MS), queue: new Uint16Array(count),
    };
    for (let row = 0; row < count;) {
      if (!this.#rows || this.#rows.count === SEGMENT_EVENTS) this.#rows = new RowBuffer(from + row, RIPENESS_LABELS, NAMES);
      const before = this.#rows.count;
      row += this.#rows.append(batch, row);
      this.#watch.take(this.#rows.rows(before));
    }
    return {
      firing: [...new Set(this.#watch.rules().flatMap(({ alerts }) => alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname'] ?? '')))],
      estimated: this.#number(`orchard_accuracy_estimated{version="${version}"}`),
      drifted: this.#number(DRIFTED) ?? (this.#number('count(orchard_monitor_state{signal=~"feature.*"})') === null ? null : 0),
    };
  }

  #number(query: string): number | null {
    const value = this.#watch.query(query);
    const number = value.type === 'vector' ? value.samples[0]?.value : value.type === 'scalar' ? value.value : undefined;
    return number === undefined || !Number.isFinite(number) ? null : number;
  }
}
