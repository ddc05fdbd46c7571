import { describe, expect, it } from 'vitest';
import type { ReferenceState } from '../../../src/domain/monitoring/monitors/reference-state.ts';
import type { App } from '../../../src/app/app.svelte.ts';
import { StationarityCheck } from '../../../src/state/stationarity.svelte.ts';

const SPOILED: ReferenceState = { kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt: 640, signal: 'feature.brightness', shift: -1, standIns: [] };

/** A line whose brightness goes down until `restsFrom`, and stays there. */
function lineAt(restsFrom: number) {
  const asked: [number, number][] = [];
  const rig = { now: 1450, reference: SPOILED as ReferenceState, incident: null as { startedAt: number } | null, asked };
  const app = {
    line: { get now() { return rig.now; }, get reference() { return rig.reference; } },
    alerts: { get incident() { return rig.incident; }, eventOf: (seconds: number) => seconds },
    shell: { report: (error: unknown) => { throw error; } },
    monitoring: {
      query: ({ from, to }: { from: number; to: number }) => {
        asked.push([from, to]);
        const events = Array.from({ length: to - from }, (_, i) => from + i);
        const light = Float32Array.from(events, (event) => 0.4 - Math.min(event, restsFrom) / 10_000 + ((event * 37) % 100) / 1000);
        return Promise.resolve({ columns: { 'feature.brightness': light, right: new Uint8Array(to - from).fill(255) } });
      },
    },
  };
  return Object.assign(rig, { check: new StationarityCheck(app as unknown as App) });
}

describe('whether the world is at rest now', () => {
  it('is read from the newest fruits while the reference is not, again after 125 of them', async () => {
    const rig = lineAt(2000);
    await rig.check.ensure();
    expect(rig.check.newest).toMatchObject({ kind: 'moves', signal: 'feature.brightness' });
    await rig.check.ensure();
    expect(rig.asked).toEqual([[640, 1450]]);
    rig.now = 3100;
    await rig.check.ensure();
    expect([rig.asked.at(-1), rig.check.newest]).toEqual([[2100, 3100], { kind: 'at-rest' }]);
  });

  it('is not known of a change that has only just come, and not asked where nobody would collect', async () => {
    const rig = lineAt(0);
    rig.now = 800;
    await rig.check.ensure();
    expect([rig.asked, rig.check.newest]).toEqual([[], { kind: 'unknown' }]);
    rig.reference = { kind: 'at-rest', from: 0, to: 1000 };
    rig.now = 4000;
    await rig.check.ensure();
    expect(rig.asked).toEqual([]);
    rig.incident = { startedAt: 3500 };
    await rig.check.ensure();
    expect([rig.asked, rig.check.newest]).toEqual([[], { kind: 'unknown' }]);
    rig.now = 4250;
    await rig.check.ensure();
    expect(rig.asked).toEqual([[3500, 4250]]);
  });
});
