import { describe, expect, it } from 'vitest';
import { CULTIVAR_IDS } from '../../../../src/domain/world/orchard/catalogue.ts';
import { portrait } from '../../../../src/domain/world/orchard/draw.ts';
import type { Shot } from '../../../../src/domain/world/orchard/fruit.ts';
import { CLEAR, LAMP_ANGLE } from '../../../../src/domain/world/orchard/seeing.ts';
import { renderShot, renderSprite } from '../../../../src/domain/world/orchard/render/shot.ts';
import { PLACES, SPECIES } from '../../../../src/domain/world/orchard/world.ts';
import type { Picture } from '../../../../src/domain/common/picture.ts';
import { hashPicture } from './hash-picture.ts';

const shot: Shot = {
  place: 'belt', exposure: 0, warmth: 0, noise: 0.02, blur: 0, dust: 0, vignette: 0.25, dead: 0, lampAngle: 2.25, shotSeed: 5, cameraSeed: 6,
};

function mean(picture: Picture, channel: number): number {
  let sum = 0;
  for (let k = channel; k < picture.data.length; k += 4) sum += picture.data[k]!;
  return sum / (picture.data.length / 4);
}

/** Mean of a channel over the pixels that a sprite covers whole. */
function skin({ data }: Picture, channel: number): number {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < data.length; k += 4) {
    if (data[k + 3] !== 255) continue;
    sum += data[k + channel]!;
    count += 1;
  }
  return sum / count;
}

describe('renderShot', () => {
  it.each([1, 2, 7, 48, 96])('is opaque and whole at %d pixels', (size) => {
    for (const species of SPECIES) {
      const { width, height, data } = renderShot(portrait(species, 0.6), shot, size);
      expect([width, height, data.length]).toEqual([size, size, size * size * 4]);
      for (let k = 3; k < data.length; k += 4) expect(data[k]).toBe(255);
    }
  });

  it('does not depend on what was drawn before', () => {
    const fruits = SPECIES.map((species, k) => ({ ...portrait(species, k / 8), bruise: 0.5, occlusion: 0.5, hasLeaf: true }));
    const forward = fruits.map((fruit) => hashPicture(renderShot(fruit, shot, 48)));
    renderShot(fruits[0]!, { ...shot, blur: 3, dust: 1, dead: 0.2 }, 96);
    renderSprite(fruits[1]!, 33);
    const backward = [...fruits].reverse().map((fruit) => hashPicture(renderShot(fruit, shot, 48))).reverse();
    expect(backward).toEqual(forward);
    expect(new Set(forward).size).toBe(fruits.length);
  });

  it('answers to each control of light, lens and sensor', () => {
    const fruit = portrait('apple', 0.8);
    const plain = renderShot(fruit, shot, 48);
    const changed = (part: Partial<Shot>) => renderShot(fruit, { ...shot, ...part }, 48);
    expect(mean(changed({ exposure: -1 }), 1)).toBeLessThan(mean(plain, 1) * 0.85);
    expect(mean(changed({ exposure: 1 }), 1)).toBeGreaterThan(mean(plain, 1) * 1.1);
    const warmth = (picture: Picture) => mean(picture, 0) - mean(picture, 2);
    expect(warmth(changed({ warmth: 1 }))).toBeGreaterThan(warmth(plain) + 20);
    expect(warmth(changed({ warmth: -1 }))).toBeLessThan(warmth(plain) - 15);
    const parts: Partial<Shot>[] = [{ blur: 2 }, { dust: 0.5 }, { dead: 0.1 }, { noise: 0.1 }, { vignette: 1 }, ...PLACES.slice(1).map((place) => ({ place }))];
    const hashes = parts.map((part) => hashPicture(changed(part)));
    expect(new Set([hashPicture(plain), ...hashes]).size).toBe(parts.length + 1);
  });

  it('keeps dead pixels in place from shot to shot, at their share', () => {
    const flat = { ...shot, noise: 0 };
    const dead = (seed: number) => {
      const clean = renderShot(portrait('mango', 0.5), { ...flat, shotSeed: seed }, 64).data;
      const broken = renderShot(portrait('mango', 0.5), { ...flat, shotSeed: seed, dead: 0.2 }, 64).data;
      return Array.from({ length: 64 * 64 }, (_, k) => k).filter((k) => clean[k * 4] !== broken[k * 4] || clean[k * 4 + 1] !== broken[k * 4 + 1]);
    };
    expect(dead(1)).toEqual(dead(2));
    expect(dead(1).length / 4096).toBeCloseTo(0.2, 1);
  });
});

describe('renderSprite', () => {
  it.each(SPECIES)('%s stands on a transparent ground with a soft shadow', (species) => {
    for (const cultivar of CULTIVAR_IDS[species]) {
      const { data } = renderSprite(portrait(species, 0.7, cultivar), 64);
      const alphas = Array.from({ length: 64 * 64 }, (_, k) => data[k * 4 + 3]!);
      expect(alphas[0]).toBe(0);
      expect(alphas.filter((alpha) => alpha === 255).length).toBeGreaterThan(200);
      expect(alphas.filter((alpha) => alpha > 0 && alpha < 255).length).toBeGreaterThan(50);
    }
  });

  it.each(['apple', 'tomato', 'strawberry', 'orange', 'mango'] as const)('%s turns from green to red or orange', (species) => {
    const redness = [0, 0.25, 0.5, 0.75, 1].map((ripeness) => {
      const picture = renderSprite(portrait(species, ripeness), 64);
      return skin(picture, 0) / skin(picture, 1);
    });
    for (let k = 1; k < redness.length; k += 1) expect(redness[k]!).toBeGreaterThan(redness[k - 1]! * 0.8);
    expect(redness[4]! / redness[0]!).toBeGreaterThan(1.7);
  });

  it('shows how ripe a fruit looks, not how ripe it is', () => {
    const fruit = portrait('apple', 0.2);
    expect(hashPicture(renderSprite({ ...fruit, look: 0.7 }, 48))).toBe(hashPicture(renderSprite({ ...fruit, ripeness: 0.9, look: 0.7 }, 48)));
  });

  it('shows light, lens and sensor as the photograph of the same fruit does', () => {
    const fruit = { ...portrait('apple', 0.8), scale: 0.4, dx: 0, dy: 0, turn: 0 };
    const [plain, photo] = [renderSprite(fruit, 128), renderShot(fruit, { ...shot, noise: 0, vignette: 0, lampAngle: LAMP_ANGLE }, 128)];
    const covered = Array.from({ length: 128 * 128 }, (_, k) => k).filter((k) => plain.data[k * 4 + 3] === 255);
    /** How much a picture differs from another where the fruit is, mean of bytes. */
    const apart = (a: Picture, b: Picture) => covered.reduce((sum, k) => sum + [0, 1, 2].reduce((all, c) => all + Math.abs(a.data[k * 4 + c]! - b.data[k * 4 + c]!), 0) / 3, 0) / covered.length;
    for (const part of [{ exposure: -1 }, { warmth: 0.8 }, { dust: 0.8 }, { blur: 3 }, { noise: 0.15 }, { dead: 0.1 }]) {
      const there = apart(renderShot(fruit, { ...shot, noise: 0, vignette: 0, lampAngle: LAMP_ANGLE, ...part }, 128), photo);
      const here = apart(renderSprite(fruit, 128, { ...CLEAR, ...part }), plain);
      expect(here / there, JSON.stringify(part)).toBeGreaterThan(0.7);
      expect(here / there, JSON.stringify(part)).toBeLessThan(1.4);
    }
  });

  it('leaves its ground transparent, whatever lies on the lens', () => {
    const { data } = renderSprite(portrait('orange', 0.7), 64, { ...CLEAR, dust: 1, noise: 0.3, dead: 0.5 });
    expect(data[3]).toBe(0);
    const clean = renderSprite(portrait('orange', 0.7), 64).data;
    expect(data.filter((_, k) => k % 4 === 3)).toEqual(clean.filter((_, k) => k % 4 === 3));
  });
});
