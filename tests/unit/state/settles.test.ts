import { afterEach, describe, expect, it, vi } from 'vitest';
import { artifact, model } from '../../contract/fixtures.ts';
import { LineRig } from './line-rig.ts';

let rig: LineRig;
vi.stubGlobal('location', { hash: '' });
afterEach(() => rig.end());

const LENGTH = 500;
const opened = async (): Promise<LineRig['api']['line']> => {
  rig = await new LineRig().open();
  const { api, app } = rig;
  await api.line.load({ ...app.line.scenario, length: LENGTH });
  return api.line;
};

describe('what is asked of the line', () => {
  it('refuses to play beyond the end, and tells whoever waits for fruit that will not come', async () => {
    const line = await opened();
    await expect(line.play({ until: LENGTH + 1 })).rejects.toMatchObject({ code: 'index-out-of-range' });
    await line.play({ until: LENGTH });
    await expect(line.reached(LENGTH + 1)).rejects.toMatchObject({ code: 'index-out-of-range' });
    expect(await line.reached(LENGTH)).toMatchObject({ index: LENGTH, running: false });
  });

  it('refuses what is no event', async () => {
    const line = await opened();
    for (const index of [NaN, -1]) await expect(line.reached(index)).rejects.toMatchObject({ code: 'argument-invalid' });
    await expect(line.play({ until: NaN })).rejects.toMatchObject({ code: 'argument-invalid' });
    expect(await line.status()).toMatchObject({ index: 0, running: false });
  });

  it('tells whoever waits that the line has stopped before', async () => {
    const line = await opened();
    await line.play({ until: 100 });
    await expect(line.reached(200)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await line.status()).toMatchObject({ index: 100, running: false });
    await expect(line.reached(200)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('tells whoever waits that the model broke', async () => {
    const line = await opened();
    rig.judgesTo = 0;
    await line.play();
    const waiting = expect(line.reached(200)).rejects.toMatchObject({ code: 'model-failed' });
    const paused = line.pause();
    rig.app.notices.serving.failed({ type: 'failed', version: 1, code: 'internal' });
    await waiting;
    expect(await paused).toMatchObject({ index: 0 });
  });

  it('tells whoever waits that the live version, whose network is gone, judges nothing', async () => {
    rig = new LineRig();
    const { storage, api, app } = rig;
    await storage.models.add(model('one'), artifact());
    await storage.deployments.commit({ version: 1, challenger: null, route: { kind: 'replace' }, fromIndex: 0, atMs: 0, reason: 'first', replaced: null });
    storage.models.artifact = async () => null;
    await rig.openApp('#/line');
    expect(app.shell.problems.map(({ code }) => code)).toEqual(['storage-corrupt']);
    await expect(api.line.step(3)).rejects.toMatchObject({ code: 'model-failed' });
    expect(await api.line.pause()).toMatchObject({ index: 0, running: false });
  });

  it('tells whoever asks for fruit while the project is removed that nobody is left to judge it', async () => {
    const line = await opened();
    const asked = [rig.api.project.reset(), line.step(4), line.reached(200)];
    const told = (await Promise.allSettled(asked)).map((answer) => (answer.status === 'rejected' ? (answer.reason as { code: string }).code : 'ok'));
    expect(told).toEqual(['ok', 'nothing-deployed', 'cancelled']);
    expect(await line.status()).toMatchObject({ index: 0, running: false });
  });

  it('tells after a seek that the line stands there', async () => {
    const line = await opened();
    expect(await line.seek(300)).toMatchObject({ index: 300, durable: 300, running: false });
    expect(await line.status()).toMatchObject({ index: 300, durable: 300, running: false });
    await line.play({ until: 400 });
    await line.reached(400);
    expect(await line.seek(350)).toMatchObject({ index: 350, durable: 350, running: false, dropped: 50 });
  });

  it('pauses once all that was photographed is judged and stored', async () => {
    const line = await opened();
    rig.judgesTo = 20;
    await line.play({ until: LENGTH });
    await line.reached(20);
    let flushedAt = -1;
    rig.onCall = (kind, op) => { if (kind === 'monitor' && op === 'flush') flushedAt = rig.app.line.now; };
    const paused = line.pause();
    rig.judgesTo = Infinity;
    const photographed = (await rig.app.services.orchard.call('status', undefined)).index;
    rig.wake();
    const status = await paused;
    expect(flushedAt).toBe(photographed);
    expect(status).toMatchObject({ index: photographed, durable: photographed, running: false });
    expect((await rig.storage.log.summaries()).reduce((rows, { count }) => rows + count, 0)).toBe(photographed);
  });
});
