import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseScenario, minimalScenario } from '../../../../src/domain/world/drift/schema.ts';
import { presetOf } from '../../../../src/domain/world/drift/presets.ts';
import { permuted } from '../../../../src/domain/world/photos/permutation.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import { isOnPhotos, photoEventAt, type PhotoScenario } from '../../../../src/domain/world/stream/photo-event.ts';
import { pictureAt } from '../../../../src/domain/world/stream/stream.ts';
import { formatAddress, parseAddress } from '../../../../src/domain/world/share/address.ts';
import { linkedScenario, readLinkedScenario } from '../../../../src/domain/world/share/linked-scenario.ts';
import { sealedText, unsealed } from '../../../../src/domain/world/share/sealed-text.ts';

const SET = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const outline = { id: SET, name: 'mine', count: 60, labels: [{ name: 'green', count: 20 }, { name: 'turning', count: 20 }, { name: 'ripe', count: 20 }] };
const other = { id: OTHER, name: 'others', count: 10, labels: [{ name: 'ripe', count: 5 }, { name: 'soft', count: 5 }] };
const onPhotos = (rest: object = {}, source: object = { set: SET, outlines: [outline] }): PhotoScenario => {
  const scenario = parseScenario({ ...rest, source: { kind: 'photos', ...source } });
  if (!isOnPhotos(scenario)) throw new Error('not on photographs');
  return scenario;
};
/** The stories that there were before production could be anything else. */
const BEFORE = ['new-cultivar', 'harvest-moves-on', 'lamp-ages', 'dusty-lens', 'winter-returns', 'greener-bananas', 'waxed-fruit', 'camera-dies', 'the-echo', 'nothing-happens'];
const events = (scenario: PhotoScenario, count: number, from = 0) => Array.from({ length: count }, (_, i) => photoEventAt(scenario, from + i));
const share = (of: readonly { truth: string | null }[], label: string): number => of.filter(({ truth }) => truth === label).length / of.length;

describe('a scenario of the orchard', () => {
  it('is what it was before there were others, to the byte', () => {
    const all = createHash('sha256');
    for (const id of BEFORE) {
      const scenario = presetOf(id)!.scenario(7);
      const { supplier: _, ...event } = eventAt(scenario, 4711);
      for (const part of [scenario, minimalScenario(scenario), event]) all.update(JSON.stringify(part));
      all.update(pictureAt(scenario, 4711, 24).data);
    }
    expect(all.digest('hex')).toBe('81623a1b4ab82b0d4c817107f0c954b9b8f5b26c6476b3d9a34515b751808656');
    expect(parseScenario({ source: { kind: 'orchard' } })).toEqual(parseScenario({}));
    expect(Object.keys(parseScenario({ source: { kind: 'orchard' } }))).toEqual(Object.keys(parseScenario({})));
  });
});

describe('a scenario on photographs', () => {
  it.each([
    [{ kind: 'photos' }], [{ kind: 'photos', set: 'mine' }], [{ kind: 'photos', set: SET, outlines: 'all' }], [{ kind: 'moon' }],
    [{ kind: 'photos', set: SET, outlines: [{ ...outline, count: 59 }] }], [{ kind: 'photos', set: SET, outlines: Array(3).fill(outline) }],
  ])('refuses %j', (source) => {
    expect(() => parseScenario({ source })).toThrow(/scenario-invalid/u);
  });

  it('of a camera holds nothing but that', () => {
    const scenario = parseScenario({ source: { kind: 'camera', set: SET } });
    expect(scenario.source).toEqual({ kind: 'camera' });
    expect(readLinkedScenario(linkedScenario(scenario))).toEqual(scenario);
    expect(parseScenario(minimalScenario(scenario))).toEqual(scenario);
  });

  it('comes back from its least form, from a link and from a seal', () => {
    const scenario = onPhotos({ drifts: [{ kind: 'concept', pattern: 'sudden', onset: 9, to: { photos: { counts: { green: 'ripe' }, weights: { ripe: 2 }, second: 0.5 } } }] }, { set: SET, second: OTHER, outlines: [other, outline] });
    expect(parseScenario(minimalScenario(scenario))).toEqual(scenario);
    expect(parseScenario(scenario)).toEqual(scenario);
    expect(scenario.drifts[0]!.to.photos!.counts).toEqual({ green: { as: 'ripe', share: 1 } });
    expect(scenario.drifts[0]!.name).toBe('sudden: green counts as ripe');
    const unlabelled = { ...scenario, source: { ...scenario.source, outlines: scenario.source.outlines.map((each) => ({ ...each, labels: [] })) } };
    const { address, problem } = parseAddress(formatAddress({ screen: 'line', preset: null, scenario: linkedScenario(scenario), seed: null, hidden: [] }), []);
    expect(problem).toBeNull();
    expect(readLinkedScenario(address.scenario!)).toEqual(unlabelled);
    const sealed = { ...scenario, sealed: { nonce: 3, word: null } };
    expect(unsealed(sealedText(sealed))).toEqual(sealed);
  });

  it('knows of its sets both or none', () => {
    expect(onPhotos({}, { set: SET, second: OTHER, outlines: [outline] }).source.outlines).toEqual([]);
    expect(() => photoEventAt(onPhotos({}, { set: SET }), 0)).toThrow(/set-unknown/u);
  });

  it('shows each photograph once before any comes again, in another order each time, and the same for the same seed', () => {
    const order = events(onPhotos(), 120).map(({ photo }) => photo.position);
    expect(new Set(order.slice(0, 60)).size).toBe(60);
    expect(new Set(order.slice(60)).size).toBe(60);
    expect(order.slice(0, 60)).not.toEqual(order.slice(60));
    expect(events(onPhotos(), 50, 40).map(({ photo }) => photo.position)).toEqual(order.slice(40, 90));
    expect(events(onPhotos({ seed: 8 }), 60).map(({ photo }) => photo.position)).not.toEqual(order.slice(0, 60));
  });

  it('tells the label of each photograph, none where it has none', () => {
    const partly = onPhotos({}, { set: SET, outlines: [{ ...outline, count: 70 }] });
    for (const { photo: { position }, truth, reportedTruth } of events(partly, 70)) {
      expect(truth).toBe(position < 20 ? 'green' : position < 40 ? 'turning' : position < 60 ? 'ripe' : null);
      expect(reportedTruth).toBe(truth);
    }
  });

  it('mixes labels as they are weighed', () => {
    const some = events(onPhotos({ world: { photos: { weights: { green: 0, ripe: 3 } } } }), 4000);
    expect(share(some, 'green')).toBe(0);
    expect(share(some, 'ripe')).toBeCloseTo(0.75, 1);
    expect(share(some, 'turning')).toBeCloseTo(0.25, 1);
  });

  it('counts a label as another from an onset on, or for as much as has come of it', () => {
    const to = { photos: { counts: { green: 'ripe' } } };
    const sudden = events(onPhotos({ drifts: [{ kind: 'concept', pattern: 'sudden', onset: 600, to }] }), 1200);
    expect(share(sudden.slice(0, 600), 'green')).toBeCloseTo(1 / 3, 5);
    expect(share(sudden.slice(600), 'green')).toBe(0);
    expect(share(sudden.slice(600), 'ripe')).toBeCloseTo(2 / 3, 5);
    const slow = events(onPhotos({ drifts: [{ kind: 'concept', pattern: 'incremental', onset: 0, width: 3000, to }] }), 3000);
    expect(share(slow.slice(0, 600), 'green')).toBeGreaterThan(0.25);
    expect(share(slow.slice(2400), 'green')).toBeLessThan(0.08);
  });

  it.each(['sudden', 'gradual', 'incremental', 'recurring'] as const)('gives way to a second set: %s', (pattern) => {
    const scenario = onPhotos({ drifts: [{ kind: 'prior', pattern, onset: 500, width: pattern === 'recurring' ? 50 : 500, period: 1000, duty: 0.5, to: { photos: { second: 1 } } }] }, { set: SET, second: OTHER, outlines: [outline, other] });
    const of = (from: number) => events(scenario, 200, from).filter(({ photo }) => photo.set === OTHER).length / 200;
    expect(of(0)).toBeLessThan(0.1);
    expect(pattern === 'recurring' ? of(650) : of(1200)).toBeGreaterThan(0.7);
  });

  it('reports another label of the line under label noise', () => {
    const noisy = events(onPhotos({ world: { faults: { labelNoise: 0.4 } } }), 2000);
    const swapped = noisy.filter(({ truth, reportedTruth }) => truth !== reportedTruth);
    expect(swapped.length / 2000).toBeCloseTo(0.4, 1);
    expect(new Set(swapped.map(({ reportedTruth }) => reportedTruth))).toEqual(new Set(['green', 'turning', 'ripe']));
  });

  it('leaves photographs alone in the orchard’s clean world, and disturbs them by what is beyond it', () => {
    const { shot } = photoEventAt(onPhotos(), 5);
    expect(shot).toMatchObject({ exposure: 0, warmth: 0, noise: 0, blur: 0, dust: 0, vignette: 0, dead: 0, crop: 0, turn: 0 });
    expect(photoEventAt(onPhotos({ world: { light: { exposure: -2 }, camera: { noise: 0.12 }, photos: { crop: 0.2, turn: 30 } } }), 5).shot).toMatchObject({ exposure: -2, noise: 0.09999999999999999, crop: 0.2, turn: 30 });
  });

  it('keeps a label of any name apart from what objects have', () => {
    const named = { ...outline, labels: [{ name: 'constructor', count: 30 }, { name: 'ripe', count: 30 }] };
    expect(share(events(onPhotos({}, { set: SET, outlines: [named] }), 60), 'constructor')).toBe(0.5);
  });
});

it.each([1, 2, 3, 17, 64, 65, 5000])('a permutation of %i places takes each once', (n) => {
  expect(new Set(Array.from({ length: n }, (_, at) => permuted(at, n, 11, 2, 8))).size).toBe(n);
});
