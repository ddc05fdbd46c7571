import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../src/domain/world/drift/presets.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { defaultWorld, mergeWorld } from '../../../src/domain/world/orchard/world-default.ts';
import { FrameRate } from '../../../src/ui/screens/line/frame-rate.ts';
import { mainCultivar, ripeFrom, speciesShares, tasteFor, tasteWord } from '../../../src/ui/screens/line/mix.ts';
import { readScenarioFile, scenarioComplaint, scenarioFileName, scenarioText } from '../../../src/ui/screens/line/scenario-file.ts';
import { storyWait } from '../../../src/domain/guidance/story-onset.ts';
import { storiesInSight, storyColumns, storyWaitText } from '../../../src/ui/screens/line/stories.ts';
import { accuracyStanding } from '../../../src/domain/monitoring/summaries/accuracy-standing.ts';
import { againstReference, beltNote, shownScores } from '../../../src/ui/screens/line/texts.ts';
import { pictureOfScene } from '../../../workers/orchard/scene.ts';

describe('words beside the figures', () => {
  it('compares an accuracy with the reference in points, and is red only where the difference is more than chance', () => {
    const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
    const of = (successes: number, trials = 500) => ({ successes, trials });
    const said = (right: number, heldOut = of(47, 48), reference: typeof heldOut | null = null) => againstReference(accuracyStanding(of(right), { heldOut, reference }));
    expect(said(435, of(47, 48), of(978, 1000))).toMatchObject({ tone: 'bad', text: expect.stringMatching(/^10.8 below reference, 7.\d to 14.\d of 500.truths$/u) as unknown });
    expect(said(400)).toMatchObject({ tone: 'bad', text: expect.stringContaining('17.9 below its test') as unknown });
    // Three points below the test of 48 pictures are within what chance allows.
    expect(said(474)).toMatchObject({ tone: 'plain' });
    expect(plain(said(474).text)).toBe('92.5 to 96.4 % of 500 truths, as usual');
    expect(said(499, of(900, 1000))).toMatchObject({ tone: 'plain', text: expect.stringContaining('above its test') as unknown });
    expect(againstReference(accuracyStanding(of(0, 0), {})).text).toMatch(/no truth/);
    expect(againstReference(accuracyStanding(of(0, 0), {}), false).text).toBe('the line has no truth for its labels');
    expect(plain(againstReference(accuracyStanding(of(450), {})).text)).toBe('87.1 to 92.3 % of 500 truths');
  });

  it('says what the model could do, and that it is too slow only where it is', () => {
    expect(beltNote(8, 1, 23.4)).toEqual({ text: 'v1 could do 23', tone: 'plain' });
    expect(beltNote(40, 1, 23.4)).toEqual({ text: 'v1 can do only 23', tone: 'bad' });
    expect(beltNote(8, 1, null)).toMatchObject({ tone: 'plain' });
    expect(beltNote(8, null, null).text).toBe('nothing judges it');
  });

  it('shows the likeliest labels when there are many', () => {
    expect(shownScores(['a', 'b'], [0.4, 0.6], 3).map(({ label }) => label)).toEqual(['a', 'b']);
    expect(shownScores(['a', 'b', 'c', 'd'], [0.1, 0.5, 0.1, 0.3], 2).map(({ label }) => label)).toEqual(['b', 'd']);
  });
});

describe('what arrives and what counts as ripe', () => {
  it('gives shares that add up to one, the largest first', () => {
    const shares = speciesShares({ species: { ...defaultWorld.species, banana: 3 } });
    expect(shares[0]!.species).toBe('banana');
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(speciesShares({ species: Object.fromEntries(Object.keys(defaultWorld.species).map((key) => [key, 0])) as never })).toEqual([]);
  });

  it('moves the threshold of one species to where the needle stands', () => {
    const base = ripeFrom(defaultWorld, 'banana');
    const moved = mergeWorld(defaultWorld, { tastes: { banana: tasteFor(defaultWorld, 'banana', base - 0.13) } });
    expect(ripeFrom(moved, 'banana')).toBeCloseTo(base - 0.13);
    expect(tasteFor(defaultWorld, 'banana', -3)).toBe(-0.5);
    expect([tasteWord(base, base), tasteWord(base - 0.1, base), tasteWord(base + 0.1, base)]).toEqual(['as usual', 'greener', 'riper']);
  });

  it('follows the cultivar that most of a species is of', () => {
    expect(mainCultivar(mergeWorld(defaultWorld, { cultivars: { apple: { 'granny-smith': 2 } } }), 'apple')).toBe('granny-smith');
  });
});

describe('stories', () => {
  it('always shows the one that is being told', () => {
    const last = PRESETS.at(-1)!;
    expect(storiesInSight(PRESETS, 5, last.id)[0]).toBe(last);
    expect(storiesInSight(PRESETS, 5, PRESETS[1]!.id)).toEqual(PRESETS.slice(0, 5));
    expect([storyColumns(0), storyColumns(354), storyColumns(984), storyColumns(3000)]).toEqual([2, 2, 5, 5]);
  });

  it('draws the same picture each time, and another one where the story changes something', () => {
    for (const { kind, before, after } of PRESETS) {
      const [first, again, then] = [before, before, after].map((scene) => Buffer.from(pictureOfScene(scene, 32).data));
      expect(first!.equals(again!)).toBe(true);
      expect(first!.equals(then!)).toBe(kind === null);
    }
  });
});

describe('a scenario as a file and as a link', () => {
  const scenario = parseScenario({ name: 'Ångström & <b>søn</b>', seed: 42, drifts: [{ kind: 'concept', pattern: 'sudden', onset: 10, to: { taste: 0.2 } }] });

  it('reads back what it wrote', async () => {
    await expect(readScenarioFile(new Blob([scenarioText(scenario)]))).resolves.toEqual(scenario);
    expect(scenarioFileName(scenario)).toBe('a-ngstro-m-b-s-n-b-42.json');
    expect(scenarioFileName({ name: '雨', seed: 1 })).toBe('scenario-1.json');
  });

  it('says what is wrong with a file', async () => {
    const complaint = async (text: string) => scenarioComplaint(await readScenarioFile(new Blob([text])).catch((error: unknown) => error));
    expect(await complaint('{')).toBe('it is not JSON');
    expect(await complaint('{"seed":"x"}')).toMatch(/^seed/);
    expect(scenarioComplaint(new Error('other'))).toBeNull();
  });
});

describe('frames a second', () => {
  it('counts over the last second', () => {
    const rate = new FrameRate();
    expect(rate.tick(0)).toBe(0);
    let last = 0;
    for (let ms = 50; ms <= 3000; ms += 50) last = rate.tick(ms);
    expect(last).toBeCloseTo(20);
  });
});

describe('what a story waits for', () => {
  const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f\u2009]/gu, ' ');
  it('is the first window behind the reference, or only a little lead once both are behind', () => {
    const early = storyWait(143, { kind: 'collecting', from: 0, needed: 1000, count: 143, known: 93 });
    expect(plain(storyWaitText(early))).toBe('each one begins at fruit 1 501 or later, 500 behind the reference’s end');
    expect(plain(storyWaitText(storyWait(2125, { kind: 'at-rest', from: 0, to: 1000 })))).toBe('each one begins at fruit 2 326 or later, 200 fruits on');
    expect(storyWaitText(null)).toBe('each one begins a line of its own');
  });
});
