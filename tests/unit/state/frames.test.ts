import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { shareAddress } from '../../../src/app/links.ts';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { beyondRoom, KEEP_RULE, keptBecause, readKeepRule } from '../../../src/domain/data/dataset/kept-frames.ts';
import type { FrameFeed, FrameTaker } from '../../../src/state/frame-feed.ts';
import { KeptFrames, type Frame } from '../../../src/state/kept-frames.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

/** A camera that films whenever the test says so: squares of a grey. */
class Film implements FrameFeed {
  taker: FrameTaker | null = null;
  code: 'camera-denied' | null = null;
  begin(taker: FrameTaker): Promise<() => void> {
    if (this.code) return Promise.reject(new OrchardError(this.code));
    this.taker = taker;
    return Promise.resolve(() => { this.taker = null; });
  }

  async show(frames: number): Promise<boolean> {
    const { taker } = this;
    if (!taker) return false;
    for (let shown = 0; shown < frames;) {
      const side = taker.sizePx();
      if (await taker.take({ width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(shown + 1) })) shown += 1;
      else await new Promise((resolve) => setTimeout(resolve));
    }
    return true;
  }
}

let rig: LineRig;
let film: Film;
const camera = { source: { kind: 'camera' }, labelDelay: 30, name: 'At the window' };
beforeEach(async () => {
  rig = await new LineRig().open();
  film = new Film();
  rig.app.frames.feed = film;
  await rig.api.line.load(camera);
});
afterEach(() => rig.end());

const run = async (frames: number) => {
  await rig.api.line.play();
  await film.show(frames);
  await rig.api.line.pause();
};
const truths = async () => {
  const { reportedTruth, known } = await rig.api.log.query({ columns: ['reportedTruth', 'known'] });
  return [...reportedTruth as Uint8Array].map((truth, i) => ((known as Uint8Array)[i] ? truth : null));
};

it('turns the camera on with the line, logs each frame, and turns it off with the line', async () => {
  expect(film.taker).toBeNull();
  await rig.api.line.play();
  expect([film.taker !== null, rig.app.frames.on]).toEqual([true, true]);
  await film.show(12);
  await rig.api.line.pause();
  expect([film.taker, rig.app.frames.on]).toEqual([null, false]);
  expect(await rig.rows()).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(await rig.api.frames.status()).toMatchObject({ on: false, taken: 12, dropped: 0 });
});

it('lets single frames through, and says why no frame comes', async () => {
  const stepping = rig.api.line.step(3);
  await vi.waitFor(() => expect(film.taker).not.toBeNull());
  await film.show(3);
  await stepping;
  await vi.waitFor(() => expect(film.taker).toBeNull());
  expect(await rig.rows()).toEqual([0, 1, 2]);
  film.code = 'camera-denied';
  await expect(rig.api.line.play()).rejects.toMatchObject({ code: 'camera-denied' });
  expect(rig.app.line.playing).toBe(false);
});

it('stands when the camera is unplugged, keeps what came, and goes on when it is there again', async () => {
  await rig.api.line.play();
  await film.show(7);
  film.taker!.lost('camera-lost');
  await vi.waitFor(() => expect(rig.app.line.playing).toBe(false));
  expect([rig.app.frames.on, rig.app.frames.code, rig.app.shell.problems.map(({ code }) => code)]).toEqual([false, 'camera-lost', ['camera-lost']]);
  await run(3);
  expect(await rig.rows()).toHaveLength(10);
  expect(rig.app.frames.code).toBeNull();
});

it('a verdict that is corrected is a truth that arrives when it is due', async () => {
  await run(40);
  const before = await truths();
  expect(before.filter((truth) => truth !== null)).toHaveLength(10);
  await rig.api.frames.judge(20, 'unripe');
  await rig.api.frames.judge(21, 'ripe');
  await rig.api.frames.judge(21, 'unripe');
  await rig.api.frames.judge(22, null);
  await expect(rig.api.frames.judge(9, 'ripe')).rejects.toMatchObject({ code: 'truth-late' });
  await expect(rig.api.frames.judge(23, 'blue')).rejects.toMatchObject({ code: 'label-unknown' });
  await expect(rig.api.frames.judge(40, 'ripe')).rejects.toMatchObject({ code: 'index-out-of-range' });
  expect(await truths()).toEqual(before);
  await run(30);
  expect((await truths()).slice(20, 22)).toEqual([1, 1]);
  expect(await rig.rows()).toHaveLength(70);
  await rig.api.line.load({ name: 'fruit again' });
  await expect(rig.api.frames.judge(0, 'ripe')).rejects.toMatchObject({ code: 'argument-invalid' });
});

it('takes what was judged into the data set, once', async () => {
  await rig.api.data.reset(['ripe']);
  await run(12);
  await expect(rig.api.frames.takeJudged()).rejects.toMatchObject({ code: 'desk-empty' });
  for (const [index, label] of [[3, 'ripe'], [4, 'unripe'], [5, null]] as const) await rig.api.frames.judge(index, label);
  expect(await rig.api.frames.takeJudged()).toMatchObject({ added: 2 });
  expect(rig.app.data.samples.map(({ label, source, note }) => ({ label, source, note }))).toEqual([{ label: 'ripe', source: 'camera', note: 'frame 3' }, { label: 'unripe', source: 'camera', note: 'frame 4' }]);
  expect(await rig.api.frames.takeJudged()).toMatchObject({ added: 0 });
});

it('keeps pictures by the rule, also over the death of the worker that had them, and deletes them for good', async () => {
  await rig.api.frames.setRule({ everyNth: 4, unsureBelow: 0 });
  await run(10);
  await vi.waitFor(() => expect(rig.app.frames.kept.map(({ index, because }) => [index, because])).toEqual([[0, 'nth'], [4, 'nth'], [8, 'nth']]));
  const { pictures, line } = rig.app;
  rig.kill('orchard');
  await vi.waitFor(async () => expect((await pictures.ofLine(line.film, [4], 8))[0]!.picture.width).toBe(8));
  await expect(pictures.ofLine(line.film, [5], 8)).rejects.toMatchObject({ code: 'frame-not-kept' });
  await rig.api.frames.remove([4]);
  await expect(pictures.ofLine(line.film, [4], 8)).rejects.toMatchObject({ code: 'frame-not-kept' });
  expect((await pictures.ofLine(line.film, [8], 8))).toHaveLength(1);
  await rig.api.frames.remove();
  await expect(pictures.ofLine(line.film, [8], 8)).rejects.toMatchObject({ code: 'frame-not-kept' });
  expect((await rig.api.frames.status()).kept).toEqual([]);
});

it('goes back and forth with its pictures', async () => {
  await rig.api.frames.setRule({ everyNth: 1 });
  await run(10);
  await vi.waitFor(() => expect(rig.app.frames.kept).toHaveLength(10));
  const last = rig.app.frames.kept[9]!.file;
  await rig.api.line.seek(6);
  expect(rig.app.frames.kept.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  await run(2);
  await vi.waitFor(() => expect(rig.app.frames.kept).toHaveLength(8));
  await rig.api.line.undo();
  expect(rig.app.frames.kept).toHaveLength(10);
  expect(rig.app.frames.kept[9]!.file).toBe(last);
  expect((await rig.app.pictures.ofLine(rig.app.line.film, [9], 8))).toHaveLength(1);
});

it('remembers the rule, and takes no other', async () => {
  expect(await rig.api.frames.setRule({ everyNth: 9 })).toEqual({ ...KEEP_RULE, everyNth: 9 });
  expect(await rig.storage.settings.get('frames')).toEqual({ ...KEEP_RULE, everyNth: 9 });
  await rig.app.frames.open();
  expect(rig.app.frames.rule.everyNth).toBe(9);
  for (const odd of [null, 3, { everyNth: 'all' }, { unsureBelow: NaN }, { mostMegabytes: 1e9 }]) expect(readKeepRule(odd)).toBeNull();
});

it('is named by its link, which carries no frame', async () => {
  await run(3);
  const hash = shareAddress(rig.app, { hidden: [], seal: null });
  await rig.api.line.load({ name: 'another' });
  await rig.app.follow(hash);
  expect(rig.app.offered?.source ?? rig.app.line.scenario.source).toEqual({ kind: 'camera' });
  expect(decodeURIComponent(hash).length).toBeLessThan(200);
});

it('keeps those that the model is unsure of and each so many-th', () => {
  const rule = { unsureBelow: 0.6, everyNth: 10, mostMegabytes: 1 };
  expect([keptBecause(rule, 7, 0.5), keptBecause(rule, 7, 0.6), keptBecause(rule, 20, 0.9), keptBecause({ ...rule, everyNth: 0 }, 0, 0.9), keptBecause({ ...rule, unsureBelow: 0 }, 3, 0)]).toEqual(['unsure', null, 'nth', null, null]);
  const frames = (['nth', 'judged', 'unsure', 'nth'] as const).map((because, index) => ({ index, bytes: 10, because }));
  expect([beyondRoom(frames, 40), beyondRoom(frames, 25), beyondRoom(frames, 5), beyondRoom([], 0)]).toEqual([[], [0, 2], [0, 2, 3, 1], []]);
});

it('what is kept follows the line', () => {
  const kept = new KeptFrames();
  const frame = (index: number, more: Partial<Frame> = {}): Frame => ({ index, file: null, because: 'nth', takenMs: 0, ...more });
  for (const index of [3, 1, 2]) kept.put(frame(index));
  kept.put(frame(2, { because: 'judged', label: 'ripe' }));
  kept.put(frame(2));
  expect(kept.list.map(({ index, label }) => [index, label])).toEqual([[1, undefined], [2, 'ripe'], [3, undefined]]);
  kept.follow(null, 3);
  expect(kept.list.map(({ index }) => index)).toEqual([1, 2]);
  kept.follow({ from: 2, act: 'seek', rows: 2, atMs: 1 }, 2);
  kept.follow({ from: 2, act: 'seek', rows: 2, atMs: 1 }, 2);
  expect(kept.list.map(({ index }) => index)).toEqual([1]);
  kept.put(frame(2, { label: 'soft' }));
  kept.follow({ from: 2, act: 'undo', rows: 1, atMs: 2 }, 4);
  expect(kept.get(2)!.label).toBe('ripe');
  kept.follow({ from: 2, act: 'undo', rows: 1, atMs: 3 }, 4);
  expect(kept.get(2)!.label).toBe('soft');
  kept.follow({ from: 0, act: 'load', rows: 3, atMs: 4 }, 0);
  expect(kept.list).toEqual([]);
});
