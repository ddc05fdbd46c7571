import { afterEach, describe, expect, it, vi } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { LineRig, type Kind } from './line-rig.ts';

let rig: LineRig;
afterEach(() => rig.end());

const LINE_WORKERS = ['orchard', 'serving', 'monitor'] as const;
const contiguous = (rows: readonly number[], to: number): void => expect(rows).toEqual(Array.from({ length: to }, (_, i) => i));

/** The line is on its way to an event, with fruit before the model that is not predicted yet. */
async function stuck(until: number): Promise<void> {
  rig.judgesTo = 20;
  const { line } = rig.app;
  await line.play({ until });
  await line.reached(20);
  expect(line.now).toBeLessThan(until);
}

/** Kills the first worker once the line has come so far, and the second when it is being set up again. */
async function twoDeaths(first: Kind, second: Kind): Promise<void> {
  const { line } = rig.app;
  await stuck(400);
  const [firstStart, secondStart] = [rig.started[first], rig.started[second]];
  rig.onCall = (kind) => {
    if (kind !== second || rig.started[first] === firstStart) return;
    rig.onCall = () => {};
    rig.kill(second);
  };
  rig.kill(first);
  rig.judgesTo = Infinity;
  await line.reached(400);
  await line.pause();
  expect(rig.started[second]).toBeGreaterThan(secondStart);
}

describe('a line whose workers die', () => {
  for (const first of LINE_WORKERS) {
    for (const second of LINE_WORKERS) {
      it(`goes as far as it was to go when ${second} dies while the line recovers from the death of ${first}`, async () => {
        rig = await new LineRig().open();
        await twoDeaths(first, second);
        contiguous(await rig.rows(), 400);
        expect(rig.app.line.playing).toBe(false);
      });
    }
  }

  it('goes on when all of its workers die at once', async () => {
    rig = await new LineRig().open();
    const { line } = rig.app;
    await stuck(300);
    rig.judgesTo = Infinity;
    for (const kind of LINE_WORKERS) rig.kill(kind);
    await line.reached(300);
    await line.pause();
    contiguous(await rig.rows(), 300);
  });

  it('pauses where it stands when that is asked for while it is brought back, whoever dies meanwhile', async () => {
    rig = await new LineRig().open();
    const { line } = rig.app;
    await stuck(400);
    const started = rig.started.orchard;
    rig.onCall = (kind) => {
      if (kind !== 'orchard' || rig.started.orchard === started) return;
      rig.onCall = () => {};
      rig.kill('orchard');
    };
    rig.kill('orchard');
    const status = await line.pause();
    expect(status).toMatchObject({ playing: false });
    expect(status.index).toBeGreaterThanOrEqual(20);
    contiguous(await rig.rows(), status.index);
  });

  it('finishes the steps that it owed, and no more', async () => {
    rig = await new LineRig().open();
    const { line } = rig.app;
    rig.judgesTo = 0;
    const stepped = line.step(40);
    await vi.waitFor(() => expect(line.status?.index).toBe(40));
    rig.judgesTo = Infinity;
    rig.kill('serving');
    await stepped;
    await expect(rig.api.line.status()).resolves.toMatchObject({ index: 40, durable: 40, running: false });
  });

  it('stands where it was sent when it had not judged anything there', async () => {
    rig = await new LineRig().open();
    await rig.api.line.seek(3000);
    rig.kill('orchard');
    await rig.app.line.turn(async () => {});
    await vi.waitFor(async () => expect(await rig.api.line.status()).toMatchObject({ index: 3000, running: false }));
    expect(rig.app.line.status?.index).toBe(3000);
  });

  it.each<[string, (api: LineRig['api']) => Promise<unknown>, number]>([
    ['begun anew', (api) => api.line.load('lamp-ages'), 0],
    ['sent back', (api) => api.line.seek(100), 100],
    ['sent ahead', (api) => api.line.seek(900), 900],
  ])('stands where it was sent when its camera dies while it is %s, and waits there', async (_what, act, index) => {
    rig = await new LineRig().open();
    const { api, app: { line } } = rig;
    await api.line.step(200);
    await api.line.seek(300);
    rig.judgesTo = 300;
    await api.line.play({ until: 600 });
    rig.judgesTo = Infinity;
    rig.onCall = (kind, op) => {
      if (kind !== 'orchard' || op !== 'load') return;
      rig.onCall = () => {};
      rig.kill('orchard');
    };
    await expect(act(api)).rejects.toMatchObject({ code: 'worker-died' });
    await line.turn(async () => {});
    await vi.waitFor(async () => expect(await api.line.status()).toMatchObject({ index, running: false }));
    await api.line.step(20);
    const rows = (await rig.rows()).filter((row) => row >= index);
    expect(rows).toEqual(Array.from({ length: 20 }, (_, i) => index + i));
  });

  it('keeps what its fruit was photographed under when it is edited in the moment in which its camera dies', async () => {
    rig = await new LineRig().open();
    const { api, app: { line } } = rig;
    await api.line.step(30);
    await api.line.setBeltSpeed(20);
    await api.line.step(10);
    rig.kill('orchard');
    await expect(api.line.setBeltSpeed(30)).rejects.toMatchObject({ code: 'worker-died' });
    await api.line.step(10);
    await api.line.setBeltSpeed(30);
    expect(line.revisions.map(({ from, scenario }) => [from, scenario.beltSpeed])).toEqual([[0, 8], [30, 20], [50, 30]]);
    expect((await rig.storage.revisions.list()).map(({ from }) => from)).toEqual([0, 30, 50]);
  });

  it('stands with one message when a worker dies as often as it is started, and goes on by its button', async () => {
    rig = await new LineRig().open();
    const { line, shell } = rig.app;
    await stuck(200);
    rig.judgesTo = Infinity;
    rig.onCall = (kind, op) => { if (kind === 'serving' && op === 'prepare') rig.kill('serving'); };
    const waiting = line.reached(200);
    rig.kill('serving');
    await expect(waiting).rejects.toMatchObject({ code: 'worker-lost' });
    const { line: asked } = rig.api;
    for (const call of [asked.reached(200), asked.step(3), asked.play()]) await expect(call).rejects.toMatchObject({ code: 'worker-lost' });
    expect(shell.problems.map(({ code }) => code)).toEqual(['worker-lost']);
    rig.onCall = () => {};
    await shell.retry(shell.problems[0]!);
    await line.reached(200);
    await line.pause();
    contiguous(await rig.rows(), 200);
    expect(shell.problems).toEqual([]);
  });

  it('goes on when the worker died between preparing the version and letting it take over', async () => {
    rig = await new LineRig().open();
    const { line, shell } = rig.app;
    await stuck(200);
    rig.judgesTo = Infinity;
    rig.onCall = (kind, op) => {
      if (kind !== 'serving' || op !== 'takeOver') return;
      rig.onCall = () => {};
      throw new OrchardError('superseded', 'v1');
    };
    rig.kill('serving');
    await line.reached(200);
    await line.pause();
    contiguous(await rig.rows(), 200);
    expect(shell.problems.map(({ code }) => code)).toEqual(['worker-died']);
  });

  it('is not said to stand any more once another recovery brought it back', async () => {
    rig = await new LineRig().open();
    const { line, shell } = rig.app;
    await stuck(200);
    rig.judgesTo = Infinity;
    rig.onCall = (kind, op) => { if (kind === 'serving' && op === 'prepare') throw new OrchardError('storage-full', 'planted'); };
    rig.kill('serving');
    await vi.waitFor(() => expect(shell.problems.map(({ code }) => code)).toContain('worker-lost'));
    rig.onCall = () => {};
    rig.kill('monitor');
    await line.reached(200);
    await vi.waitFor(() => expect(shell.problems.map(({ code }) => code)).not.toContain('worker-lost'));
  });

  it('says of its log that a worker died while none opens it, and reads it again when the line was started again', async () => {
    rig = await new LineRig().open();
    const { api, app: { shell } } = rig;
    await api.line.step(30);
    rig.onCall = (kind, op) => { if (kind === 'monitor' && op === 'open') rig.kill('monitor'); };
    rig.kill('monitor');
    await vi.waitFor(() => expect(shell.problems.map(({ code }) => code)).toEqual(['worker-lost']), 10_000);
    await expect(api.log.count()).rejects.toMatchObject({ code: 'worker-died' });
    // Nobody can say what of the thirty is stored.
    expect(await api.line.status()).toMatchObject({ index: 30, durable: 0, running: false });
    expect(await api.line.pause()).toMatchObject({ index: 30, durable: 0, running: false });
    rig.onCall = () => {};
    await shell.retry(shell.problems[0]!);
    expect(await api.log.count()).toBe(30);
  });
});
