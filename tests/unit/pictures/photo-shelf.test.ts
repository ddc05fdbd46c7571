import { describe, expect, it } from 'vitest';
import { photographed } from '../../../src/domain/data/dataset/photograph.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { lineEventAt } from '../../../src/domain/world/stream/line-event.ts';
import { retake } from '../../../src/domain/world/orchard/render/photo.ts';
import { PHOTOGRAPH, ifShipped, OUTSIDE_LABELS, reportedAs, translateTruths, truthComes, truthFor, truthKind, UNKNOWN_TRUTH } from '../../../src/domain/world/stream/truth.ts';
import { dueEvents, photograph } from '../../../workers/orchard/batch.ts';
import { PhotoShelf } from '../../../workers/pictures/photo-shelf.ts';
import { greyCodec } from '../pictures-rig.ts';

const SET = 'c'.repeat(64);
const COUNT = 40;
const scenario = (rest: object = {}) => parseScenario({
  ...rest, source: { kind: 'photos', set: SET, outlines: [{ id: SET, name: 'greys', count: COUNT, labels: [{ name: 'dark', count: 20 }, { name: 'light', count: 20 }] }] },
});
const files = () => Array.from({ length: COUNT }, (_, i) => new Blob([Uint8Array.of(60 + 4 * i)]));
const shelfOf = (mostBytes?: number) => {
  const shelf = new PhotoShelf(greyCodec, mostBytes);
  shelf.put([{ id: SET, files: files() }]);
  return shelf;
};
const take = async (rest: object, from: number, count: number, size: number, shelf = shelfOf()) => {
  const due = dueEvents([{ from: 0, scenario: scenario(rest) }], from, count);
  await shelf.prepare(due.map(({ shown }) => shown), size);
  return photograph(due, size, 1, shelf);
};
const meanOf = (pixels: Uint8ClampedArray): number => pixels.reduce((sum, value, i) => sum + (i % 4 === 3 ? 0 : value), 0) / (pixels.length * 0.75);

describe('a shelf of photographs', () => {
  it('gives the photographs themselves where nothing disturbs them, and tells what they are', async () => {
    const { pixels, columns, names, count } = await take({}, 0, COUNT, 16);
    for (let row = 0; row < count; row += 1) {
      const position = Math.round(columns.ripeness[row]! * 65_535);
      expect(pixels[row * 16 * 16 * 4 + 15 * 4], `photograph ${position}`).toBe(60 + 4 * position);
      expect(names![columns.truth[row]!]).toBe(position < 20 ? 'dark' : 'light');
      expect(columns.species[row]).toBe(PHOTOGRAPH);
    }
  });

  it('gives the same bytes whatever was asked for before', async () => {
    const dark = { world: { light: { exposure: -1, warmth: 0.4 }, camera: { noise: 0.1, blur: 1, dust: 0.4, vignette: 0.6 }, faults: { dead: 0.02 }, photos: { crop: 0.2, turn: 20 } } };
    const shelf = shelfOf(20_000);
    await take(dark, 30, 20, 24, shelf);
    expect((await take(dark, 7, 5, 24, shelf)).pixels).toEqual((await take(dark, 7, 5, 24)).pixels);
    expect(meanOf((await take(dark, 7, 5, 24)).pixels)).toBeLessThan(0.8 * meanOf((await take({}, 7, 5, 24)).pixels));
  });

  it('shows the frame before its block while the camera is frozen', async () => {
    const due = dueEvents([{ from: 0, scenario: scenario({ world: { faults: { frozen: 1 } } }) }], 64, 3);
    expect(due.map(({ shown }) => shown.index)).toEqual([63, 63, 63]);
  });

  it('holds no more than it may over many events', async () => {
    const shelf = shelfOf(12 * 16 * 16 * 4);
    for (let from = 0; from < 4000; from += 8) {
      await take({}, from, 8, 16, shelf);
      expect(shelf.bytes).toBeLessThanOrEqual(12 * 16 * 16 * 4);
    }
  });

  it('says which set is not there', async () => {
    const shown = [lineEventAt(scenario(), 0)];
    await expect(new PhotoShelf(greyCodec).prepare(shown, 16)).rejects.toMatchObject({ code: 'set-unknown' });
  });
});

it('a photograph that is taken again with nothing in the way comes out as it went in', () => {
  const data = Uint8ClampedArray.from({ length: 16 * 16 * 4 }, (_, i) => (i % 4 === 3 ? 255 : i >> 2));
  const out = new Uint8ClampedArray(data.length);
  retake({ width: 16, height: 16, data }, { exposure: 0, warmth: 0, noise: 0, blur: 0, dust: 0, vignette: 0, dead: 0, shotSeed: 1, cameraSeed: 2 }, out);
  expect(out).toEqual(data);
});

it('a crop and a turn show another part of a photograph', () => {
  const data = Uint8ClampedArray.from({ length: 32 * 32 * 4 }, (_, i) => (i % 4 === 3 ? 255 : ((i >> 2) % 32) * 8));
  const shot = { exposure: 0, warmth: 0, noise: 0, blur: 0, dust: 0, vignette: 0, dead: 0, shotSeed: 1, cameraSeed: 2 };
  const turned = photographed({ width: 32, height: 32, data }, { ...shot, crop: 0, turn: 180 });
  expect(turned.data[0]).toBeGreaterThan(240);
  const cropped = photographed({ width: 32, height: 32, data }, { ...shot, crop: 0.5, turn: 0 });
  expect(cropped.data[0]).toBeGreaterThan(50);
});

describe('truths of photographs', () => {
  const species = Uint8Array.of(PHOTOGRAPH, PHOTOGRAPH, PHOTOGRAPH, 0, PHOTOGRAPH);

  it('are told in the labels of who predicts', () => {
    const column = Uint8Array.of(0, 1, ifShipped(2), 1, UNKNOWN_TRUTH);
    translateTruths(column, species, ['green', 'Ripe', 'soft'], ['ripe', 'green']);
    expect([...column]).toEqual([1, 0, ifShipped(OUTSIDE_LABELS), 1, UNKNOWN_TRUTH]);
    expect([reportedAs(column[2]!, true), reportedAs(column[2]!, false), reportedAs(ifShipped(99), true), reportedAs(OUTSIDE_LABELS, false)]).toEqual([OUTSIDE_LABELS, UNKNOWN_TRUTH, 99, OUTSIDE_LABELS]);
  });

  it('stand beside those of fruit', () => {
    const columns = { species: Uint8Array.of(PHOTOGRAPH, 0, 1), reportedTruth: Uint8Array.of(2, 0, 1) };
    expect([...truthFor(['a', 'b', 'c'], columns)!]).toEqual([2, UNKNOWN_TRUTH, UNKNOWN_TRUTH]);
    expect([...truthFor(['unripe', 'ripe'], { ...columns, names: ['a', 'b', 'ripe'] })!]).toEqual([1, 1, 0]);
    expect(truthFor(['a', 'b'], { species: Uint8Array.of(0), reportedTruth: Uint8Array.of(0) })).toBeNull();
  });

  it('come where a label is theirs', () => {
    const photos = ['green', 'ripe'];
    expect([truthKind(['soft', ' Ripe'], photos), truthKind(['apple'], photos), truthKind(['apple'])]).toEqual(['photographs', 'none', 'species']);
    const labels = ['green', 'brown'];
    expect([truthComes(labels, photos), truthComes(labels), truthComes(labels, photos), truthComes([], photos)]).toEqual([true, false, true, true]);
  });
});
