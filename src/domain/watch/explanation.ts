import type { ExpressionValues } from '../alerting/promql/expression-values.ts';
import type { AlertingRule } from '../alerting/rules/rule-file.ts';
import type { WindowComparison } from '../explanation/compare-windows.ts';
import type { Stretch } from '../explanation/compared-windows.ts';
import type { WeakSpots } from '../explanation/weak-spots.ts';
import type { Measurement } from '../monitoring/monitors/monitor-result.ts';
import type { MonitorStatus } from '../monitoring/monitors/monitor-set.ts';
import type { TrueDrift } from '../world/drift/drifts-between.ts';
import type { MeasuredResult } from './measured-result.ts';

/** Why an alert fired, or why a monitor stands as it does. */
export interface Explanation {
  /** Event at which the alert fired, or for a monitor the event that was asked about. */
  readonly index: number;
  readonly measured: Measured;
  readonly changed: Changed;
}

/** What the rule and the monitor measured, and so raised the alert. */
export interface Measured {
  readonly rule: AlertingRule | null;
  /** The rule's expression with the numbers of the moment; null without a rule, and when its samples are no longer kept. */
  readonly expression: ExpressionValues | null;
  /** The monitor behind the alert, or the one that watches the same signal. */
  readonly monitor: MonitorStatus | null;
  /** The monitor's newest result up to the moment that was kept with its measurement; null when none is. */
  readonly result: MeasuredResult | null;
  /** What the monitor measured: as kept with the alert, else as kept with `result`; that of now when the moment is now, and when nothing is kept. */
  readonly measurement: Measurement | null;
  /** The event of `measurement`; null for one of now. */
  readonly asOf: number | null;
}

/** What changed in the data and accounts for it: two stretches of the log, and how the later one differs. */
export interface Changed {
  readonly before: Stretch;
  /** The newest events of the moment, as many as the monitor looks at. */
  readonly after: Stretch;
  /** What `before` is: the monitor's own reference, or the first fruit after the deployment. */
  readonly beforeIs: 'reference' | 'deployment';
  readonly comparison: WindowComparison | null;
  readonly weakest: WeakSpots | null;
  /** The drifts that were truly at work; null while they are hidden. */
  readonly trueDrifts: readonly TrueDrift[] | null;
}
