import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../src/domain/alerting/incidents/diagnosis.ts';
import { Guidance } from '../../../src/app/guidance.svelte.ts';
import type { AppHost } from '../../../src/app/host.ts';
import { truthComes, truthKind } from '../../../src/domain/world/stream/truth.ts';

const FELL: Diagnosis = { kind: 'covariate', accuracy: 'fell' };
const picture = (index: number, seed = 7) => ({ id: `${seed}-${index}`, fruit: { seed, index }, source: 'line' });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

interface Given { asked?: boolean; parts?: object[]; samples?: ReturnType<typeof picture>[]; playing?: boolean; learnt?: number; frozen?: number; registerWhenDone?: boolean }

/** A line at fruit 3 000 with an incident since 2 000 that was asked about. */
function lineWith({ asked = true, parts = [], samples = [picture(3, 1)], playing = true, learnt = 1, frozen = 1, registerWhenDone = true }: Given = {}) {
  const done: string[] = [];
  const version = { number: 1, lineage: { dataSetVersion: learnt }, signature: { labels: ['ripe', 'unripe'] } };
  const data = {
    samples, counts: new Map([['ripe', 5], ['unripe', 5]]), newest: { number: frozen }, changed: false, ingest: null,
    remove: () => Promise.resolve(),
  };
  const app = {
    data,
    shell: { screen: 'improve', isHidden: () => false },
    training: { status: null, pending: null, kind: 'linear', drafts: { linear: {} }, registerWhenDone },
    registry: { live: version, newest: version, models: [version], deployments: [], trial: null },
    remedies: { status: null, isLooked: true, next: 'new-data', best: null, trials: [], isTried: () => false },
    comparison: {}, stationarity: { newest: { kind: 'at-rest' } }, firstVisit: { running: false }, monitoring: { events: [] },
    alerts: { incident: { id: 'i', title: 'Pictures became darker', startedAt: 0, subject: 'error', parts }, wanted: null, eventOf: () => 2000, diagnosed: new Map(asked ? [['i', FELL]] : []) },
    line: {
      now: 3000, knownTo: 2950, playing, lapse: 1, machinePerSecond: null, beltSpeed: 8, reference: { kind: 'at-rest', from: 0, to: 1000 }, accuracy: null, seal: { holds: false }, film: { hasSeed: (seed: number) => seed === 7 },
      scenario: { seed: 7, labelDelay: 50, drifts: [], preset: 'lamp-ages' }, truthComes, truthKind,
    },
    go: (screen: string) => void done.push(screen),
    run: async (name: string, ...args: unknown[]) => void done.push([name, ...args].join(' ')),
  };
  return { guidance: new Guidance(app as unknown as AppHost), app, done };
}

describe('the guidance', () => {
  it('waits for truths that the data set does not hold yet', () => {
    expect(lineWith().guidance.next).toEqual({ action: 'try-remedy', text: 'Try new data' });
    const samples = range(2710, 2950).map((index) => picture(index));
    expect(lineWith({ samples }).guidance.next, 'none of them is untaught').toMatchObject({ action: 'try-remedy', waitsFruits: 480 });
    expect(lineWith({ samples, playing: false }).guidance.next).toEqual({ action: 'play', text: 'Let the belt run on, for more truths' });
    expect(lineWith({ samples: range(2710, 2950).map((index) => picture(index, 8)) }).guidance.next, 'the fruit of another line').not.toHaveProperty('waitsFruits');
  });

  it('tries what Improve proposes first, rolls out what proved better, and proposes no more what was on the line since', async () => {
    const { guidance, app, done } = lineWith();
    await guidance.act();
    expect(done).toEqual(['improve.try new-data']);
    const best = { version: 2, baseline: 1, at: 2900 };
    Object.assign(app.remedies, { best, trials: [best] });
    Object.assign(app.registry, { newest: { ...app.registry.live, number: 2 } });
    const rolled = new Guidance(app as unknown as AppHost);
    expect(rolled.next).toEqual({ action: 'roll-out', text: 'Deploy v2 now' });
    await rolled.act();
    expect(done.at(-1)).toBe('models.deploy 2');
    Object.assign(app.registry, { deployments: [{ version: 1, challenger: 2, replaced: null, fromIndex: 2950 }] });
    expect(new Guidance(app as unknown as AppHost).next?.action, 'an aborted rollout').toBe('try-remedy');
  });

  it('does what a step said when it was shown, whatever has become next since', async () => {
    const { guidance, app, done } = lineWith();
    const shown = guidance.next!;
    Object.assign(app.remedies, { next: 'augmentation' });
    await guidance.act(shown);
    expect(done).toEqual(['improve.try new-data']);
  });

  it('takes what fires long after an answer for unanswered, and goes by how right the line is then', () => {
    const answer = { version: 1, challenger: null, replaced: 2, fromIndex: 2100, reason: 'deploy' };
    const firing = (at: number) => [{ labels: {}, state: 'firing', firedAt: at }];
    const after = (at: number, standing: string) => {
      const { guidance, app } = lineWith({ parts: firing(at) });
      Object.assign(app.registry, { deployments: [answer] });
      Object.assign(app.alerts, { eventOf: (seconds: number) => (seconds === 0 ? 2000 : seconds) });
      Object.assign(app.line, { accuracy: { standing } });
      return guidance.next;
    };
    expect(after(2300, 'below')?.action, 'the windows still hold fruit of before').not.toBe('try-remedy');
    expect(after(2700, 'below')).toEqual({ action: 'try-remedy', text: 'Try new data' });
    expect(after(2700, 'as-usual')).toEqual({ action: 'open-monitor', text: 'Watch it on the monitor' });
  });

  it('looks while nobody has looked for this incident', () => {
    const unlooked = lineWith();
    Object.assign(unlooked.app.remedies, { isLooked: false, next: null });
    expect(unlooked.guidance.next).toBeNull();
    Object.assign(unlooked.app.shell, { screen: 'alerts' });
    expect(new Guidance(unlooked.app as unknown as AppHost).next).toEqual({ action: 'open-improve', text: 'Look for a remedy' });
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

  it('goes on with data that were frozen and never learnt from, and trains as the switch is set', async () => {
    const { guidance, done } = lineWith({ frozen: 2 });
    expect(guidance.next).toEqual({ action: 'train', text: 'Train on data v2' });
    await guidance.act();
    expect(done, 'the screen, then the action').toEqual(['train', 'train [object Object]']);
    const unregistered = lineWith({ frozen: 2, registerWhenDone: false });
    await unregistered.guidance.act();
    expect(unregistered.done).toEqual(['train', 'runs.train [object Object]']);
    expect(lineWith({ frozen: 2, learnt: 2 }).guidance.next?.action).toBe('try-remedy');
  });

  it('asks why of an alert that goes on, before one of the same signal that is over', async () => {
    const part = (monitor: string, signal: string, state: string) => ({ labels: { monitor, signal }, state });
    const { guidance, app } = lineWith({ asked: false, parts: [part('hue', 'feature.hue', 'firing'), part('mean', 'error', 'resolved'), part('adwin', 'error', 'firing')] });
    await guidance.act();
    expect(app.alerts.wanted).toEqual({ monitor: 'adwin', signal: 'error' });
  });
});
