import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FREE_BELT, LONGEST_WAIT_MS, nextWaitMs, throughBelt, type BeltPlace } from '../../../../src/domain/world/stream/belt-queue.ts';

const ms = fc.double({ min: 0.01, max: 2000, noNaN: true });
const services = fc.array(ms, { minLength: 1, maxLength: 200 });

/** A whole stretch at one belt speed. */
function through(serviceMs: readonly number[], intervalMs: number, before: BeltPlace = FREE_BELT) {
  const latencyMs = new Float32Array(serviceMs.length);
  const queue = new Uint16Array(serviceMs.length);
  const place = throughBelt(serviceMs.map(() => intervalMs), serviceMs, before, latencyMs, queue);
  return { latencyMs: [...latencyMs], queue: [...queue], place };
}

describe('the queue of the belt', () => {
  it('is Lindley’s: a fruit waits for what is left of those before it', () => {
    expect(nextWaitMs({ waitMs: 10, serviceMs: 30 }, 25)).toBe(15);
    expect(nextWaitMs({ waitMs: 0, serviceMs: 30 }, 125)).toBe(0);
    expect(through([30, 30, 30, 10, 10], 20)).toMatchObject({ latencyMs: [30, 40, 50, 40, 30], queue: [0, 0, 1, 1, 1] });
  });

  it('is the same however the rows are cut, so a time lapse that cuts them otherwise changes no latency', () => {
    fc.assert(fc.property(services, ms, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (serviceMs, intervalMs, sizes) => {
      const whole = through(serviceMs, intervalMs);
      const [latencies, queues]: [number[], number[]] = [[], []];
      let place = FREE_BELT;
      for (let from = 0, i = 0; from < serviceMs.length; i += 1) {
        const rows = serviceMs.slice(from, from + sizes[i % sizes.length]!);
        const part = through(rows, intervalMs, place);
        latencies.push(...part.latencyMs);
        queues.push(...part.queue);
        place = part.place;
        from += rows.length;
      }
      expect({ latencyMs: latencies, queue: queues, place }).toEqual(whole);
    }));
  });

  it('waits no shorter on a faster belt, and never less than the model takes', () => {
    fc.assert(fc.property(services, ms, ms, (serviceMs, a, b) => {
      const [fast, slow] = [through(serviceMs, Math.min(a, b)), through(serviceMs, Math.max(a, b))];
      fast.latencyMs.forEach((latency, i) => expect(latency).toBeGreaterThanOrEqual(slow.latencyMs[i]!));
      slow.latencyMs.forEach((latency, i) => expect(latency).toBeGreaterThanOrEqual(Math.fround(serviceMs[i]!)));
    }));
  });

  it('is empty on a belt that leaves every fruit its time', () => {
    fc.assert(fc.property(services, (serviceMs) => {
      const { latencyMs, queue } = through(serviceMs, Math.max(...serviceMs));
      expect(latencyMs).toEqual(serviceMs.map(Math.fround));
      expect(queue.every((waiting) => waiting === 0)).toBe(true);
    }));
  });

  it('grows without bound on a belt faster than the model, counts no further than ten minutes, and empties when the belt slows down', () => {
    const rows = Array<number>(30_000).fill(30);
    const { latencyMs, queue, place } = through(rows, 5);
    expect(latencyMs[9999]).toBeCloseTo(9999 * 25 + 30, 0);
    expect(latencyMs.at(-1)).toBe(LONGEST_WAIT_MS + 30);
    expect(queue.at(-1)).toBe(65_535);
    const after = through(rows, 125, place);
    expect(after.latencyMs.at(-1)).toBe(30);
    expect(after.latencyMs.findIndex((latency) => latency === 30)).toBe(Math.ceil(LONGEST_WAIT_MS / 95) - 1);
  });
});
