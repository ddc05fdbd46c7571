import * as v from 'valibot';
import { OrchardError } from '../common/errors.ts';
import { findingSchema } from '../monitoring/monitors/set-snapshot.ts';
import type { Detail, MonitorResult } from '../monitoring/monitors/monitor-result.ts';

/** Results with a detail that are kept, newest last: enough to say why an alert fired long after it did. */
export const MOST_FINDINGS = 200;

/** A result that says why it came about. */
export type Finding = MonitorResult & { readonly detail: Detail };

/** Findings as a snapshot holds them. Throws `file-schema` for any that do not fit. */
export function readFindings(saved: unknown): Finding[] {
  const parsed = v.safeParse(v.pipe(v.array(findingSchema), v.maxLength(MOST_FINDINGS)), saved);
  if (!parsed.success) throw new OrchardError('file-schema', `snapshot of the watch: ${parsed.issues[0].message}`);
  return parsed.output;
}
