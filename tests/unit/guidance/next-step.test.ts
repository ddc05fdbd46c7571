import { describe, expect, test } from 'vitest';
import { nextStep, type Situation } from '../../../src/domain/guidance/next-step.ts';

/** A line that runs well, seen from the line. */
const WELL: Situation = {
  screen: 'line', pictures: 240, labelsWithPictures: 2, dataSetVersion: 1, dataChanged: false, liveDataSetVersion: 1, live: 1, training: false,
  unregisteredRun: null, newestVersion: 1, playing: true, judged: 2000, accuracy: 0.97, referenceAccuracy: 0.98, drifts: 1, alarm: null,
};
const step = (change: Partial<Situation>) => nextStep({ ...WELL, ...change });

describe('the next step', () => {
  test('leads from nothing to a live model', () => {
    expect(step({ pictures: 0, labelsWithPictures: 0, live: null, newestVersion: null })?.action).toBe('start-line');
    expect(step({ labelsWithPictures: 1 })?.action).toBe('add-second-label');
    expect(step({ newestVersion: null, live: null })?.action).toBe('train');
    expect(step({ unregisteredRun: 3 })).toEqual({ action: 'register', text: 'Register run 3 as v2' });
    expect(step({ live: null })).toEqual({ action: 'deploy-newest', text: 'Deploy v1 to the line' });
    expect(step({ playing: false, judged: 0 })).toEqual({ action: 'play', text: 'Let the belt run' });
    expect(step({ drifts: 0 })?.action).toBe('tell-a-story');
  });

  test('asks why an alarm fired, wherever one is, but not where the answer stands', () => {
    for (const screen of ['line', 'data', 'train', 'models', 'monitor'] as const) {
      expect(step({ screen, alarm: 'errors_drifted' })).toEqual({ action: 'open-alarms', text: 'See why errors_drifted fired' });
    }
    expect(step({ screen: 'alarms', alarm: 'errors_drifted' })?.action).not.toBe('open-alarms');
  });

  test('asks for the fruit of today where accuracy is seen to have dropped', () => {
    const dropped = { accuracy: 0.9, alarm: 'errors_drifted' };
    expect(step({ ...dropped, screen: 'monitor' })?.action).toBe('collect-from-line');
    expect(step({ ...dropped, screen: 'alarms' })?.action).toBe('collect-from-line');
    expect(step({ accuracy: 0.9 })?.action).toBe('open-monitor');
    expect(step({ accuracy: 0.9, judged: 50 })?.action).toBe('open-monitor');
    expect(step({ accuracy: 0.9, judged: 50 })?.text).toBe('Watch it on the monitor');
  });

  test('goes on with a fix that is under way before it looks at alarms', () => {
    const alarm = 'errors_drifted';
    expect(step({ alarm, dataChanged: true })).toEqual({ action: 'freeze-and-train', text: 'Freeze v2 and train on it' });
    expect(step({ alarm, newestVersion: 2, screen: 'models' })).toEqual({ action: 'deploy-newest', text: 'Deploy v2 to the line' });
    expect(step({ alarm, training: true })).toBeNull();
  });
});
