import type { App } from '../../../app/app.svelte.ts';

/** Lets every rule and monitor run that was switched off for what it costs. */
export async function letAllRun(app: App): Promise<void> {
  const { report } = app.alerts;
  for (const { spec, off } of report?.monitors ?? []) if (off) await app.run('monitor.letRun', { monitor: spec.id });
  for (const { key, off } of report?.rules ?? []) if (off) await app.run('monitor.letRun', { rule: key });
}
