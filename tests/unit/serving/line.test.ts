import { describe, expect, it } from 'vitest';
import type { PredictionBatch, ToMonitor } from '../../../workers/protocol/stream.ts';
import { INITIAL_CREDIT_ROWS } from '../../../workers/serving/line.ts';
import type { Predictor } from '../../../workers/tensor/predictor.ts';
import { events, FakeModel, FakePort, line, SIDE, upTo } from './line-rig.ts';

describe('the serving line', () => {
  it('gives credit first, and as much again as it judges', async () => {
    const { up, down, settle, credit, predictions, indices, deploy } = line();
    expect(credit()).toBe(INITIAL_CREDIT_ROWS);
    await deploy(new FakeModel(1));
    down.receive({ type: 'credit', rows: 1000 });
    up.receive(events(0, 5));
    up.receive(events(5, 20));
    await settle();
    expect(indices()).toEqual(upTo(25));
    expect(credit()).toBe(INITIAL_CREDIT_ROWS + 25);
    const [first] = predictions();
    expect(first).toMatchObject({ generation: 1, deployment: 1, version: Uint32Array.of(1, 1, 1, 1, 1), labels: ['ripe', 'unripe'] });
    expect(first!.predicted[0]).toBe(0);
  });

  it('merges and splits batches as the model likes, each picture with its own columns', async () => {
    const { up, down, settle, indices, deploy } = line();
    const model = new FakeModel(1, 8);
    down.receive({ type: 'credit', rows: 1000 });
    for (const [from, count] of [[0, 3], [3, 3], [6, 13], [19, 1]] as const) up.receive(events(from, count));
    await deploy(model);
    await settle();
    expect(model.batches).toEqual([8, 8, 4]);
    expect(model.seen).toEqual(upTo(20));
    expect(indices()).toEqual(upTo(20));
  });

  it('pulls no more than the monitor lets it', async () => {
    const { up, down, settle, credit, indices, deploy } = line();
    await deploy(new FakeModel(1));
    up.receive(events(0, 30));
    await settle();
    expect(indices()).toEqual([]);
    down.receive({ type: 'credit', rows: 10 });
    await settle();
    expect(indices()).toEqual(upTo(10));
    expect(credit()).toBe(INITIAL_CREDIT_ROWS + 10);
    down.receive({ type: 'credit', rows: 100 });
    await settle();
    expect(indices()).toEqual(upTo(30));
  });

  it('lets pictures wait for a model', async () => {
    const { up, down, settle, credit, indices, deploy } = line();
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 6));
    await settle();
    expect(indices()).toEqual([]);
    expect(credit()).toBe(INITIAL_CREDIT_ROWS);
    expect(await deploy(new FakeModel(1))).toBe(0);
    await settle();
    expect(indices()).toEqual(upTo(6));
  });

  it('changes models between two batches, loses none and says where', async () => {
    const { up, down, settle, predictions, indices, deploy } = line();
    const [old, fresh] = [new FakeModel(1, 4), new FakeModel(2, 4)];
    let open = () => {};
    old.gate = new Promise((resolve) => { open = resolve; });
    await deploy(old);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 12));
    const change = deploy(fresh);
    open();
    expect(await change).toBe(4);
    await settle();
    expect(indices()).toEqual(upTo(12));
    expect(predictions().map(({ version, deployment }) => [...new Set(version), deployment])).toEqual([[1, 1], [2, 2], [2, 2]]);
    expect(old.disposed).toBe(true);
  });

  it('answers the next index when nothing waits', async () => {
    const { up, down, settle, deploy } = line();
    await deploy(new FakeModel(1));
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(40, 3));
    await settle();
    expect(await deploy(new FakeModel(2))).toBe(43);
  });

  it('drops what belongs to an earlier run, gives its credit back and passes the mark on', async () => {
    const { up, down, settle, credit, indices, deploy } = line();
    const model = new FakeModel(1, 4);
    let open = () => {};
    model.gate = new Promise((resolve) => { open = resolve; });
    await deploy(model);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 10));
    up.receive({ type: 'generation', generation: 2 });
    up.receive(events(10, 7, 1));
    up.receive(events(500, 5, 2));
    open();
    await settle();
    expect(indices()).toEqual(upTo(505, 500));
    expect(credit()).toBe(INITIAL_CREDIT_ROWS + 10 + 7 + 5);
    expect(down.sent.filter((message) => (message as ToMonitor).type === 'generation')).toEqual([{ type: 'generation', generation: 1 }, { type: 'generation', generation: 2 }]);
  });

  it('stands when the model breaks, and goes on with the next one where it stood', async () => {
    const { up, down, settle, indices, deploy, failures } = line();
    const broken = new FakeModel(1);
    broken.error = Object.assign(new Error('no'), { code: 'backbone-missing' });
    await deploy(broken);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 9));
    await settle();
    expect(failures).toEqual(['v1 backbone-missing']);
    expect(broken.disposed).toBe(true);
    expect(indices()).toEqual([]);
    expect(await deploy(new FakeModel(2))).toBe(0);
    await settle();
    expect(indices()).toEqual(upTo(9));
  });

  it('is held between two batches until a prepared version takes over or is let go', async () => {
    const { serving, up, down, settle, indices, predictions, prepare, deploy } = line();
    const [old, fresh] = [new FakeModel(1, 4), new FakeModel(2, 4)];
    await deploy(old);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 4));
    await settle();
    expect(await prepare(fresh)).toBe(4);
    up.receive(events(4, 4));
    await settle();
    expect(indices()).toEqual(upTo(4));
    serving.letGo(2);
    await settle();
    expect([fresh.disposed, old.disposed]).toEqual([true, false]);
    expect(predictions().flatMap(({ version }) => [...version])).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(() => serving.takeOver(2, 2)).toThrow('superseded');
  });

  it('disposes of a version that another one supersedes, and rejects it', async () => {
    const { serving, up, down, settle, indices, prepare, deploy } = line();
    const [old, second, third, fourth] = [1, 2, 3, 4].map((version) => new FakeModel(version, 4)) as [FakeModel, FakeModel, FakeModel, FakeModel];
    let open = () => {};
    old.gate = new Promise((resolve) => { open = resolve; });
    await deploy(old);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 8));
    const waiting = prepare(second);
    const held = prepare(third);
    await expect(waiting).rejects.toMatchObject({ code: 'superseded' });
    expect(second.disposed).toBe(true);
    open();
    await held;
    await prepare(fourth);
    expect(third.disposed).toBe(true);
    expect(() => serving.takeOver(3, 3)).toThrow('superseded');
    serving.takeOver(4, 4);
    await settle();
    expect([serving.champion, indices()]).toEqual([fourth, upTo(8)]);
  });

  it('hands over to a prepared version when the one before breaks', async () => {
    const { up, down, settle, indices, failures, deploy } = line();
    const [broken, fresh] = [new FakeModel(1, 4), new FakeModel(2, 4)];
    let open = () => {};
    broken.gate = new Promise((resolve) => { open = resolve; });
    broken.error = new Error('no');
    await deploy(broken);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 6));
    const change = deploy(fresh);
    open();
    expect(await change).toBe(0);
    await settle();
    expect(failures).toEqual(['v1 internal']);
    expect([fresh.disposed, indices()]).toEqual([false, upTo(6)]);
  });

  it('has what waits for a version of another size photographed again, and judges nothing of the old size', async () => {
    const { up, down, settle, credit, indices, deploy } = line();
    await deploy(new FakeModel(1, 4));
    down.receive({ type: 'credit', rows: 4 });
    up.receive(events(0, 10));
    await settle();
    const larger = new FakeModel(2, 4, 2 * SIDE);
    expect(await deploy(larger)).toBe(4);
    expect(up.sent.at(-1)).toEqual({ type: 'again', generation: 1, from: 4, size: 2 * SIDE });
    expect(credit()).toBe(INITIAL_CREDIT_ROWS + 10);
    // What was on its way is of no use, whatever its size.
    up.receive(events(10, 5));
    down.receive({ type: 'credit', rows: 100 });
    await settle();
    expect([indices(), credit()]).toEqual([upTo(4), INITIAL_CREDIT_ROWS + 15]);
    up.receive({ type: 'again', generation: 1, from: 4, size: 2 * SIDE });
    up.receive(events(4, 9, 1, 2 * SIDE));
    await settle();
    expect(indices()).toEqual(upTo(13));
    expect(larger.seen).toEqual(upTo(13, 4));
  });

  it('asks for fruit again that comes at another size than its version takes', async () => {
    const { up, down, settle, indices, deploy } = line();
    down.receive({ type: 'credit', rows: 100 });
    await deploy(new FakeModel(1, 4));
    up.receive(events(0, 3, 1, 2 * SIDE));
    await settle();
    expect([indices(), up.sent.at(-1)]).toEqual([[], { type: 'again', generation: 1, from: 0, size: SIDE }]);
    // Another run of the line waits for nothing of the one before.
    up.receive({ type: 'generation', generation: 2 });
    up.receive(events(0, 3, 2));
    await settle();
    expect(indices()).toEqual(upTo(3));
  });

  it('serves on with the champion when the version under trial breaks', async () => {
    const { serving, up, down, settle, indices, predictions, failures } = line();
    const [champion, tried] = [new FakeModel(1, 4), new FakeModel(2, 4)];
    await serving.prepare({ champion: champion as unknown as Predictor, trial: { model: tried as unknown as Predictor, route: { kind: 'split', weight: 0.5 }, seed: 1 } });
    serving.takeOver(1, 3);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 12));
    await settle();
    expect(new Set(predictions().flatMap(({ version }) => [...version]))).toEqual(new Set([1, 2]));
    tried.error = new Error('no');
    up.receive(events(12, 20));
    await settle();
    expect([failures, tried.disposed, champion.disposed]).toEqual([['v2 internal'], true, false]);
    expect(indices()).toEqual(upTo(32));
    expect(predictions().slice(-2).flatMap(({ version }) => [...new Set(version)])).toEqual([1, 1]);
  });

  const faults: [string, (model: FakeModel, rig: ReturnType<typeof line>) => void][] = [
    ['in its scores', (model) => { model.readable = 3; }],
    ['when its predictions are sent', (_, { down }) => { down.refuses = true; }],
  ];
  it.each(faults)('loses nothing to a throw behind the model: %s', async (_, plant) => {
    const rig = line();
    const { up, down, settle, credit, indices, failures, deploy } = rig;
    const broken = new FakeModel(1, 4);
    await deploy(broken);
    plant(broken, rig);
    down.receive({ type: 'credit', rows: 100 });
    up.receive(events(0, 9));
    await settle();
    expect(failures).toEqual(['v1 internal']);
    expect([indices(), credit()]).toEqual([[], INITIAL_CREDIT_ROWS]);
    down.refuses = false;
    expect(await deploy(new FakeModel(2))).toBe(0);
    await settle();
    expect([indices(), credit()]).toEqual([upTo(9), INITIAL_CREDIT_ROWS + 9]);
  });

  it('drops rows that cannot be read, gives their credit back and goes on with the next model', async () => {
    const { up, down, settle, credit, indices, failures, deploy } = line();
    await deploy(new FakeModel(1));
    down.receive({ type: 'credit', rows: 100 });
    const torn = { ...events(0, 5), columns: { ...events(0, 5).columns, species: undefined } };
    up.receive(torn);
    await settle();
    expect(failures).toEqual(['v1 internal']);
    expect(credit()).toBe(INITIAL_CREDIT_ROWS + 5);
    await deploy(new FakeModel(2));
    up.receive(events(5, 3));
    await settle();
    expect(indices()).toEqual(upTo(8, 5));
  });

  it('starts anew when connected again', async () => {
    const { serving, up, settle, deploy, credit, predictions } = line();
    await deploy(new FakeModel(1));
    up.receive(events(0, 9));
    const [nextUp, nextDown] = [new FakePort(), new FakePort()];
    serving.connect(nextUp, nextDown);
    nextDown.receive({ type: 'credit', rows: 100 });
    nextUp.receive({ type: 'generation', generation: 1 });
    nextUp.receive(events(20, 2));
    await settle();
    expect(up.closed).toBe(true);
    expect(credit(nextUp)).toBe(INITIAL_CREDIT_ROWS + 2);
    expect(predictions(nextDown).flatMap((batch) => [...batch.columns.index])).toEqual([20, 21]);
  });

  describe('on the belt', () => {
    /** Rows that were predicted, with what the belt makes of them. */
    const columns = (batches: readonly PredictionBatch[]) => ({
      latencyMs: batches.flatMap((batch) => [...batch.latencyMs]), modelMs: batches.flatMap((batch) => [...batch.modelMs]), queue: batches.flatMap((batch) => [...batch.queue]),
    });

    it.each([1, 4])('tells the time of the model alone while the belt leaves room, in batches of %i', async (batchRows) => {
      const { up, down, settle, predictions, deploy } = line();
      const model = new FakeModel(1, batchRows);
      model.pace.took(1, 5);
      await deploy(model);
      down.receive({ type: 'credit', rows: 1000 });
      up.receive(events(0, 40));
      await settle();
      const { latencyMs, modelMs, queue } = columns(predictions());
      expect(latencyMs).toEqual(Array(40).fill(5));
      expect(modelMs).toEqual(latencyMs);
      expect(queue).toEqual(Array(40).fill(0));
    });

    it('makes a queue of a belt that is faster than the model, and forgets it when the belt slows down', async () => {
      const { up, down, settle, predictions, deploy } = line();
      const model = new FakeModel(1, 8);
      model.pace.took(1, 5);
      await deploy(model);
      down.receive({ type: 'credit', rows: 1000 });
      up.receive(events(0, 40, 1, SIDE, 2));
      up.receive(events(40, 10, 1, SIDE, 125));
      await settle();
      const { latencyMs, queue } = columns(predictions());
      expect(latencyMs.slice(0, 4)).toEqual([5, 8, 11, 14]);
      expect(latencyMs[39]).toBe(5 + 39 * 3);
      expect(queue[39]).toBe(Math.floor((39 * 3) / 2));
      expect(latencyMs.slice(40)).toEqual(Array(10).fill(5));
      expect(queue.slice(40)).toEqual(Array(10).fill(0));
    });

    it('goes on with its queue under the next model, and without one in the next run', async () => {
      const { up, down, settle, predictions, deploy } = line();
      const [slow, fresh] = [new FakeModel(1, 8), new FakeModel(2, 8)];
      slow.pace.took(1, 100);
      fresh.pace.took(1, 1);
      await deploy(slow);
      down.receive({ type: 'credit', rows: 1000 });
      up.receive(events(0, 8, 1, SIDE, 10));
      await settle();
      await deploy(fresh);
      up.receive(events(8, 8, 1, SIDE, 10));
      await settle();
      expect(columns(predictions()).latencyMs[8]).toBe(7 * 90 + 100 - 10 + 1);
      up.receive({ type: 'generation', generation: 2 });
      up.receive(events(0, 8, 2, SIDE, 10));
      await settle();
      expect(columns(predictions()).latencyMs.slice(16)).toEqual(Array(8).fill(1));
    });

    it('learns nothing of one fruit alone while batches run, and says how fast the model is at most once a second', async () => {
      const { up, down, settle, paces, takes, deploy } = line();
      const model = new FakeModel(1, 8);
      model.pace.took(1, 50);
      await deploy(model);
      takes(50);
      down.receive({ type: 'credit', rows: 100_000 });
      for (let from = 0; from < 800; from += 80) {
        up.receive(events(from, 80));
        await settle();
      }
      expect(model.batches.every((rows) => rows === 8)).toBe(true);
      expect(paces.every(({ serviceMs }) => serviceMs === 50)).toBe(true);
      expect(paces[0]).toEqual({ version: 1, serviceMs: 50 });
      expect(paces.length).toBeGreaterThan(2);
      expect(paces.length).toBeLessThan(2 + (model.batches.length * 2 * 50) / 1000);
    });
  });
});
