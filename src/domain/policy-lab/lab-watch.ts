import { RowBuffer } from '../log/rows.ts';
import { LineWatch } from '../watch/line-watch.ts';
import { standingOf, type Standing } from '../watch/policy-standing.ts';
import type { WatchSnapshot } from '../watch/watch-snapshot.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';
import { FRUIT_INTERVAL_MS, timeAt } from '../world/stream/time.ts';
import { FEATURES, type LabLine } from './lab-line.ts';
import { FEATURE_NAMES, type WatchNeed } from './watch-need.ts';

/** Belt time of a prediction in the lab, which has no clock: nothing about time ever fires. */
const MODEL_MS = 1;
const SEGMENT_EVENTS = 4096;

/** The monitors and rules of a real line that a policy needs, over a line of the lab. */
export class LabWatch {
  readonly #line: LabLine;
  readonly #need: WatchNeed;
  readonly #watch: LineWatch;
  /** The pictures are looked at by monitors alone, and by what tells whether their references are at rest. */
  readonly #features: readonly string[];
  #rows: RowBuffer | null = null;

  constructor(line: LabLine, need: WatchNeed, snapshot: WatchSnapshot | null = null) {
    this.#line = line;
    this.#need = need;
    this.#features = need.monitors.length > 0 ? FEATURE_NAMES : [];
    this.#watch = snapshot ? LineWatch.restore(snapshot, need.rules) : new LineWatch(need.monitors, need.rules, line.labelDelay);
  }

  snapshot(): WatchSnapshot {
    return this.#watch.snapshot();
  }

  /** Tells of a version before its rows come. `accuracy`: on what was held back of its training. */
  setVersion(version: number, accuracy: number): void {
    this.#watch.setVersion({ version, accuracy });
  }

  /** Takes the predictions of events `from` to `to` − 1, in order and each once. `scores`: the probabilities of the labels, row-major. */
  take(from: number, to: number, version: number, scores: Float32Array): void {
    const { fruit } = this.#line;
    const count = to - from;
    const predicted = Uint8Array.from({ length: count }, (_, i) => (scores[2 * i]! >= scores[2 * i + 1]! ? 0 : 1));
    const batch = {
      count, deployment: 0, version: new Uint32Array(count).fill(version), labels: RIPENESS_LABELS, predicted, scores,
      features: this.#features.length > 0 ? fruit.x.subarray(from * FEATURES, to * FEATURES) : new Float32Array(0),
      columns: {
        index: Uint32Array.from({ length: count }, (_, i) => from + i), timeMs: Float64Array.from({ length: count }, (_, i) => timeAt(from + i)),
        intervalMs: new Float32Array(count).fill(FRUIT_INTERVAL_MS), species: fruit.species.subarray(from, to), cultivar: new Uint8Array(count), ripeness: new Float32Array(count),
        truth: fruit.classOf.subarray(from, to), reportedTruth: fruit.reported.subarray(from, to), drift: new Float32Array(count),
      },
      latencyMs: new Float32Array(count).fill(MODEL_MS), modelMs: new Float32Array(count).fill(MODEL_MS), queue: new Uint16Array(count),
    };
    for (let row = 0; row < count;) {
      if (!this.#rows || this.#rows.count === SEGMENT_EVENTS) this.#rows = new RowBuffer(from + row, RIPENESS_LABELS, this.#features);
      const before = this.#rows.count;
      row += this.#rows.append(batch, row);
      this.#watch.take(this.#rows.rows(before));
    }
  }

  /** How the line stands behind the newest event, where `version` predicts. */
  standing(version: number): Standing {
    const { rules, estimated, drifted } = this.#need;
    return standingOf(this.#watch, version, { alerts: rules.groups.some((group) => group.rules.length > 0), estimated, drifted });
  }
}
