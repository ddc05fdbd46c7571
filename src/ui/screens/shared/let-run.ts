import type { Alarms } from '../../../state/alarms.svelte.ts';

/** Lets every rule and monitor run that was switched off for what it costs. */
export async function letAllRun(alarms: Alarms): Promise<void> {
  const { report } = alarms;
  for (const { spec, off } of report?.monitors ?? []) if (off) await alarms.letRun({ monitor: spec.id });
  for (const { key, off } of report?.rules ?? []) if (off) await alarms.letRun({ rule: key });
}
