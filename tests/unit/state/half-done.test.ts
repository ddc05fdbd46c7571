import { expect, it, vi } from 'vitest';
import type { Automation } from '../../../src/actions/surface.ts';
import { LineRig, type Kind } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

const picture = (text: string): Blob => new Blob([text], { type: 'image/png' });
const WORKERS = ['orchard', 'serving', 'monitor'] as const;

/** A project of other labels, with a line of 37 predicted fruits. */
const file = (async () => {
  const rig = await new LineRig().open();
  await rig.api.data.reset(['sweet', 'sour']);
  await rig.api.data.add('sweet', [picture('sugar')]);
  await rig.api.line.step(37);
  return rig.api.project.export().finally(() => rig.end());
})();

/** Does the act while a line runs, and kills a worker at its `nth` call meanwhile. Null: it was not called so often. */
async function withDeath(act: (api: Automation) => Promise<unknown>, kind: Kind, nth: number) {
  const rig = await new LineRig().open();
  const { api, app: { line, data, registry }, storage } = rig;
  await api.data.reset(['ripe', 'unripe']);
  await api.data.add('ripe', [picture('a')]);
  rig.judgesTo = 40;
  await api.line.play({ until: 90 });
  await api.line.reached(40);
  let calls = 0;
  let diedAt: string | null = null;
  rig.onCall = (of, op) => {
    if (of !== kind || (calls += 1) !== nth) return;
    diedAt = op;
    rig.judgesTo = Infinity;
    rig.kill(kind);
  };
  const answer = await act(api).then(() => 'done', ({ code }: { code: string }) => code);
  rig.onCall = () => {};
  rig.judgesTo = Infinity;
  rig.wake();
  if (diedAt === null) return rig.end();
  await line.turn(async () => {});
  await vi.waitFor(() => expect(line.course.recovering).toBe(false), 10_000);
  await api.line.pause();
  const steps = registry.live === null ? 'nobody to judge' : await api.line.step(3).then(() => 'steps', ({ code }: { code: string }) => code);
  const status = await api.line.status();
  const told = {
    steps, labels: data.labels, samples: data.samples.map(({ id }) => id), models: registry.models.map(({ number }) => number), aliases: registry.aliases, rows: (await rig.rows()).length, durable: status.durable,
  };
  const stored = {
    steps: registry.live === null ? 'nobody to judge' : 'steps', labels: await storage.labels.get() ?? [], samples: (await storage.samples.list()).map(({ id }) => id),
    models: (await storage.models.list()).map(({ number }) => number), aliases: await storage.aliases.all(), rows: (await storage.log.summaries()).reduce((rows, { count }) => rows + count, 0), durable: status.index,
  };
  rig.end();
  return { diedAt, answer, told, stored };
}

it.each<[string, (api: Automation) => Promise<unknown>, (labels: readonly string[]) => string]>([
  ['opened from a file', async (api) => api.project.import(await file), ([label]) => (label === 'sweet' ? 'done' : 'worker-died')],
  ['removed', (api) => api.project.reset(), (labels) => (labels.length === 0 ? 'done' : 'worker-died')],
])('a project is %s whole or not at all, and says which, whichever worker dies at any call of it', async (_what, act, expected) => {
  for (const kind of WORKERS) {
    const deaths = await Promise.all(Array.from({ length: 14 }, (_, i) => withDeath(act, kind, i + 1)));
    expect(deaths.filter((death) => death).length).toBeGreaterThan(1);
    for (const death of deaths) {
      if (!death) continue;
      const said = `${kind} dies at ${death.diedAt}`;
      expect(death.told, said).toEqual(death.stored);
      expect(death.answer, said).toBe(expected(death.stored.labels));
    }
  }
}, 60_000);
