import { describe, expect, test } from 'vitest';
import { nextStep, type OpenIncident, type Situation } from '../../../src/domain/guidance/next-step.ts';

/** A line that runs well, seen from the line. */
const WELL: Situation = {
  screen: 'line', pictures: 240, obstacle: null, dataSetVersion: 1, dataChanged: false, dataSetLearnt: 1, live: 1, busy: false, unregisteredRun: null, newestVersion: 1, newestTruthComes: true,
  rival: null, playing: true, lapse: 1, mostLapse: null, predicted: 2000, truthComes: true, reference: { kind: 'at-rest', from: 0, to: 1000 }, newest: 'at-rest', incident: null, cure: { looked: false, tried: false, next: null }, proven: null, onTrial: null, driftsOpen: 1, fruitsToDrift: 3000, story: 'Let the lamp age', sealed: false,
};
const DARKER: OpenIncident = { title: 'Pictures became darker', diagnosis: null, truths: 300 };
const step = (change: Partial<Situation>) => nextStep({ ...WELL, ...change });
const answered = (diagnosis: OpenIncident['diagnosis'], change: Partial<Situation> = {}) => step({ incident: { ...DARKER, diagnosis }, ...change });

describe('the next step', () => {
  test('leads from nothing to a live model', () => {
    expect(step({ pictures: 0, obstacle: { code: 'data-one-class' }, live: null, newestVersion: null })?.action).toBe('start-line');
    expect(step({ obstacle: { code: 'data-one-class' } })?.action).toBe('add-second-label');
    expect(step({ obstacle: { code: 'data-too-few', label: 'green', count: 0 }, live: null, newestVersion: null, dataSetVersion: null }), 'nothing can be trained').toEqual({ action: 'fill-label', text: 'Go to Data and give “green” pictures, or remove it' });
    expect(step({ newestVersion: null, live: null })?.action).toBe('train');
    expect(step({ unregisteredRun: 3 })).toEqual({ action: 'register', text: 'Register run 3 as v2' });
    expect(step({ live: null })).toEqual({ action: 'deploy-newest', text: 'Deploy v1 to the line' });
    expect(step({ live: null, newestTruthComes: false })?.text).toBe('Deploy v1 to the line, which has no truth for its labels');
    expect(step({ playing: false, predicted: 0 })).toEqual({ action: 'play', text: 'Let the belt run' });
  });

  test('follows a version that came as a file, without pictures of its own', () => {
    const bare = { pictures: 0, obstacle: { code: 'data-one-class' }, dataSetVersion: null, dataSetLearnt: null } as const;
    expect(step({ ...bare, live: null })).toEqual({ action: 'deploy-newest', text: 'Deploy v1 to the line' });
    expect(step({ ...bare, playing: false, predicted: 0 })?.action).toBe('play');
    expect(step({ ...bare, dataChanged: true, driftsOpen: 0 })?.action).toBe('tell-a-story');
  });

  test('leaves the choice of the first pictures to whoever came to Data for it', () => {
    expect(step({ screen: 'data', pictures: 0, live: null, newestVersion: null, playing: false, predicted: 0 })).toBeNull();
    expect(step({ screen: 'train', pictures: 0, live: null, newestVersion: null, playing: false, predicted: 0 })?.action).toBe('start-line');
  });

  test('lets a story wait for the reference, and says for how long', () => {
    const story = { action: 'tell-a-story', text: 'Let the lamp age' };
    expect(step({ driftsOpen: 0, reference: { kind: 'collecting', from: 0, needed: 1000, count: 612, known: 562 } }), 'it can be told at once').toEqual(story);
    expect(step({ driftsOpen: 0 })).toEqual(story);
  });

  test('asks for a reference at rest before anything is watched', () => {
    const reference = { kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt: 640, signal: 'feature.brightness', shift: -0.6, standIns: ['held-out'] } as const;
    expect(step({ reference })?.action).toBe('collect-reference');
    // Not one that would not be at rest either.
    for (const newest of ['moves', 'unknown'] as const) {
      expect(step({ reference, newest })?.action).toBe('open-monitor');
      expect(step({ reference, newest, screen: 'monitor' })?.action).toBe('watch-faster');
      expect(step({ reference, newest, screen: 'monitor', driftsOpen: 0, fruitsToDrift: null })).toBeNull();
      expect(answered({ kind: 'prior', accuracy: 'held' }, { newest })?.action).toBe('open-monitor');
    }
  });

  test('asks why an incident began, on every screen, until somebody has', () => {
    for (const screen of ['line', 'data', 'train', 'models', 'monitor', 'alerts'] as const) {
      expect(step({ screen, incident: DARKER })).toEqual({ action: 'ask-why', text: 'See why: pictures became darker' });
    }
  });

  test('does not lead to a training that an empty label would end', () => {
    const fill = { action: 'fill-label', text: 'Go to Data and give “rotten” pictures, or remove it' };
    const obstacle = { code: 'data-too-few', label: 'rotten', count: 0 } as const;
    expect(step({ obstacle, dataChanged: true })).toEqual(fill);
    expect(step({ obstacle, live: null, newestVersion: null })).toEqual(fill);
    expect(step({ obstacle })?.action).not.toBe('fill-label');
  });

  test('promises no truths where the line has none for the labels', () => {
    const paused = { truthComes: false, playing: false };
    expect(answered({ kind: 'covariate', accuracy: 'unknown' }, paused)).toEqual({ action: 'play', text: 'Let the belt run on' });
    expect(answered({ kind: 'covariate', accuracy: 'unknown' }, { playing: false })?.text).toBe('Let the belt run on, for more truths');
    expect(step({ rival: { version: 2, finding: 'too-few', missingTruths: 90 }, ...paused })).toEqual({ action: 'play', text: 'Let the belt run on' });
  });

  test('answers what was found: a remedy, a repair, a slower belt, or a new reference where nothing suffers', () => {
    expect(answered({ kind: 'covariate', accuracy: 'fell' })).toEqual({ action: 'open-improve', text: 'Look for a remedy' });
    expect(answered({ kind: 'fault', accuracy: 'fell' })?.action).toBe('mend-fault');
    expect(answered({ kind: 'slow', accuracy: 'held' })?.action).toBe('slow-belt');
    expect(answered({ kind: 'prior', accuracy: 'held' })?.action).toBe('collect-reference');
  });

  describe('where a model errs', () => {
    const LEVELLING = { name: 'feature engineering', truths: 0 };
    const NEW_DATA = { name: 'new data', truths: 480 };
    const erring = (change: Partial<Situation> = {}) => answered({ kind: 'covariate', accuracy: 'fell' }, { screen: 'improve', cure: { looked: true, tried: false, next: LEVELLING }, ...change });

    test('goes to the remedies, tries the one that is proposed first, and rolls out what has proved better', () => {
      expect(erring({ screen: 'alerts' })).toEqual({ action: 'open-improve', text: 'Look for a remedy' });
      expect(erring({ cure: { looked: false, tried: false, next: null } }), 'Improve is looking').toBeNull();
      expect(erring()).toEqual({ action: 'try-remedy', text: 'Try feature engineering' });
      expect(erring({ busy: true })).toBeNull();
      expect(erring({ proven: 2, rival: { version: 2, finding: 'not-compared', missingTruths: 0 } })).toEqual({ action: 'roll-out', text: 'Deploy v2 now' });
    });

    test('waits for the truths that a remedy takes', () => {
      const cure = { looked: true, tried: false, next: NEW_DATA };
      expect(erring({ cure })).toEqual({ action: 'try-remedy', text: 'Try new data', waitsFruits: 180 });
      expect(erring({ cure, playing: false })).toEqual({ action: 'play', text: 'Let the belt run on, for more truths' });
      expect(erring({ cure, incident: { ...DARKER, diagnosis: { kind: 'concept', accuracy: 'fell' }, truths: 480 } })).toEqual({ action: 'try-remedy', text: 'Try new data' });
    });

    test('goes on to another remedy when one did not help, and says when none is left', () => {
      const cure = { looked: true, tried: true, next: NEW_DATA };
      expect(erring({ cure, screen: 'monitor' })).toEqual({ action: 'open-improve', text: 'Look for another remedy' });
      const spent = { cure: { ...cure, next: null } };
      expect(erring(spent)).toEqual({ action: 'open-monitor', text: 'Watch it on the monitor: nothing that was tried is better than v1' });
      expect(erring({ ...spent, screen: 'monitor' }), 'never back to where nothing is left').toBeNull();
      expect(erring({ ...spent, playing: false })).toEqual({ action: 'play', text: 'Let the belt run on' });
      expect(erring({ cure: { looked: true, tried: false, next: null } })?.text).toBe('Watch it on the monitor: nothing here is likely to help');
    });

    test('follows a rollout until it is over', () => {
      expect(erring({ onTrial: 2, rival: { version: 2, finding: 'not-compared', missingTruths: 0 } })).toEqual({ action: 'open-rollout', text: 'Follow the rollout of v2' });
      expect(erring({ onTrial: 2, screen: 'rollout' })).toBeNull();
      expect(erring({ onTrial: 2, screen: 'rollout', playing: false })?.action).toBe('play');
      expect(answered({ kind: 'fault', accuracy: 'fell' }, { onTrial: 2 })?.action, 'a fault does not wait').toBe('mend-fault');
    });
  });

  test('goes on with a fix that is under way before it looks at anything else', () => {
    const fix = (change: Partial<Situation>) => answered({ kind: 'covariate', accuracy: 'fell' }, change);
    const rival = { version: 2, missingTruths: 90 };
    expect(fix({ dataChanged: true })).toEqual({ action: 'freeze-and-train', text: 'Freeze data v2 and train on it' });
    expect(fix({ rival: { ...rival, finding: 'not-compared' } })).toEqual({ action: 'compare', text: 'Compare v2 with v1 on the newest fruit' });
    expect(fix({ rival: { ...rival, finding: 'better' } })).toEqual({ action: 'deploy-newest', text: 'Make v2 champion' });
    expect(fix({ rival: { ...rival, finding: 'too-few' } })).toMatchObject({ action: 'compare', waitsFruits: 90 });
    expect(fix({ busy: true })).toBeNull();
  });

  test('asks why something fires before it waits for what tells of a rival', () => {
    const firing = (finding: 'better' | 'not-compared' | 'too-few') => step({ incident: DARKER, rival: { version: 2, finding, missingTruths: 90 } });
    expect(firing('not-compared')?.action).toBe('ask-why');
    expect(firing('too-few')?.action).toBe('ask-why');
    expect(firing('better')).toEqual({ action: 'deploy-newest', text: 'Make v2 champion' });
  });

  test('goes on from a frozen version that nothing has learnt from, such as after a reload in the middle of a training', () => {
    const found = { kind: 'covariate', accuracy: 'fell' } as const;
    expect(answered(found, { dataSetVersion: 2 })).toEqual({ action: 'train', text: 'Train on data v2' });
    expect(answered(found, { dataSetVersion: 2, dataSetLearnt: 2 })?.action).toBe('open-improve');
    expect(answered(found, { dataSetVersion: 2, dataSetLearnt: null })?.action, 'an imported model tells nothing of it').toBe('open-improve');
  });

  test('never offers a version that the newest fruit speaks against', () => {
    for (const finding of ['worse', 'no-difference'] as const) {
      const rival = { version: 2, missingTruths: 90, finding };
      expect(answered({ kind: 'covariate', accuracy: 'fell' }, { rival })?.action).toBe('open-improve');
      expect(step({ rival })?.action).not.toBe('deploy-newest');
    }
  });

  test('shortens a long wait, and names nothing of a sealed scenario', () => {
    expect(step({ screen: 'monitor' })?.action).toBe('watch-faster');
    expect(step({ screen: 'monitor', lapse: 30 })).toBeNull();
    expect(step({ screen: 'monitor', mostLapse: 400 })?.text).toBe('Watch 30 times faster');
    expect(step({ screen: 'monitor', mostLapse: 6.9 }), 'no number that the machine cannot keep').toEqual({ action: 'watch-faster', text: 'Watch faster' });
    expect(step({ screen: 'monitor', sealed: true })).toBeNull();
    expect(step({ sealed: true, driftsOpen: 0 })).toEqual({ action: 'open-monitor', text: 'Watch it on the monitor' });
  });
});
