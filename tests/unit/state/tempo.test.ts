import { beforeEach, describe, expect, it } from 'vitest';
import { Tempo } from '../../../src/state/tempo.svelte.ts';
import { openMemoryStorage, type Storage } from '../../../src/storage/index.ts';
import type { LineState } from '../../../workers/protocol/orchard.ts';

let storage: Storage;
let tempo: Tempo;
beforeEach(() => {
  storage = openMemoryStorage();
  tempo = new Tempo({ storage });
});
const receive = (part: Partial<LineState>, times: number) => { for (let i = 0; i < times; i += 1) tempo.receiveStatus(status(part)); };
const status = (part: Partial<LineState>): LineState => ({ generation: 1, index: 0, playing: true, until: null, lapse: 1, photographsPerSecond: 0, held: false, drawMs: 2, ...part });

describe('the time lapse', () => {
  it('begins at the belt’s own speed and is remembered', async () => {
    await tempo.open();
    expect(tempo.lapse).toBe(1);
    await tempo.set(30);
    const next = new Tempo({ storage });
    await next.open();
    expect(next.lapse).toBe(30);
    await expect(tempo.set(0)).rejects.toMatchObject({ code: 'argument-invalid' });
  });

  it.each([[8, 1], [1, 1], [240, 30], [5000, 100], ['max', 'max']] as const)('reads the fruits a second of an older project: %s as %s', async (speed, lapse) => {
    await storage.settings.set('speed', speed);
    await tempo.open();
    expect(tempo.lapse).toBe(lapse);
  });
});

describe('what model and machine can do', () => {
  it('is unknown before it is measured', () => {
    expect([tempo.modelPerSecond, tempo.machinePerSecond]).toEqual([null, null]);
    tempo.receivePace({ version: 1, serviceMs: NaN, batchMs: NaN });
    expect([tempo.modelPerSecond, tempo.machinePerSecond]).toEqual([null, null]);
  });

  it('is estimated from the slower of drawing and judging until the machine has held the line', () => {
    tempo.receivePace({ version: 1, serviceMs: 40, batchMs: 4 });
    receive({ photographsPerSecond: 24 }, 30);
    expect([tempo.modelPerSecond, tempo.machinePerSecond]).toEqual([25, 250]);
    tempo.receiveStatus(status({ photographsPerSecond: 24, drawMs: 10 }));
    expect(tempo.machinePerSecond).toBe(100);
    receive({ photographsPerSecond: 180, held: true }, 10);
    expect(tempo.machinePerSecond).toBe(180);
    tempo.receiveStatus(status({ photographsPerSecond: 24 }));
    expect(tempo.machinePerSecond).toBe(180);
    tempo.receiveStatus(status({ photographsPerSecond: 200 }));
    expect(tempo.machinePerSecond).toBe(200);
  });

  it('of the machine nothing is said right after a start, nor of one slow moment', () => {
    tempo.receivePace({ version: 1, serviceMs: 40, batchMs: 80 });
    receive({ photographsPerSecond: 13, held: true }, 29);
    expect(tempo.machinePerSecond).toBeNull();
    tempo.receivePace({ version: 1, serviceMs: 40, batchMs: 4 });
    receive({ photographsPerSecond: 24 }, 5);
    receive({ photographsPerSecond: 13, held: true }, 9);
    expect(tempo.machinePerSecond).toBe(250);
  });

  it('a line that runs flat out has told enough after some hundred photographs', () => {
    tempo.receivePace({ version: 1, serviceMs: 2, batchMs: 1 });
    receive({ photographsPerSecond: 1000 }, 4);
    expect(tempo.machinePerSecond).toBeNull();
    receive({ photographsPerSecond: 1000 }, 1);
    expect(tempo.machinePerSecond).toBe(500);
  });

  it('is learnt anew with another version', () => {
    tempo.receivePace({ version: 1, serviceMs: 40, batchMs: 4 });
    receive({ photographsPerSecond: 180, held: true }, 40);
    tempo.receivePace({ version: 2, serviceMs: 2, batchMs: 1 });
    expect([tempo.modelPerSecond, tempo.machinePerSecond]).toEqual([500, 500]);
  });
});
