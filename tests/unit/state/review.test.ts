import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });
vi.stubGlobal('ImageData', class { constructor(readonly data: Uint8ClampedArray, readonly width: number, readonly height: number) {} });

const picture = (text: string): Blob => new Blob([text], { type: 'image/png' });

let engine: ReturnType<typeof openMemory>;
let rig: LineRig;
beforeEach(async () => {
  engine = openMemory();
  rig = await new LineRig({ engine }).open();
  await rig.api.data.reset(['ripe', 'unripe']);
  for (const label of ['ripe', 'unripe']) await rig.api.data.add(label, Array.from({ length: 3 }, (_, i) => picture(`${label} ${i}`)));
});
afterEach(() => rig.end());

const ids = () => rig.app.data.samples.map(({ id }) => id);
const labelOf = (id: string) => rig.app.data.samples.find((sample) => sample.id === id)?.label;

describe('decisions on pictures', () => {
  it('are carried out, kept with what was there before, and taken back one by one', async () => {
    const [a, b, c] = ids() as [string, string, string];
    const before = rig.app.data.samples.map(({ id, label }) => [id, label]);
    await rig.api.review.decide(a, { label: 'unripe' });
    await rig.api.review.decide(b, 'drop');
    await rig.api.review.decide(c, 'keep');
    expect([labelOf(a), labelOf(b), labelOf(c)]).toEqual(['unripe', undefined, 'ripe']);
    expect((await rig.storage.reviews.list()).map(({ act }) => act)).toMatchObject([
      { by: 'hand', atMs: expect.any(Number) as number, decisions: [{ id: a, act: 'relabel', before: 'ripe', label: 'unripe' }] }, { decisions: [{ id: b, act: 'drop', before: 'ripe' }] }, { decisions: [{ id: c, act: 'keep' }] },
    ]);
    for (let i = 0; i < 3; i += 1) await rig.api.review.undo();
    expect(rig.app.data.samples.map(({ id, label }) => [id, label])).toEqual(before);
    expect(await rig.storage.reviews.list()).toEqual([]);
    await expect(rig.api.review.undo()).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });

  it('come too late where the picture was removed or relabelled meanwhile, and change nothing', async () => {
    const [a, b] = ids() as [string, string];
    await rig.api.data.remove([a]);
    await expect(rig.api.review.decide(a, 'keep')).rejects.toMatchObject({ code: 'review-stale' });
    await rig.api.data.relabel([b], 'unripe');
    await expect(rig.api.review.decide(b, 'drop', 'ripe')).rejects.toMatchObject({ code: 'review-stale' });
    expect([labelOf(b), await rig.storage.reviews.list()]).toEqual(['unripe', []]);
    await expect(rig.api.review.decide(b, { label: 'sweet' })).rejects.toMatchObject({ code: 'label-unknown' });
  });

  it('of two that are asked for at once, the second sees what the first one did', async () => {
    const [a] = ids() as [string];
    const both = await Promise.allSettled([rig.api.review.decide(a, 'drop', 'ripe'), rig.api.review.decide(a, { label: 'unripe' }, 'ripe')]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await rig.storage.reviews.list()).toHaveLength(1);
  });

  it('cannot be taken back over a later change, which is left as it is', async () => {
    const [a] = ids() as [string];
    await rig.api.review.decide(a, { label: 'unripe' });
    await rig.api.data.relabel([a], 'ripe');
    await expect(rig.api.review.undo()).rejects.toMatchObject({ code: 'review-stale' });
    expect([labelOf(a), (await rig.storage.reviews.list()).length]).toEqual(['ripe', 1]);
  });

  it('on copies keep one, and stay decided when the page opens again and looks again', async () => {
    const [group] = await rig.api.review.queue({ kind: 'duplicates' }) as { ids: string[]; reason: string }[] as [{ ids: string[]; reason: string }];
    expect([group.reason, group.ids.length]).toEqual(['split', 6]);
    await rig.api.review.keepOnly([group.ids[1]!]);
    expect(ids()).toEqual([group.ids[1]]);
    await rig.app.shell.takeBack();
    await rig.api.review.keepOnly(group.ids);
    expect(ids()).toHaveLength(6);
    const again = await new LineRig({ engine }).open();
    expect((await again.api.review.queue()).map((item) => 'decided' in item && item.decided?.decision)).toEqual(['keep']);
    again.end();
    await expect(rig.api.review.keepOnly(['x'])).rejects.toMatchObject({ code: 'argument-invalid' });
  });
});

describe('the labelling desk', () => {
  const waits = () => rig.api.review.queue({ kind: 'desk' }) as Promise<{ index: number; confidence: number; repeat: boolean }[]>;

  it('takes what is said of the least sure, tells what the version said, and puts the labels into the data', async () => {
    await rig.api.line.step(100);
    await rig.api.review.setDesk({ perThousand: 100, total: 5, costEach: 0.5 });
    const [first, second] = await waits();
    expect(first!.confidence).toBeLessThanOrEqual(second!.confidence);
    expect(await rig.api.review.judge(first!.index, 'unripe')).toMatchObject({ label: 'unripe', repeat: false, version: 1, confidence: first!.confidence });
    await expect(rig.api.review.judge(first!.index, 'ripe')).rejects.toMatchObject({ code: 'review-stale' });
    await expect(rig.api.review.judge(second!.index, 'sweet')).rejects.toMatchObject({ code: 'label-unknown' });
    await rig.api.review.judge(second!.index, null);
    expect(await rig.api.review.desk()).toMatchObject({ spent: 2, left: 3, cost: 1, toPut: 1 });
    await rig.api.review.takeBack();
    expect(await rig.api.review.desk()).toMatchObject({ spent: 1, left: 4 });
    const before = rig.app.data.samples.length;
    expect(await rig.api.review.putIntoData()).toEqual({ added: 1 });
    expect(rig.app.data.samples.slice(before)).toMatchObject([{ label: 'unripe', source: 'desk', fruit: { index: expect.any(Number) as number } }]);
    expect(await rig.api.review.putIntoData()).toEqual({ added: 0 });
    expect((await waits()).some(({ index }) => index === first!.index)).toBe(false);
  });

  it('asks for no more than it may, and for nothing with no budget', async () => {
    await rig.api.line.step(100);
    await rig.api.review.setDesk({ perThousand: 1000, total: 12 });
    expect(await rig.api.review.inspect(50)).toEqual({ judged: 13 });
    expect(await rig.api.review.desk()).toMatchObject({ spent: 12, left: 0, agreement: { model: { of: 12 } } });
    await expect(rig.api.review.inspect(1)).rejects.toMatchObject({ code: 'review-budget' });
    await rig.api.review.setDesk({ total: 0 });
    expect(await waits()).toEqual([]);
    await expect(rig.api.review.judge(3, 'ripe')).rejects.toMatchObject({ code: 'review-budget' });
  });

  it('has an inspector that errs at its rate, which is refused while the truth is hidden or sealed', async () => {
    await rig.api.line.step(60);
    await rig.api.review.setDesk({ perThousand: 1000, total: 60, errorRate: 0 });
    await rig.api.review.inspect(20);
    for (const act of rig.app.review.desk.judged) expect(act.label).toBe(rig.app.line.film.eventAt(act.index).truth);
    rig.app.shell.hidden = ['truth'];
    await expect(rig.api.review.inspect(1)).rejects.toMatchObject({ code: 'sealed' });
    rig.app.shell.hidden = [];
    await rig.app.line.load({ ...rig.app.line.scenario, seed: 12, sealed: { nonce: 3, word: null } });
    await rig.api.line.step(60);
    await expect(rig.api.review.inspect(1)).rejects.toMatchObject({ code: 'sealed' });
    expect((await rig.api.review.desk()).judged).toBe(0);
  });
});
