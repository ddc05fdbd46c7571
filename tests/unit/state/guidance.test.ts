import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../src/domain/alerting/incidents/diagnosis.ts';
import { Guidance } from '../../../src/app/guidance.svelte.ts';
import type { AppHost } from '../../../src/app/host.ts';

const FELL: Diagnosis = { kind: 'covariate', accuracy: 'fell' };
const picture = (index: number, seed = 7) => ({ id: `${seed}-${index}`, fruit: { seed, index }, source: 'line' });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

interface Given { asked?: boolean; parts?: object[]; samples?: ReturnType<typeof picture>[]; playing?: boolean; learnt?: number; frozen?: number; registerWhenDone?: boolean }

/** A line at fruit 3 000 with an incident since 2 000 that was asked about. */
function lineWith({ asked = true, parts = [], samples = [picture(3, 1)], playing = true, learnt = 1, frozen = 1, registerWhenDone = true }: Given = {}) {
  const done: string[] = [];
  const undos: string[] = [];
  const version = { number: 1, lineage: { dataSetVersion: learnt }, signature: { labels: ['ripe', 'unripe'] } };
  const data = {
    samples, counts: new Map([['ripe', 5], ['unripe', 5]]), newest: { number: frozen }, changed: false, ingest: null,
    remove: () => Promise.resolve(),
  };
  const app = {
    data,
    shell: { screen: 'alerts', isHidden: () => false, offerUndo: (text: string) => void undos.push(text) },
    training: { status: null, pending: null, kind: 'linear', drafts: { linear: {} }, registerWhenDone },
    registry: { live: version, newest: version, models: [version], deployments: [] },
    comparison: {}, stationarity: { newest: { kind: 'at-rest' } }, firstVisit: { running: false }, monitoring: { events: [] },
    alerts: { incident: { id: 'i', title: 'Pictures became darker', startedAt: 0, subject: 'error', parts }, wanted: null, eventOf: () => 2000, diagnosed: new Map(asked ? [['i', FELL]] : []) },
    line: {
      now: 3000, knownTo: 2950, playing, lapse: 1, machinePerSecond: null, beltSpeed: 8, reference: { kind: 'at-rest', from: 0, to: 1000 }, accuracy: null, seal: { holds: false }, film: { hasSeed: (seed: number) => seed === 7 },
      scenario: { seed: 7, labelDelay: 50, drifts: [], preset: 'lamp-ages' },
    },
    go: (screen: string) => void done.push(screen),
    run: async (name: string) => {
      done.push(name);
      if (name === 'data.collect') data.samples = [...data.samples, picture(2948), picture(2949)];
    },
  };
  return { guidance: new Guidance(app as unknown as AppHost), app, done, undos };
}

describe('the guidance', () => {
  it('collects fruit that the data set does not hold yet, and waits for it where it does', () => {
    expect(lineWith().guidance.next).toEqual({ action: 'collect-from-line', text: 'Collect the 120 newest fruits for training' });
    const samples = range(2830, 2950).map((index) => picture(index));
    expect(lineWith({ samples }).guidance.next, 'none of them is new').toMatchObject({ action: 'collect-from-line', waitsFruits: 120 });
    expect(lineWith({ samples, playing: false }).guidance.next).toEqual({ action: 'play', text: 'Let the belt run on, for more truths' });
    expect(lineWith({ samples: range(2830, 2950).map((index) => picture(index, 8)) }).guidance.next, 'the fruit of another line').not.toHaveProperty('waitsFruits');
  });

  it('takes a version that tells other things apart for no rival, since nothing would ever tell which is better', () => {
    const stepWith = (labels: string[], deployments: object[] = []) => {
      const { guidance, app } = lineWith();
      Object.assign(app.alerts, { incident: null });
      Object.assign(app.comparison, { decide: () => ({ finding: 'too-few', ground: null, more: null, old: null }), waiting: 0 });
      Object.assign(app.registry, { newest: { ...app.registry.live, number: 2, signature: { labels } }, deployments });
      return guidance.next;
    };
    expect(stepWith(['ripe', 'unripe'])).toMatchObject({ action: 'compare', text: 'Compare v2 with v1 again' });
    expect(stepWith(['apple', 'banana'])?.action).not.toBe('compare');
    const left = { reason: 'rollback', version: 1, replaced: 2, fromIndex: 2500 };
    expect(stepWith(['ripe', 'unripe'], [left])?.action, 'the version that was just left').not.toBe('compare');
    expect(stepWith(['ripe', 'unripe'], [{ ...left, replaced: 3 }])?.action).toBe('compare');
  });

  it('says what it collected', async () => {
    const { guidance, undos } = lineWith();
    await guidance.act();
    expect(undos).toEqual(['2 fruits with their truth joined the data set']);
  });

  it('goes on with data that were frozen and never learnt from, and trains as the switch is set', async () => {
    const { guidance, done } = lineWith({ frozen: 2 });
    expect(guidance.next).toEqual({ action: 'train', text: 'Train on data v2' });
    await guidance.act();
    expect(done, 'the screen, then the action').toEqual(['train', 'train']);
    const unregistered = lineWith({ frozen: 2, registerWhenDone: false });
    await unregistered.guidance.act();
    expect(unregistered.done).toEqual(['train', 'runs.train']);
    expect(lineWith({ frozen: 2, learnt: 2 }).guidance.next?.action).toBe('collect-from-line');
  });

  it('asks why of an alert that goes on, before one of the same signal that is over', async () => {
    const part = (monitor: string, signal: string, state: string) => ({ labels: { monitor, signal }, state });
    const { guidance, app } = lineWith({ asked: false, parts: [part('hue', 'feature.hue', 'firing'), part('mean', 'error', 'resolved'), part('adwin', 'error', 'firing')] });
    await guidance.act();
    expect(app.alerts.wanted).toEqual({ monitor: 'adwin', signal: 'error' });
  });
});
