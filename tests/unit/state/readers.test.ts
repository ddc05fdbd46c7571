import { afterEach, describe, expect, it } from 'vitest';
import { LineRig, type Kind } from './line-rig.ts';

let rig: LineRig;
afterEach(() => rig.end());

const PICTURES = 23;
const file = (i: number): File => new File([`picture ${i}`], `${i}.png`, { type: 'image/png' });
const files = Array.from({ length: PICTURES }, (_, i) => file(i));
/** Whether a call takes in the picture of that number. */
async function holds(input: unknown, i: number): Promise<boolean> {
  const texts = await Promise.all((input as { items: { blob: Blob }[] }).items.map(({ blob }) => blob.text()));
  return texts.includes(`picture ${i}`);
}

async function add(): Promise<{ added: number; rejected: { name: string; code: string }[] }> {
  await rig.app.data.reset(['ripe', 'unripe']);
  return rig.app.data.addFiles('ripe', files);
}

describe('pictures that are taken in', () => {
  for (const [backend, helpers] of [['wasm', 2], ['webgpu', 0]] as const) {
    it(`are all read when workers die in the middle, on ${backend}`, async () => {
      rig = new LineRig({ backend, helpers });
      await rig.openApp('#/data');
      let calls = 0;
      const deaths: Partial<Record<Kind, number>> = {};
      rig.onCall = (kind, op) => {
        if (op !== 'ingest' || (calls += 1) % 3 !== 0 || (deaths[kind] ?? 0) >= 2) return;
        deaths[kind] = (deaths[kind] ?? 0) + 1;
        rig.kill(kind);
      };
      if (helpers === 0) calls = 2;
      expect(await add()).toMatchObject({ added: PICTURES, rejected: [] });
      expect(Object.values(deaths).length).toBeGreaterThan(0);
      expect(new Set((await rig.storage.samples.list()).map(({ note }) => note)).size).toBe(PICTURES);
    });
  }

  it('are read but for the one that every worker dies of, which is named', async () => {
    rig = new LineRig({ backend: 'wasm', helpers: 1 });
    await rig.openApp('#/data');
    rig.onCall = (kind, op, input) => {
      if (op === 'ingest') return holds(input, 7).then((deadly) => { if (deadly) rig.kill(kind); });
    };
    const { added, rejected } = await add();
    expect([added, rejected.map(({ name, code }) => [name, code])]).toEqual([PICTURES - 1, [['7.png', 'worker-died']]]);
  });
});
