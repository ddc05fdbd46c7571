import type { WindowComparison } from '../../explanation/compare-windows.ts';
import { accuracyTurn, driftHint } from '../../explanation/drift-hint.ts';
import type { Diagnosis } from './diagnosis.ts';

/** The diagnosis of an alert on `signal` ('' when it is on none). Windows that hold too little to be compared point nowhere. */
export function diagnosisOf(signal: string, comparison: WindowComparison | null): Diagnosis {
  const accuracy = accuracyTurn(comparison);
  if (signal === 'latency' || signal === 'queue') return { kind: 'slow', accuracy };
  return { kind: comparison && !comparison.tooFew ? driftHint(signal, comparison).kind : null, accuracy };
}
