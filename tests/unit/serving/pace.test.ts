import { describe, expect, it } from 'vitest';
import { Pace } from '../../../workers/tensor/pace.ts';

describe('the pace of a model', () => {
  it('is unknown before it is measured', () => {
    const pace = new Pace();
    expect([pace.usualMs, pace.batchMs, [...pace.serviceMs(0, 2)]]).toEqual([NaN, NaN, [0, 0]]);
  });

  it('gives a fruit that was alone its own time, and those of a batch the newest measured ones in turn', () => {
    const pace = new Pace();
    for (const ms of [4, 5, 6]) pace.took(1, ms);
    expect([...pace.serviceMs(100, 1)]).toEqual([6]);
    expect([...pace.serviceMs(3, 4)]).toEqual([4, 5, 6, 4]);
    expect(pace.usualMs).toBe(4);
  });

  it('tells a batch’s share a fruit apart from the time of one alone', () => {
    const pace = new Pace();
    pace.took(1, 30);
    pace.took(16, 160);
    expect([pace.usualMs, pace.batchMs]).toEqual([30, 10]);
  });

  it('lets no hiccup stand for many fruits, and follows a model that has become slower', () => {
    const pace = new Pace();
    for (let i = 0; i < 32; i += 1) pace.took(1, 2);
    pace.took(1, 500);
    expect(Math.max(...pace.serviceMs(0, 32))).toBe(4);
    for (let i = 0; i < 200; i += 1) pace.took(1, 50);
    expect(pace.usualMs).toBe(50);
  });

  it('unlearns what was measured while the page kept its machine busy, though nothing is judged alone any more', () => {
    const pace = new Pace();
    for (let i = 0; i < 3; i += 1) pace.took(1, 240);
    pace.tookBeside(8, 960);
    for (let i = 0; i < 60; i += 1) pace.took(16, 320);
    expect(pace.batchMs).toBeCloseTo(20);
    expect(pace.usualMs).toBeGreaterThan(30);
    expect(pace.usualMs).toBeLessThan(80);
    expect(Math.max(...pace.serviceMs(0, 16))).toBeLessThan(80);
  });

  it('believes times alone that were taken on the line, however fast batches are', () => {
    const pace = new Pace();
    for (let i = 0; i < 3; i += 1) pace.took(1, 30);
    pace.tookBeside(8, 120);
    pace.took(1, 30);
    for (let i = 0; i < 60; i += 1) pace.took(16, 32);
    expect(pace.usualMs).toBe(30);
  });
});
