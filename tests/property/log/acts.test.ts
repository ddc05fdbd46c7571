import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { change } from '../../contract/fixtures.ts';
import { Rig, settled } from '../../unit/monitor/rig.ts';

type Act = { act: 'step'; count: number } | { act: 'rewind'; share: number } | { act: 'load' | 'undo' | 'reopen' };

const acts: fc.Arbitrary<Act[]> = fc.array(fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('step' as const), count: fc.integer({ min: 1, max: 5000 }) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('rewind' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('load' as const, 'undo' as const, 'reopen' as const) }) },
), { minLength: 1, maxLength: 12 });

/** Rows as `[index, version]`: each step predicts with a version of its own, so that no two predictions of an event are alike. */
async function rowsOf(rig: Rig): Promise<number[][]> {
  const { columns } = await rig.call('query', { columns: ['index', 'version'] });
  return [[...columns['index'] as Uint32Array], [...columns['version'] as Uint32Array]];
}

it('after any steps, rewinds, loads, undos and reloads the log is what a list with one place beside it would be', async () => {
  await fc.assert(fc.asyncProperty(acts, async (sequence) => {
    const { log } = openMemoryStorage();
    let rig = await Rig.open(log);
    let generation = 1;
    let version = 0;
    let line: number[] = [];
    let aside: number[] | null = null;
    for (const step of sequence) {
      if (step.act === 'step') {
        version += 1;
        rig.send({ first: line.length, count: step.count, version, generation });
        line = [...line, ...Array<number>(step.count).fill(version)];
      } else if (step.act === 'rewind') {
        const index = Math.floor(step.share * line.length);
        const { dropped } = await rig.call('rewind', { generation: generation += 1, index, change: change('seek') });
        expect(dropped).toBe(line.length - index);
        if (dropped > 0) [line, aside] = [line.slice(0, index), line];
      } else if (step.act === 'load') {
        const { dropped } = await rig.call('reset', { generation: generation += 1, index: 0, change: change('load') });
        expect(dropped).toBe(line.length);
        if (dropped > 0) [line, aside] = [[], line];
      } else if (step.act === 'undo' && aside) {
        const { nextIndex } = await rig.call('exchange', { generation: generation += 1, delays: [{ from: 0, labelDelay: 0 }], deployments: [], policies: [] });
        [line, aside] = [aside, line];
        expect(nextIndex).toBe(line.length);
      } else if (step.act === 'undo') {
        await expect(rig.call('exchange', { generation: generation + 1, delays: [{ from: 0, labelDelay: 0 }], deployments: [], policies: [] })).rejects.toMatchObject({ code: 'nothing-to-undo' });
      } else {
        await rig.call('flush', undefined);
        await settled();
        rig = await Rig.open(log);
        generation = 1;
      }
      expect(await rowsOf(rig)).toEqual([line.map((_, index) => index), line]);
      expect((await rig.call('snapshot', undefined)).lastIndex).toBe(line.length - 1);
    }
  }), { numRuns: 20, seed: 7 });
}, 90_000);
