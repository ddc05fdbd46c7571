import * as v from 'valibot';
import { OrchardError } from '../common/errors.ts';
import { measuredResultSchema } from '../monitoring/monitors/set-snapshot.ts';
import type { Measurement, MonitorResult } from '../monitoring/monitors/monitor-result.ts';

/** Measured results that are kept, newest last: enough to explain an alert long after it fired. */
export const MOST_MEASURED_RESULTS = 200;

/** A result together with what was measured. */
export type MeasuredResult = MonitorResult & { readonly detail: Measurement };

/** Measured results as a snapshot holds them. Throws `file-schema` for any that do not fit. */
export function readMeasuredResults(saved: unknown): MeasuredResult[] {
  const parsed = v.safeParse(v.pipe(v.array(measuredResultSchema), v.maxLength(MOST_MEASURED_RESULTS)), saved);
  if (!parsed.success) throw new OrchardError('file-schema', `snapshot of the watch: ${parsed.issues[0].message}`);
  return parsed.output;
}
