import { lastIndexOf, type LogRows } from '../log/rows.ts';
import { MonitorSet } from '../monitoring/monitors/monitor-set.ts';
import type { VersionMoments } from '../monitoring/monitors/tested-versions.ts';
import type { MonitorSetSnapshot } from '../monitoring/monitors/set-snapshot.ts';
import type { MonitorSpec } from '../monitoring/monitors/spec.ts';
import type { Measurement, MonitorResult } from '../monitoring/monitors/monitor-result.ts';
import { AccuracyEstimator, type EstimatorSnapshot } from '../monitoring/estimate/accuracy-estimator.ts';
import type { ConfidenceBand } from '../monitoring/estimate/cbpe.ts';

/** What a registry entry tells of a version. */
export interface WatchedVersion {
  readonly version: number;
  /** Accuracy on its test split. */
  readonly accuracy: number;
  /** The rows of that split; else `moments`, where only those were kept. */
  readonly rows?: readonly LogRows[];
  readonly moments?: VersionMoments;
}

export interface PlaceSnapshot {
  readonly version: number | null;
  readonly monitors: MonitorSetSnapshot;
  readonly estimator: EstimatorSnapshot;
}

/** What is watched of one place of the line: the monitors and the estimator of whichever version predicts there. */
export class PlaceWatch {
  /** Which versions predict there; null before the first row. */
  version: number | null = null;
  readonly monitors: MonitorSet;
  #estimator: AccuracyEstimator;

  constructor(monitors: MonitorSet) {
    this.monitors = monitors;
    this.#estimator = new AccuracyEstimator(monitors.labelDelay);
  }

  static of(specs: readonly MonitorSpec[], labelDelay: number): PlaceWatch {
    return new PlaceWatch(new MonitorSet(specs, labelDelay));
  }

  get estimator(): AccuracyEstimator { return this.#estimator; }

  set labelDelay(delay: number) {
    this.monitors.labelDelay = delay;
    this.#estimator.labelDelay = delay;
  }

  know({ version, rows, moments }: WatchedVersion): void {
    if (rows) {
      this.monitors.setVersionRows(version, rows);
      this.#estimator.setVersionRows(version, rows);
    } else if (moments) this.monitors.setVersionMoments(version, moments);
  }

  /** Takes the rows of a version that predicts here, out of a stretch of the line. */
  take(version: number, rows: LogRows, stretch: Measurement['window']): { results: MonitorResult[]; right: Float32Array } {
    this.version = version;
    return { results: this.monitors.take(rows, stretch), right: rows.count > 0 ? this.#estimator.take(rows) : new Float32Array(0) };
  }

  band(estimate: number, rows: number): ConfidenceBand | null {
    return this.#estimator.band(estimate, rows);
  }

  snapshot(): PlaceSnapshot {
    return { version: this.version, monitors: this.monitors.snapshot(), estimator: this.#estimator.snapshot() };
  }

  /** Throws `file-version` or `file-schema` for a snapshot that does not fit. */
  static restore(saved: PlaceSnapshot): PlaceWatch {
    const place = new PlaceWatch(MonitorSet.restore(saved.monitors));
    place.#estimator = AccuracyEstimator.restore(saved.estimator);
    place.version = typeof saved.version === 'number' ? saved.version : null;
    return place;
  }
}

/** The stretch of the line that rows cover. */
export function stretchOf(rows: LogRows): Measurement['window'] {
  return { from: rows.firstIndex, to: lastIndexOf(rows) };
}
