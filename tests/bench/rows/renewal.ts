import { orchard } from '../../e2e/harness/orchard.ts';
import type { Row } from '../row.ts';
import { prepareLine } from './line.ts';

/** Newest truths that a renewal learns from and is judged on, as the default policy has them. */
const PICTURES = 240;
/** The line stands here when the policy is set, its newest fruit in the data set. */
const STANDS_AT = 600;
const POLICY = { name: 'bench', trigger: { every: 50 }, data: { newest: PICTURES }, gates: { notWorse: true }, coolDown: 1_000_000, turnaround: 50 };

export const renewalRow: Row = {
  id: 'renewal',
  what: `A policy’s trigger to a candidate that is trained on ${PICTURES} pictures, judged at its gates on held-back fruit, and live or kept: linear, 96², embeddings known`,
  unit: 's',
  budget: { atMost: 2 },
  async run(context) {
    const page = await context.app();
    const app = orchard(page);
    await prepareLine(page, { kind: 'linear', inputSize: 96, features: ['embedding'] });
    const asked = STANDS_AT + POLICY.trigger.every;
    await app.call('line.play', { speed: 'max', until: asked + 2 * POLICY.turnaround });
    await app.call('line.reached', asked + 2 * POLICY.turnaround);
    await app.call('line.pause');
    await app.call('data.collect', PICTURES + 3 * POLICY.turnaround);
    await app.call('line.seek', STANDS_AT);
    await app.call('loop.runUnder', POLICY);
    const { ms, told } = await page.evaluate(async (until) => {
      const { line, loop } = window.orchard;
      await line.play({ speed: 'max', until });
      const newest = async (): Promise<Told | undefined> => ((await loop.decisions()) as unknown as Told[]).at(-1);
      const seen = async (is: (told: Told) => boolean): Promise<Told> => {
        for (;;) {
          const last = await newest();
          if (last && is(last)) return last;
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      };
      await seen(() => true);
      const since = performance.now();
      const answered = await seen(({ how }) => how !== null);
      return { ms: performance.now() - since, told: answered };
      interface Told { at: number; how: string | null; learnt: number | null }
    }, asked + 2 * POLICY.turnaround);
    return { value: ms / 1000, details: { 'asked at': told.at, pictures: told.learnt ?? 0, 'what came of it': told.how ?? '' } };
  },
};
