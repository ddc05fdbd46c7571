import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import type { EventBatch, ToServing } from '../../../workers/protocol/stream.ts';
import { LineRunner } from '../../../workers/orchard/runner.ts';
import { PhotoShelf } from '../../../workers/pictures/photo-shelf.ts';
import { noCodec } from '../pictures-rig.ts';

/** A clock that moves only when tasks are run, and a port that keeps what is sent. */
function bench(length = 1000, beltSpeed = 8) {
  let nowMs = 1_000_000;
  const tasks: { atMs: number; task: () => void }[] = [];
  const sent: ToServing[] = [];
  const runner = new LineRunner({
    nowMs: () => nowMs,
    later: (task, delayMs) => tasks.push({ atMs: nowMs + delayMs, task }),
    notify: () => {},
    failed: () => {},
    shelf: new PhotoShelf(noCodec),
  });
  const port = { postMessage: (message: ToServing) => sent.push(message), close() {}, onmessage: null as null | ((event: { data: unknown }) => void) };
  runner.connect(port as unknown as MessagePort);
  runner.load([{ from: 0, scenario: { ...defaultScenario, length, beltSpeed } }], 0, 1, 16);
  const run = (forMs: number) => {
    const endMs = nowMs + forMs;
    for (;;) {
      tasks.sort((a, b) => a.atMs - b.atMs);
      const next = tasks[0];
      if (!next || next.atMs > endMs) break;
      tasks.shift();
      nowMs = Math.max(nowMs, next.atMs);
      next.task();
    }
    nowMs = endMs;
  };
  const credit = (rows: number) => port.onmessage?.({ data: { type: 'credit', rows } });
  const indices = () => sent.filter((message): message is EventBatch => message.type === 'events').flatMap((batch) => [...batch.columns.index]);
  const again = (from: number, size: number, generation = 1) => port.onmessage?.({ data: { type: 'again', generation, from, size } });
  return { runner, run, credit, indices, sent, again };
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('LineRunner', () => {
  it('goes on as it did before a pause: as far as it was to go, and by the steps that it owed', () => {
    const { runner, run, credit, indices } = bench(1000, 10);
    credit(1000);
    runner.play(1, 30);
    run(1000);
    runner.pause();
    run(5000);
    expect(indices()).toEqual(upTo(10));
    expect(runner.resume()).toMatchObject({ playing: true, until: 30 });
    run(60_000);
    expect(indices()).toEqual(upTo(30));
    runner.step(7);
    runner.pause();
    run(1000);
    runner.resume();
    run(1000);
    expect(indices()).toEqual(upTo(37));
    runner.pause();
    expect(runner.resume()).toMatchObject({ playing: false });
  });

  it('a line that is connected anew photographs nothing before it is given credit, and says that it is held', () => {
    const { runner, run, credit, indices } = bench();
    credit(500);
    const heard: unknown[] = [];
    const fresh = { postMessage: (message: ToServing) => heard.push(message), close() {}, onmessage: null as null | ((event: { data: unknown }) => void) };
    runner.connect(fresh as unknown as MessagePort);
    runner.play('max', null);
    run(500);
    expect([indices(), heard]).toEqual([[], [{ type: 'generation', generation: 1 }]]);
    expect(runner.state()).toMatchObject({ playing: true, held: true, photographsPerSecond: 0 });
    fresh.onmessage?.({ data: { type: 'credit', rows: 6 } });
    run(500);
    expect(heard.flatMap((message) => ((message as EventBatch).type === 'events' ? [...(message as EventBatch).columns.index] : []))).toEqual(upTo(6));
  });

  it('photographs again from an event on, at another size, and goes on as it was to go', () => {
    const { runner, run, credit, indices, sent, again } = bench(1000, 10);
    credit(1000);
    runner.play(1, 30);
    run(1000);
    again(4, 32);
    run(60_000);
    expect(indices()).toEqual([...upTo(10), ...Array.from({ length: 26 }, (_, i) => 4 + i)]);
    const asked = sent.findIndex(({ type }) => type === 'again');
    expect(sent[asked]).toEqual({ type: 'again', generation: 1, from: 4, size: 32 });
    expect(sent.flatMap((message, i) => (message.type === 'events' ? [message.size === (i > asked ? 32 : 16)] : [])).every(Boolean)).toBe(true);
    expect(runner.state()).toMatchObject({ playing: false, index: 30 });
  });

  it('photographs again what a line that stands has sent', () => {
    const { runner, run, credit, indices, again } = bench();
    credit(1000);
    runner.step(12);
    run(1000);
    again(7, 32);
    run(1000);
    expect(indices()).toEqual([...upTo(12), 7, 8, 9, 10, 11]);
    again(3, 32, 9);
    run(1000);
    expect(indices()).toHaveLength(17);
  });

  it('watches the belt as many times faster as it is told', () => {
    const { runner, run, credit, indices } = bench(1000, 2);
    credit(1000);
    runner.play(10, null);
    run(2000);
    expect(indices()).toEqual(upTo(40));
  });

  it('tells with each fruit what the belt leaves for it, whatever the time lapse', () => {
    const intervals = ([1, 100, 'max'] as const).map((lapse) => {
      const { runner, run, credit, sent } = bench(1000, 20);
      credit(1000);
      runner.play(lapse, 30);
      run(5000);
      return sent.filter((message): message is EventBatch => message.type === 'events').flatMap((batch) => [...batch.columns.intervalMs]);
    });
    expect(intervals).toEqual(Array(3).fill(Array(30).fill(50)));
  });

  it('follows a belt that changes its speed from the next photograph on', () => {
    const { runner, run, credit, indices, sent } = bench(1000, 10);
    credit(1000);
    runner.play(1, null);
    run(2000);
    expect(indices()).toHaveLength(20);
    runner.revise({ ...defaultScenario, beltSpeed: 100 });
    run(1000);
    expect(indices()).toHaveLength(120);
    const intervals = sent.filter((message): message is EventBatch => message.type === 'events').flatMap((batch) => [...batch.columns.intervalMs]);
    expect([intervals[19], intervals[20]]).toEqual([100, 10]);
  });

  it('sends no more than it has credit for, and goes on when credit comes', () => {
    const { runner, run, credit, indices } = bench();
    credit(10);
    runner.play('max', null);
    run(100);
    expect(indices()).toEqual(upTo(10));
    expect(runner.state()).toMatchObject({ held: true, index: 10 });
    credit(5);
    run(100);
    expect(indices()).toEqual(upTo(15));
  });

  it('does not race to catch up after it was held', () => {
    const { runner, run, credit, indices } = bench(1000, 10);
    credit(5);
    runner.play(1, null);
    run(10_000);
    expect(indices()).toHaveLength(5);
    credit(500);
    run(1000);
    expect(indices().length).toBeGreaterThanOrEqual(14);
    expect(indices().length).toBeLessThanOrEqual(20);
  });

  it('stops before `until` and at the end of the scenario', () => {
    const { runner, run, credit, indices } = bench(30);
    credit(1000);
    runner.play('max', 12);
    run(1000);
    expect(indices()).toEqual(upTo(12));
    expect(runner.state().playing).toBe(false);
    runner.play('max', null);
    run(1000);
    expect(indices()).toEqual(upTo(30));
    expect(runner.state().playing).toBe(false);
  });

  it('steps exactly', () => {
    const { runner, run, credit, indices } = bench();
    credit(1000);
    runner.step(3);
    run(1000);
    expect(indices()).toEqual(upTo(3));
    runner.step(100);
    run(1000);
    expect(indices()).toEqual(upTo(103));
  });

  it('draws what comes after a revision under the revised scenario, and nothing before', () => {
    const { runner, run, credit, sent } = bench();
    credit(1000);
    runner.step(4);
    run(100);
    const { from } = runner.revise({ ...defaultScenario, seed: 99 });
    expect(from).toBe(4);
    runner.step(4);
    run(100);
    const plain = bench();
    plain.credit(1000);
    plain.runner.step(8);
    plain.run(100);
    const ripeness = (messages: ToServing[]) => messages.filter((m): m is EventBatch => m.type === 'events').flatMap((batch) => [...batch.columns.ripeness]);
    expect(ripeness(sent).slice(0, 4)).toEqual(ripeness(plain.sent).slice(0, 4));
    expect(ripeness(sent).slice(4)).not.toEqual(ripeness(plain.sent).slice(4));
  });

  it('marks the generation before anything of it is sent', () => {
    const { runner, run, credit, sent } = bench();
    credit(100);
    runner.step(1);
    run(10);
    runner.load([{ from: 0, scenario: defaultScenario }], 500, 2, 16);
    runner.step(1);
    run(10);
    const kinds = sent.map((message) => (message.type === 'generation' ? `generation ${message.generation}` : `event ${(message as EventBatch).columns.index[0]} of ${message.generation}`));
    expect(kinds).toEqual(['generation 0', 'generation 1', 'event 0 of 1', 'generation 2', 'event 500 of 2']);
  });
});
