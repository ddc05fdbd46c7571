import type { AppHost } from './host.ts';

/** Trains what the next training is set to, and registers what comes out where the switch says so. */
export async function trainDraft(app: Pick<AppHost, 'training' | 'run'>): Promise<void> {
  const { training } = app;
  const recipe = training.drafts[training.kind];
  await (training.registerWhenDone ? app.run('train', recipe) : app.run('runs.train', recipe));
}
