import type { Alerts } from '../../../state/alerts.svelte.ts';

/** Lets every rule and monitor run that was switched off for what it costs. */
export async function letAllRun(alerts: Alerts): Promise<void> {
  const { report } = alerts;
  for (const { spec, off } of report?.monitors ?? []) if (off) await alerts.letRun({ monitor: spec.id });
  for (const { key, off } of report?.rules ?? []) if (off) await alerts.letRun({ rule: key });
}
