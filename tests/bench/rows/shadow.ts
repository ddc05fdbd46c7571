import type { Page } from '@playwright/test';
import { orchard } from '../../e2e/harness/orchard.ts';
import type { RolloutAnswer } from '../../../src/actions/answers.ts';
import type { Limit, Measured, Row } from '../row.ts';
import { fullSpeed, prepareLine } from './line.ts';

/** Stretches of each kind, in turn, so that a busy machine touches both alike. */
const ROUNDS = 3;

/** Fruits a second with a version in the shadow, and with the champion alone. Throws where the rollout ended while it was measured. */
async function inShadow(page: Page, version: number, seconds: number): Promise<Measured> {
  const app = orchard(page);
  const rates = { shadow: [] as number[], alone: [] as number[] };
  let compared = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.alone.push((await fullSpeed(page, seconds)).rate);
    await app.call('rollout.start', { version, mode: 'shadow' });
    rates.shadow.push((await fullSpeed(page, seconds)).rate);
    const { phase, from, asOf } = await app.call<RolloutAnswer>('rollout.status');
    if (phase !== 'progressing' && phase !== 'paused') throw new Error(`the shadow was ${phase} while it was measured`);
    compared += asOf - from;
    await app.call('rollout.abort');
  }
  return { value: Math.max(...rates.shadow), baseline: Math.max(...rates.alone), details: { 'predicted by both': compared } };
}

function shadowRow(id: string, what: string, champion: object, challenger: object, budget: Limit, seconds: number): Row {
  return {
    id, what, unit: 'fruits/s', baseline: { what: 'the same line without a shadow', ratio: 'value ÷ baseline', budget },
    async run(context) {
      const page = await context.app();
      await prepareLine(page, champion);
      const { version } = await orchard(page).call<{ version: number }>('train', challenger);
      return inShadow(page, version, seconds);
    },
  };
}

/**
 * What a version in the shadow takes of the line: where pictures are embedded, and where they are only measured. The two versions are much alike, so that
 * no analysis ends the rollout.
 */
export const shadowRows: readonly Row[] = [
  shadowRow('shadow-linear', 'The line on the linear recipe, 128², with another head on the same embedding in the shadow', { kind: 'linear', inputSize: 128 }, { kind: 'linear', inputSize: 128, ridge: 1 }, { atLeast: 0.9 }, 6),
  shadowRow('shadow-colour', 'The line on the colour recipe, 48², with another head in the shadow', { kind: 'colour', inputSize: 48 }, { kind: 'colour', inputSize: 48, l2: 1.1 }, { atLeast: 0.75 }, 4),
];
