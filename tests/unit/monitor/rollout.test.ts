import { expect, it } from 'vitest';
import { route } from '../../../src/domain/delivery/route.ts';
import type { ToldDeployment } from '../../../src/domain/delivery/roles.ts';
import { strategyOf } from '../../../src/domain/rollout/default-strategy.ts';
import { LAG_EVENTS } from '../../../src/domain/rollout/rollout-record.ts';
import type { RolloutState } from '../../../src/domain/rollout/rollout-state.ts';
import { timeAt } from '../../../src/domain/world/stream/time.ts';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import type { LogStore } from '../../../src/storage/index.ts';
import type { WatchSetup } from '../../../workers/protocol/watch.ts';
import { judged, noise } from '../log/judged.ts';
import { FEATURES, Rig } from './rig.ts';

const strategy = strategyOf({ mode: 'canary', champion: 1, challenger: 2, steps: [{ kind: 'setWeight', weight: 40 }, { kind: 'pause', seconds: 100 * 432 }, { kind: 'setWeight', weight: 60 }, { kind: 'pause', seconds: null }] });
const version = (number: number): WatchSetup['versions'][number] => ({ version: number, labels: ['ripe', 'unripe'], reference: { mean: [], std: [], accuracy: 0.5, predictedShare: [0.5, 0.5] }, testRows: 100 });
const START: ToldDeployment = { id: 1, champion: 1, challenger: 2, fromIndex: 0, weight: 0.4, rollout: { act: 'start', strategy } };
const NEXT: ToldDeployment = { id: 2, champion: 1, challenger: 2, fromIndex: 100 + LAG_EVENTS, weight: 0.6, rollout: { act: 'setWeight', id: '1/1', weight: 0.6 } };

/** Rows `from` to `to` as a line predicts them whose shares change where they were decided to. */
function send(rig: Rig, from: number, to: number): void {
  for (const { id, fromIndex, weight } of [START, NEXT]) {
    const [first, end] = [Math.max(from, fromIndex), Math.min(to, id === 1 ? NEXT.fromIndex : Infinity)];
    if (first >= end) continue;
    const batch = judged({ first, count: end - first, features: FEATURES, deployment: id });
    batch.columns.timeMs = Float64Array.from({ length: end - first }, (_, row) => timeAt(first + row));
    for (let row = 0; row < batch.count; row += 1) {
      batch.version[row] = route({ kind: 'split', weight }, 7, first + row) === 'challenger' ? 2 : 1;
      const truth = batch.columns.reportedTruth[row]!;
      batch.predicted[row] = noise(first + row, 300) < 0.8 ? truth : 1 - truth;
    }
    rig.receive(batch);
  }
}

const opened = async (store: LogStore, deployments: ToldDeployment[]): Promise<Rig> => {
  const rig = await Rig.open(store, { labelDelay: 20, watch: { versions: [version(2), version(1)], deployments, policies: [], monitors: null, rules: null } });
  return rig;
};
const rolloutOf = (rig: Rig): Promise<RolloutState | null> => rig.call('rollout', undefined);

it('a line that is closed and opened in the middle of a rollout decides as one that was not', async () => {
  const whole = await opened(openMemoryStorage().log, [START, NEXT]);
  send(whole, 0, 900);
  const { log } = openMemoryStorage();
  for (const [from, to] of [[0, 90], [90, 130], [130, 500], [500, 900]] as const) {
    const rig = await opened(log, [START, NEXT]);
    // Asked at once, it waits until the rows that are stored have been watched again.
    expect((await rolloutOf(rig))?.lastIndex ?? -1).toBe(from - 1);
    send(rig, from, to);
    await rig.call('flush', undefined);
    if (to === 900) expect(await rolloutOf(rig)).toEqual(await rolloutOf(whole));
  }
  expect(await rolloutOf(whole)).toMatchObject({ phase: 'paused', cause: 'pause', weights: [{ from: 0, weight: 0.4 }, { from: NEXT.fromIndex, weight: 0.6 }] });
});

it('lets the line no further than a decision that is not carried out', async () => {
  const told: (number | undefined)[] = [];
  const rig = new Rig();
  rig.port.postMessage = (message: { rows: number; until?: number }) => { told.push(message.until); };
  await rig.call('open', { delays: [{ from: 0, labelDelay: 20 }], scenarioLabels: [], watch: { versions: [version(2), version(1)], deployments: [START], policies: [], monitors: null, rules: null } });
  await rig.call('connect', { port: rig.port as unknown as MessagePort, generation: 1 });
  expect(told).toEqual([LAG_EVENTS]);
  await expect.poll(() => rig.call('report', undefined).then(({ failure }) => failure)).toBeNull();
  send(rig, 0, 200);
  await expect.poll(() => told.at(-1)).toBe(NEXT.fromIndex);
  rig.tick();
  expect(rig.snapshots().at(-1)!.rollout).toMatchObject({ phase: 'progressing', decided: [{ id: '1/1', kind: 'setWeight', weight: 0.6, from: NEXT.fromIndex }] });
  await rig.call('setDeployment', NEXT);
  expect(told.at(-1)).toBe(200 + LAG_EVENTS);
});
