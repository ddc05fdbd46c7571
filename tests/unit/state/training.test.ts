import { afterEach, describe, expect, it } from 'vitest';
import { EPOCHS, LineRig } from './line-rig.ts';

let rig: LineRig;
afterEach(() => rig.end());

const RECIPE = { kind: 'mlp', seed: 7 } as const;

/** With pictures of two labels; the trainer dies at these calls and epochs, of those that `dies` is asked about. */
async function withPictures(): Promise<LineRig> {
  rig = new LineRig();
  await rig.openApp('#/train');
  await rig.app.data.reset(['ripe', 'unripe']);
  for (const label of ['ripe', 'unripe']) await rig.app.data.addFiles(label, [0, 1, 2].map((i) => new File([`${label} ${i}`], `${i}.png`, { type: 'image/png' })));
  return rig;
}

/** Kills the trainer at its second epoch, so many times. */
function dyingInEpochTwo(times: number): void {
  let deaths = 0;
  rig.onCall = (_, op, epoch) => {
    if (op !== 'epoch' || epoch !== 2 || deaths === times) return;
    deaths += 1;
    rig.kill('trainer');
  };
}

describe('a training whose worker dies', () => {
  it('begins again from the start, says so, and ends as it would have', async () => {
    const { app, storage } = await withPictures();
    dyingInEpochTwo(1);
    const heard: [number, boolean | undefined][] = [];
    const { run } = await app.training.train(RECIPE, { onProgress: (progress) => { if (progress.type === 'epoch') heard.push([progress.epoch, app.training.status?.isRepeated]); } });
    expect(heard).toEqual([[1, false], [2, false], [1, true], [2, true], [3, true]]);
    expect(app.shell.problems).toEqual([]);
    expect(rig.started.trainer).toBe(2);
    const undisturbed = await app.training.train(RECIPE);
    expect(run).toEqual({ ...undisturbed.run, id: run.id, dataSetVersion: run.dataSetVersion });
    expect((await storage.runs.list()).map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  });

  it('begins again where it dies before the first picture is looked at', async () => {
    const { app } = await withPictures();
    rig.kill('trainer');
    let deaths = 0;
    rig.onCall = (kind, op) => {
      if (kind === 'trainer' && op === 'compute' && (deaths += 1) === 1) rig.kill('trainer');
    };
    const { run } = await app.training.train(RECIPE);
    expect([run.outcome, deaths]).toEqual(['done', 2]);
  });

  it('has failed when that dies as well, which whoever asked is told, and the next one works', async () => {
    const { app } = await withPictures();
    dyingInEpochTwo(2);
    await expect(app.training.train(RECIPE)).rejects.toMatchObject({ code: 'worker-died' });
    expect(app.shell.problems).toEqual([]);
    expect(app.training.newest).toMatchObject({ outcome: 'failed', errorCode: 'worker-died' });
    expect(app.training.status).toBeNull();
    expect((await app.training.train(RECIPE)).output.curves.trainLoss).toHaveLength(EPOCHS);
  });

  it('is cancelled while it begins again', async () => {
    const { app } = await withPictures();
    let deaths = 0;
    rig.onCall = (kind, op) => {
      if (op === 'epoch' && deaths === 0) {
        deaths += 1;
        rig.kill('trainer');
      }
      if (kind === 'trainer' && op === 'compute' && deaths > 0) app.training.status?.cancel();
    };
    await expect(app.training.train(RECIPE)).rejects.toMatchObject({ code: 'cancelled' });
    expect(app.training.newest).toMatchObject({ outcome: 'cancelled' });
    expect(app.shell.problems).toEqual([]);
  });
});
