import { describe, expect, test } from 'vitest';
import { BeltTrack, strideFor } from '../../../src/ui/line/belt-track.ts';
import type { PredictedFruit } from '../../../src/ui/line/predicted-fruit.ts';
import { bigBeltShape, truthPost } from '../../../src/ui/line/paint-big-belt.ts';

const item = (index: number): PredictedFruit => ({ index, species: 0, cultivar: 0, ripeness: 0.5, predicted: 0, scores: [0.9, 0.1], version: 1, right: null, latencyMs: 40, modelMs: 31 });
const newest = (lastIndex: number): PredictedFruit[] => Array.from({ length: Math.min(24, lastIndex + 1) }, (_, i) => item(lastIndex - Math.min(24, lastIndex + 1) + 1 + i));

/** Runs a line at a steady rate: 60 frames a second, news ten times a second. Answers the position at each frame. */
function run(track: BeltTrack, perSecond: number, seconds: number, start = 100): number[] {
  const positions: number[] = [];
  for (let frame = 0; frame < seconds * 60; frame++) {
    if (frame % 6 === 0) {
      const lastIndex = start + Math.floor((frame / 60) * perSecond);
      track.observe({ generation: 0, lastIndex, perSecond, playing: true, items: newest(lastIndex) }, 5);
    }
    track.advance(1 / 60);
    positions.push(track.position);
  }
  return positions;
}

const steps = (positions: number[]): number[] => positions.slice(1).map((position, i) => position - positions[i]!);

describe('the stride of a sample', () => {
  test.each([[1, 1], [30, 1], [31, 5], [148, 20], [2000, 500]])('%d fruits a second: 1 in %d', (perSecond, stride) => {
    expect(strideFor(perSecond)).toBe(stride);
  });
});

describe('the belt', () => {
  test.each([1, 8, 25])('moves smoothly at %d fruits a second although news comes in jumps', (perSecond) => {
    const settled = steps(run(new BeltTrack(), perSecond, 8).slice(180));
    const mean = settled.reduce((sum, step) => sum + step, 0) / settled.length;
    expect(mean * 60).toBeCloseTo(perSecond, -Math.log10(perSecond * 0.2));
    expect(Math.min(...settled)).toBeGreaterThan(0);
    expect(Math.max(...settled)).toBeLessThan(mean * 1.8);
  });

  test('never runs ahead of the predictions', () => {
    const track = new BeltTrack();
    run(track, 8, 4);
    expect(track.position).toBeLessThanOrEqual(100 + 32);
    expect(track.places(-3, 0).every((place) => place.item !== null)).toBe(true);
  });

  test('stops exactly under the newest fruit when paused', () => {
    const track = new BeltTrack();
    run(track, 8, 2);
    track.observe({ generation: 0, lastIndex: 120, perSecond: 0, playing: false, items: newest(120) }, 5);
    for (let frame = 0; frame < 120; frame++) track.advance(1 / 60);
    expect(track.position).toBe(120);
    expect(track.moving).toBe(false);
  });

  test('shows a sample when the line is fast, each fruit once and in order', () => {
    const track = new BeltTrack();
    const settled = steps(run(track, 148, 10).slice(300));
    expect(track.stride).toBe(20);
    expect(Math.max(...settled) * 60).toBeLessThan(12);
    const shown = track.places(-5, 5).flatMap((place) => (place.item ? [place.item.index] : []));
    expect(shown.length).toBeGreaterThan(6);
    expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
  });

  test('returns to single fruits when a fast line pauses', () => {
    const track = new BeltTrack();
    run(track, 148, 3);
    track.observe({ generation: 0, lastIndex: 700, perSecond: 148, playing: false, items: newest(700) }, 5);
    expect(track.stride).toBe(1);
    expect(track.places(-2, 0).map(({ index }) => index)).toEqual([698, 699, 700]);
  });

  test('a seek puts the belt there at once and forgets the future', () => {
    const track = new BeltTrack();
    run(track, 8, 2);
    track.observe({ generation: 0, lastIndex: 40, perSecond: 8, playing: true, items: newest(40) }, 5);
    expect(track.position).toBe(40);
    expect(track.places(1, 3).every(({ item: judged }) => judged === null)).toBe(true);
    track.observe({ generation: 0, lastIndex: 9000, perSecond: 8, playing: true, items: newest(9000) }, 5);
    expect(track.position).toBe(9000);
  });

  test('another run of the line has other fruit at the same indices', () => {
    const track = new BeltTrack();
    run(track, 8, 2);
    track.observe({ generation: 1, lastIndex: 120, perSecond: 8, playing: true, items: [item(120)] }, 5);
    expect(track.position).toBe(120);
    expect(track.places(-3, -0.5).every(({ item: judged }) => judged === null)).toBe(true);
  });

  test('behind a break it shows what stands further in the past', () => {
    const track = new BeltTrack();
    run(track, 8, 10);
    const [place] = track.settledPlaces(-4, -3.01, 30);
    expect(place!.index).toBe(Math.ceil(track.position - 4) - 30);
    expect(place!.item?.index).toBe(place!.index);
  });
});

describe('behind the break', () => {
  const known = (lastIndex: number, labelDelay: number): PredictedFruit[] => newest(lastIndex - labelDelay).slice(-12).map((each) => ({ ...each, right: each.index % 7 !== 0 }));

  /** A line of a label delay at 24 fruits a second or in a sample, as long as both sides have filled. */
  function runWithTruths(labelDelay: number, perSecond: number): BeltTrack {
    const track = new BeltTrack();
    for (let frame = 0; frame < 600; frame++) {
      const lastIndex = 10_000 + Math.floor((frame / 60) * perSecond);
      if (frame % 6 === 0) track.observe({ generation: 0, lastIndex, perSecond, playing: true, items: newest(lastIndex), known: known(lastIndex, labelDelay) }, 3);
      track.advance(1 / 60);
    }
    return track;
  }

  test.each([[50, 24], [200, 24], [5000, 24], [50, 480], [200, 480], [900, 480]])('at a label delay of %i and %i a second stand fruits of that long ago, each with its own truth', (labelDelay, perSecond) => {
    const track = runWithTruths(labelDelay, perSecond);
    const { before, leftOut, torn } = truthPost(bigBeltShape(820), labelDelay, track.stride);
    expect(torn).toBe(true);
    const settled = track.settledPlaces(-6.5, -before - 1e-9, leftOut);
    expect(settled.length).toBeGreaterThanOrEqual(2);
    for (const { item: judged } of settled) expect(judged!.right).toBe(judged!.index % 7 !== 0);
    const atCamera = track.underCamera!.index;
    const newestTruth = settled.at(-1)!.index;
    const slackFruits = track.stride === 1 ? 1 : perSecond;
    expect(Math.abs(atCamera - newestTruth - labelDelay)).toBeLessThanOrEqual(slackFruits);
  });

  test('a line that stops shows the newest truth right behind the break, and the newest prediction under the camera', () => {
    const track = runWithTruths(200, 480);
    track.observe({ generation: 0, lastIndex: 16_000, perSecond: 0, playing: false, items: newest(16_000), known: known(16_000, 200) }, 3);
    const { before, leftOut } = truthPost(bigBeltShape(820), 200, track.stride);
    const settled = track.settledPlaces(-6.5, -before - 1e-9, leftOut);
    expect([track.underCamera!.index, settled.map(({ index }) => index)]).toEqual([16_000, [15_798, 15_799, 15_800]]);
  });

  test('the camera knows what comes under it next', () => {
    const track = runWithTruths(50, 24);
    expect(track.coming(3)).toEqual([1, 2, 3].map((i) => track.underCamera!.index + i));
  });
});
