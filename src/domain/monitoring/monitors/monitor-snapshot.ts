import type { DetectorSnapshot } from '../detectors/detector.ts';
import type { AllowanceSnapshot } from './allowance.ts';
import type { CollectorSnapshot } from './collector.ts';
import type { SlidingSnapshot } from './sliding.ts';
import type { Measurement, MonitorState, MonitorResult } from './monitor-result.ts';

/** All that a monitor knows, as JSON. */
export interface MonitorSnapshot extends AllowanceSnapshot {
  readonly window: SlidingSnapshot;
  readonly collector: CollectorSnapshot;
  readonly detector: DetectorSnapshot | null;
  readonly state: MonitorState;
  readonly seen: boolean;
  readonly chunk: number | null;
  readonly latest: MonitorResult | null;
  readonly drifts: number;
  readonly lastDriftIndex: number | null;
  /** Why it can no longer be judged; null when it can. */
  readonly broken: string | null;
  /** Event from which its values belong to the reference. */
  readonly since: number;
  /** Event with which its newest value came; null before the first. */
  readonly newest: number | null;
  readonly said: Measurement | null;
}
