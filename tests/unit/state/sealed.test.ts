import { strFromU8, unzipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { presetOf } from '../../../src/domain/world/drift/presets.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { formatAddress, parseAddress } from '../../../src/domain/world/share/address.ts';
import { linkedScenario, readLinkedScenario } from '../../../src/domain/world/share/linked-scenario.ts';
import { wordCheck } from '../../../src/domain/world/share/seal.ts';
import { App } from '../../../src/app/app.svelte.ts';
import { shareAddress } from '../../../src/app/links.ts';
import { createAutomation } from '../../../src/actions/surface.ts';
import { errorAdviceOf } from '../../../src/ui/errors.ts';
import { Records } from '../../../src/clients/records.ts';
import type { Automation } from '../../../src/actions/surface.ts';
import type { Services } from '../../../src/state/services.ts';
import { exportProject } from '../../../src/storage/project.ts';
import { importProject } from '../../contract/fixtures.ts';
import { led } from '../../../src/storage/engine/led.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { createStorage } from '../../../src/storage/storage.ts';
import { STORES, type Engine } from '../../../src/storage/engine/engine.ts';
import type { JsonValue, Storage } from '../../../src/storage/index.ts';

const LAMP = presetOf('lamp-ages')!.scenario(7);
const DRIFT = { ...LAMP.drifts[0]!, onset: 4321 };
const SEED = 271_828;
const STORY = { ...LAMP, seed: SEED, drifts: [DRIFT] };
const NONCE = 41;
const sealed = (word: string | null = null) => ({ ...STORY, sealed: { nonce: NONCE, word: word === null ? null : wordCheck(word, NONCE) } });
const addressOf = (scenario: typeof STORY) => formatAddress({ screen: 'line', preset: null, scenario: linkedScenario(scenario), seed: null, hidden: [] });

/** What a text must not hold: name, preset, kind with pattern, the drift's name and its first event, and the seed, under which another line would have the same fruit. */
const TRUTH_COLUMNS = [STORY.name, STORY.preset!, DRIFT.name, `"kind":"${DRIFT.kind}"`, DRIFT.pattern, String(DRIFT.onset), String(SEED)];

/** Workers that answer what the line needs, and the revisions that the orchard was last told. */
function stage(storage: Storage): { app: App; api: Automation; drives: () => unknown } {
  let driven: unknown = null;
  let generation = 0;
  const snapshot = () => ({ generation, lastIndex: -1, belt: [], counts: {}, alerts: { unattended: 0 }, accuracy: null, throughput: 0, queue: 0, latency: { p50: 0, p95: 0, p99: 0 }, reference: { kind: 'none' } });
  const call = async (op: string, input: { revisions?: unknown; generation?: number; scenario?: unknown }): Promise<unknown> => {
    switch (op) {
      case 'load': [driven, generation] = [input.revisions, input.generation ?? 0]; return { generation, index: 0, playing: false };
      case 'revise': driven = [{ from: 0, scenario: input.scenario }]; return { from: 0 };
      case 'open': return { nextIndex: 0 };
      case 'reset': return { dropped: 0 };
      case 'flush': return { durableIndex: -1 };
      case 'snapshot': return snapshot();
      case 'query': return { columns: Object.fromEntries((input as { columns: string[] }).columns.map((name) => [name, []])), labels: [], total: 0 };
      case 'exportRows': return { blob: new Blob([JSON.stringify(input)]) };
      default: return {};
    }
  };
  const client = { alive: false, call, start: () => {} };
  const services = { storage, trainer: client, helpers: [], serving: client, orchard: client, monitor: client, bench: () => client, records: new Records(), cores: 2, nowMs: () => 5, idle: async () => {}, painted: async () => {}, appVersion: '1', baseUrl: './' } as unknown as Services;
  const app = new App(services);
  return { app, api: createAutomation(app, errorAdviceOf), drives: () => driven };
}

/** Everything that a holder of the object can read: getters too, private fields not. */
function surface(value: unknown, seen = new Set<unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (seen.has(value)) return undefined;
  seen.add(value);
  if (Array.isArray(value)) return value.map((item) => surface(item, seen));
  const names = new Set(Object.keys(value));
  for (let at: unknown = value; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(at as object))) if (get) names.add(name);
  }
  return Object.fromEntries([...names].map((name) => [name, surface((value as Record<string, unknown>)[name], seen)]));
}

function holdsNothing(value: unknown): void {
  const text = typeof value === 'string' ? value : JSON.stringify(surface(value));
  for (const word of TRUTH_COLUMNS) expect(text).not.toContain(word);
}

let engine: Engine;
let storage: Storage;
beforeEach(() => {
  engine = openMemory();
  storage = createStorage(engine, { nowMs: () => 1 });
});

async function opened(hash: string) {
  const rig = stage(storage);
  await rig.app.open(Promise.resolve({ storage, leading: true }), hash, '');
  return rig;
}

describe('a sealed line', () => {
  it('is driven by the true scenario, and shows a neutral one', async () => {
    const { app, drives } = await opened(addressOf(sealed()));
    expect(drives()).toMatchObject([{ from: 0, scenario: { name: STORY.name, drifts: [{ kind: DRIFT.kind }] } }]);
    expect(app.line.scenario).toMatchObject({ name: 'Scenario 42, truth sealed by the instructor', drifts: [], length: STORY.length });
    expect(app.line.seal.holds).toBe(true);
  });

  it('tells nothing in any public part of the line, the charts, the alerts or the page', async () => {
    const { app } = await opened(addressOf(sealed('orchid')));
    const { line, monitoring, alerts, shell, comparison } = app;
    for (const part of [line, monitoring, alerts, comparison, { undo: shell.undo, problems: shell.problems, said: shell.announcement, offered: app.offered, next: app.guidance.next }]) holdsNothing(part);
    expect(JSON.stringify(surface(line))).not.toContain(wordCheck('orchid', NONCE));
    line.revealed = true;
    expect(line.revealed).toBe(false);
  });

  it('stores and exports a text that tells nothing, which opens sealed again elsewhere', async () => {
    const { app } = await opened(addressOf(sealed()));
    await app.line.turn(() => app.line.still(async () => {}));
    await engine.run(STORES, 'readonly', async (rows) => {
      for (const store of STORES) holdsNothing(JSON.stringify(await rows.rows(store)));
    });
    const file = await exportProject(storage, { appVersion: '1', nowMs: 1 });
    for (const content of Object.values(unzipSync(new Uint8Array(await file.arrayBuffer())))) holdsNothing(strFromU8(content));

    storage = createStorage(openMemory(), { nowMs: () => 1 });
    await importProject(storage, file);
    const again = await opened('#/line');
    expect(again.app.line.seal.holds).toBe(true);
    expect(again.drives()).toMatchObject([{ scenario: { name: STORY.name } }]);
  });

  it('is sealed again after a reload, and its own link stays sealed', async () => {
    await opened(addressOf(sealed()));
    const { app } = await opened('#/line');
    holdsNothing(app.line);
    holdsNothing(shareAddress(app));
    expect(shareAddress(app)).toContain('sealed=');
  });

  it('is sealed in a tab that only looks on', async () => {
    await opened(addressOf(sealed()));
    const following = createStorage(led(engine, () => false));
    const { app } = stage(following);
    await app.open(Promise.resolve({ storage: following, leading: false }), '#/line', '');
    expect(app.line.seal.holds).toBe(true);
    holdsNothing(app.line);
    await expect(app.line.seal.reveal()).rejects.toMatchObject({ code: 'not-leading' });
  });

  it('refuses what would tell or change the hidden truth, by its code', async () => {
    const { app, api } = await opened(addressOf(sealed()));
    const { edits } = app.line;
    const acts = [
      () => api.monitor.series('drift.0'), () => api.log.query({ columns: ['index', 'drift'] }), () => api.log.query({ columns: ['truth'] }), () => api.log.query({ columns: ['ripeness'] }),
      () => edits.beginStory('lamp-ages'), () => edits.addDrift(DRIFT), () => edits.addDraft({}), () => edits.driftNow(), () => edits.changeDrift(0, DRIFT), () => edits.removeDrift(0),
      () => edits.moveSlider('light.exposure', 1, null), () => edits.setPlace('wood'), () => app.line.revise(STORY),
    ];
    for (const act of acts) await expect(act(), String(act)).rejects.toMatchObject({ code: 'sealed' });
    expect(Object.keys(await api.log.query())).not.toContain('drift');
    expect(Object.keys((await app.monitoring.query({ columns: ['index', 'drift'] })).columns)).toEqual(['index']);
    expect(await (await app.monitoring.exportRows({}, 'csv')).text()).toContain('"without":["drift","truth","ripeness"]');
    expect(await api.line.status()).toMatchObject({ beltSpeed: STORY.beltSpeed });
  });

  it('lets the belt go faster and longer, and stays sealed', async () => {
    const { app, drives } = await opened(addressOf(sealed()));
    await app.line.edits.setBeltSpeed(12);
    await app.line.extend();
    expect(app.line.scenario).toMatchObject({ beltSpeed: 12, drifts: [] });
    expect(drives()).toMatchObject([{ scenario: { name: STORY.name, beltSpeed: 12 } }]);
    holdsNothing(app.line);
  });

  it('begins again with its own drifts, still sealed', async () => {
    const { app, drives } = await opened(addressOf(sealed()));
    await app.line.load(app.line.scenario);
    expect(drives()).toMatchObject([{ scenario: { name: STORY.name, drifts: [{ kind: DRIFT.kind }] } }]);
    holdsNothing(app.line);
    holdsNothing(JSON.stringify(await storage.eventLog.list()));
  });

  it('begins with the sealed link of the very same scenario', async () => {
    await opened(addressOf(STORY));
    const { app } = await opened(addressOf(sealed()));
    expect(app.line.seal.holds).toBe(true);
  });

  it('ends with a clear link of the very same scenario', async () => {
    const { app } = await opened(addressOf(sealed()));
    await app.follow(addressOf(STORY));
    expect(app.line.seal.holds).toBe(false);
    expect(app.line.scenario.name).toBe(STORY.name);
  });
});

describe('the reveal', () => {
  it('brings everything back and can be taken back', async () => {
    const { app, api } = await opened(addressOf(sealed()));
    await app.line.seal.reveal();
    expect(app.line.scenario).toEqual(STORY);
    expect(app.line.revealed).toBe(true);
    expect((await api.monitor.series('drift.0', { from: 0, to: 10 })).value).toHaveLength(10);
    await app.shell.takeBack();
    expect(app.line.seal.holds).toBe(true);
    holdsNothing(app.line);
    holdsNothing(JSON.stringify(await storage.eventLog.list()));
  });

  it('asks for the word that it was sealed with', async () => {
    const { app } = await opened(addressOf(sealed('orchid')));
    expect(app.line.seal.needsWord).toBe(true);
    await expect(app.line.seal.reveal('apple')).rejects.toMatchObject({ code: 'seal-word' });
    expect(app.line.seal.holds).toBe(true);
    await app.line.seal.reveal('Orchid ');
    expect(app.line.scenario).toEqual(STORY);
  });

  it('stays after a reload of the sealed link', async () => {
    const { app } = await opened(addressOf(sealed()));
    await app.line.seal.reveal();
    expect((await opened(addressOf(sealed()))).app.line.scenario).toEqual(STORY);
  });
});

describe('a guess', () => {
  it('is kept with the fruit and the time, beside earlier ones, and compared at the reveal', async () => {
    const first = await opened(addressOf(sealed()));
    await first.app.line.seal.guess('concept');
    await first.app.line.seal.guess('covariate', DRIFT.pattern);
    const { app } = await opened('#/line');
    expect(app.line.seal.guesses).toEqual([{ kind: 'concept', pattern: null, index: 0, atMs: 5 }, { kind: 'covariate', pattern: DRIFT.pattern, index: 0, atMs: 5 }]);
    expect(app.line.seal.scored).toBeNull();
    await app.line.seal.reveal();
    expect(app.line.seal.scored).toMatchObject({ guess: { kind: 'covariate' }, truth: [{ kind: 'covariate', pattern: DRIFT.pattern, since: DRIFT.onset }], kindRight: true, patternRight: true, outcome: 'right' });
    await app.shell.takeBack();
    expect(app.line.seal.scored).toBeNull();
  });

  it('of what cannot be is refused, and one kept without a pattern or with an unknown one is read without', async () => {
    const { app } = await opened(addressOf(sealed()));
    await expect(app.line.seal.guess('covariate', 'wavy' as 'sudden')).rejects.toMatchObject({ code: 'argument-invalid' });
    await expect(app.line.seal.guess('shade' as 'prior')).rejects.toMatchObject({ code: 'argument-invalid' });
    const kept: JsonValue[] = [{ kind: 'prior' }, { kind: 'prior', pattern: 'wavy' }, { kind: 'shade' }, null];
    for (const data of kept) await app.line.write(3, 'guess', data);
    await app.line.seal.open();
    expect(app.line.seal.guesses).toEqual([{ kind: 'prior', pattern: null, index: 3, atMs: 5 }, { kind: 'prior', pattern: null, index: 3, atMs: 5 }]);
  });

  it('is for sealed lines', async () => {
    const { app } = await opened(addressOf(STORY));
    await expect(app.line.seal.guess('prior')).rejects.toMatchObject({ code: 'argument-invalid' });
  });
});

describe('a link to share', () => {
  it('carries the scenario and what is hidden, or is sealed with a word', async () => {
    const { app } = await opened(addressOf(STORY));
    const read = (hash: string) => {
      const { scenario, hidden } = parseAddress(hash, []).address;
      return { scenario: readLinkedScenario(scenario!), hidden };
    };
    expect(read(shareAddress(app, { hidden: ['truth', 'stories'] }))).toMatchObject({ scenario: STORY, hidden: ['truth', 'stories'] });
    const hash = shareAddress(app, { seal: { nonce: NONCE, word: 'orchid' } });
    holdsNothing(hash);
    expect(read(hash).scenario).toEqual(sealed('orchid'));
    expect(read(shareAddress(app, { seal: { nonce: NONCE, word: ' ' } })).scenario.sealed!.word).toBeNull();
    expect(app.line.seal.holds).toBe(false);
  });
});

describe('a link whose scenario cannot be read', () => {
  it.each([`scenario=${encodeURIComponent('{"seed":"seven"}')}`, 'sealed=AAA'])('is said, and its other words stand: %s', async (part) => {
    const { app } = await opened(`#/line?${part}&hide=truth`);
    expect(app.shell.problems.map(({ code }) => code)).toEqual(['url-invalid']);
    expect(app.shell.isHidden('truth')).toBe(true);
    expect(app.line.scenario).toEqual(parseScenario({ name: 'A quiet line' }));
  });
});

describe('a link that hides parts', () => {
  it('holds them back in state: truth, schedule, stories, world', async () => {
    const { app, api } = await opened('#/line?hide=truth,schedule,stories,world');
    app.line.revealed = true;
    expect(app.line.revealed).toBe(false);
    const { edits } = app.line;
    for (const act of [() => api.monitor.series('drift.0'), () => edits.beginStory('lamp-ages'), () => edits.driftNow(), () => edits.moveSlider('light.exposure', 1, null)]) {
      await expect(act()).rejects.toMatchObject({ code: 'sealed' });
    }
  });
});
