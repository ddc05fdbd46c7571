import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/domain/common/picture.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { lineEventAt } from '../../../src/domain/world/stream/line-event.ts';
import { PHOTOGRAPH, UNKNOWN_TRUTH } from '../../../src/domain/world/stream/truth.ts';
import { createOrchardHandlers } from '../../../workers/orchard/handlers.ts';
import { LineRunner } from '../../../workers/orchard/runner.ts';
import { FrameRoll } from '../../../workers/pictures/frame-roll.ts';
import { PhotoShelf } from '../../../workers/pictures/photo-shelf.ts';
import type { Transferring } from '../../../workers/protocol/message.ts';
import type { PickedFruit } from '../../../workers/protocol/orchard.ts';
import type { EventBatch, ToServing } from '../../../workers/protocol/stream.ts';
import { settled } from '../monitor/rig.ts';
import { greyCodec } from '../pictures-rig.ts';

const SIZE = 16;
const camera = (rest: object = {}) => parseScenario({ source: { kind: 'camera' }, length: 40, ...rest });
const grey = (value: number, side = SIZE): Picture => ({ width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(value) });

/** A line on a camera whose clock does not matter: tasks run when the microtasks before them have. */
function bench(rest: object = {}) {
  const sent: ToServing[] = [];
  const failed: string[] = [];
  const shelf = new PhotoShelf(greyCodec);
  const clock = { nowMs: 0 };
  const runner = new LineRunner({ nowMs: () => clock.nowMs, later: (task) => void setTimeout(task), notify: () => {}, failed: (code) => failed.push(code), shelf });
  const port = { postMessage: (message: ToServing) => sent.push(message), close() {}, onmessage: null as null | ((event: { data: unknown }) => void) };
  runner.connect(port as unknown as MessagePort);
  runner.load([{ from: 0, scenario: camera(rest) }], 0, 1, SIZE);
  const handlers = createOrchardHandlers(runner, shelf, greyCodec, () => Promise.resolve());
  const credit = (rows: number) => port.onmessage?.({ data: { type: 'credit', rows } });
  const again = (from: number, size: number) => port.onmessage?.({ data: { type: 'again', generation: 1, from, size } });
  const batches = () => sent.filter((message): message is EventBatch => message.type === 'events');
  const rows = () => batches().flatMap(({ columns, pixels, size, count }) => Array.from({ length: count }, (_, row) => ({ index: columns.index[row]!, grey: pixels[row * size * size * 4]!, size })));
  const settle = settled;
  const film = async (...values: number[]) => {
    const indices: (number | null)[] = [];
    for (const value of values) {
      indices.push(runner.frame(grey(value)));
      await settle();
    }
    return indices;
  };
  return { clock, runner, shelf, handlers, credit, again, rows, batches, film, failed, settle };
}

describe('a line on a camera', () => {
  it('numbers frames as they come, and knows no truth of them', async () => {
    const { runner, credit, rows, batches, film } = bench();
    credit(100);
    expect(await film(10)).toEqual([null]);
    runner.play(1, null);
    expect(await film(20, 30, 40)).toEqual([0, 1, 2]);
    expect(rows()).toEqual([20, 30, 40].map((value, index) => ({ index, grey: value, size: SIZE })));
    const { columns, names } = batches()[0]!;
    expect({ species: columns.species[0], camera: columns.cultivar[0], ripeness: columns.ripeness[0], truth: columns.reportedTruth[0], names }).toEqual({ species: PHOTOGRAPH, camera: 2, ripeness: 0, truth: UNKNOWN_TRUTH, names: undefined });
    runner.pause();
    expect(await film(50)).toEqual([null]);
  });

  it('takes the time between frames for the belt’s, but none for which the line stood', async () => {
    const { clock, runner, credit, batches, film } = bench({ beltSpeed: 20 });
    credit(100);
    const at = async (nowMs: number) => {
      clock.nowMs = nowMs;
      await film(20);
    };
    runner.play(1, null);
    await at(1000);
    await at(1080);
    runner.pause();
    runner.resume();
    await at(9000);
    await at(9100);
    expect(batches().flatMap(({ columns }) => [...columns.intervalMs])).toEqual([50, 80, 50, 100]);
  });

  it('drops frames while the model is behind, and goes on with those that wait', async () => {
    const { runner, credit, rows, film, settle } = bench();
    runner.play(1, null);
    expect(await film(20, 30, 40, 50)).toEqual([0, 1, null, null]);
    expect(rows()).toEqual([]);
    credit(1);
    await settle();
    credit(10);
    await settle();
    expect(rows().map(({ grey: value }) => value)).toEqual([20, 30]);
    expect(await film(60)).toEqual([2]);
  });

  it('takes as many steps as it was asked for, and ends where the line does', async () => {
    const { runner, credit, rows, film } = bench({ length: 3 });
    credit(100);
    runner.step(2);
    expect(await film(20, 30, 40)).toEqual([0, 1, null]);
    runner.play('max', null);
    expect(await film(50, 60)).toEqual([2, null]);
    expect([rows().length, runner.state().playing]).toEqual([3, false]);
  });

  it('shows frames on their way once more to a version of another size', async () => {
    const { runner, credit, again, rows, film, settle } = bench();
    credit(100);
    runner.play(1, null);
    await film(20, 30, 40);
    again(1, 8);
    await settle();
    expect(rows().slice(3)).toEqual([{ index: 1, grey: 30, size: 8 }, { index: 2, grey: 40, size: 8 }]);
    expect(await film(50)).toEqual([3]);
  });

  it('disturbs frames as the scenario says', async () => {
    const { runner, credit, rows, film } = bench({ world: { light: { exposure: -2 } } });
    credit(100);
    runner.play(1, null);
    await film(200);
    expect(rows()[0]!.grey).toBeLessThan(150);
  });

  it('draws a frame again while it is at hand or kept, and says so where it is neither', async () => {
    const { runner, handlers, credit, film, shelf } = bench();
    const draw = async (...indices: number[]) => (await handlers.render({ scenario: camera(), indices, size: SIZE }, undefined as never) as Transferring<{ pictures: PickedFruit['picture'][] }>).output.pictures.map(({ data }) => data[SIZE * 4 - 4]);
    credit(100);
    runner.play(1, null);
    await film(20, 30, 40);
    expect(await draw(2, 0)).toEqual([40, 20]);
    const kept = await handlers.keepFrames({ indices: [1, 7], quality: 0.9 }, undefined as never) as { index: number; file: Blob }[];
    expect(kept.map(({ index }) => index)).toEqual([1]);
    runner.load([{ from: 0, scenario: camera() }], 1, 2, SIZE);
    await expect(draw(1)).rejects.toMatchObject({ code: 'frame-not-kept' });
    expect(await draw(0)).toEqual([20]);
    await handlers.shelveFrames({ frames: kept }, undefined as never);
    expect(await draw(1)).toEqual([30]);
    await handlers.forgetFrames({ from: 0 }, undefined as never);
    await expect(draw(0)).rejects.toMatchObject({ code: 'frame-not-kept' });
    expect([shelf.bytes, shelf.roll.bytes]).toEqual([0, 0]);
  });

  it('takes no frame where the line is of the orchard', () => {
    const { runner } = bench({ source: { kind: 'orchard' } });
    runner.play(1, null);
    expect(runner.frame(grey(1))).toBeNull();
  });
});

it('holds no more frames than it may, the newest in any case', () => {
  const roll = new FrameRoll(3 * SIZE * SIZE * 4);
  for (let index = 0; index < 10; index += 1) roll.put(index, grey(index), 50);
  expect([roll.following(7), roll.get(6), roll.bytes]).toEqual([3, null, 3 * SIZE * SIZE * 4]);
  roll.put(9, grey(99), 50);
  expect([roll.get(9)!.data[0], roll.bytes]).toEqual([99, 3 * SIZE * SIZE * 4]);
  roll.put(10, grey(1, 64), 50);
  expect([roll.get(10)!.width, roll.following(0)]).toEqual([64, 0]);
  roll.forget(0);
  expect(roll.bytes).toBe(0);
});

it('a frame is an event of scenario and index in all but its picture', () => {
  const dark = camera({ drifts: [{ kind: 'covariate', pattern: 'sudden', onset: 5, to: { light: { exposure: -1 } } }] });
  expect(lineEventAt(dark, 9)).toEqual(lineEventAt(dark, 9));
  expect(lineEventAt(dark, 9)).toMatchObject({ photo: { set: 'camera', position: 9 }, pictureIndex: 9, truth: null, reportedTruth: null, shot: { exposure: -1 }, weights: [1] });
  expect(lineEventAt(camera({ world: { faults: { frozen: 1 } } }), 70).pictureIndex).toBe(70);
});
