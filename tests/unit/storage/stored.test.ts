import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAutomation } from '../../../src/actions/surface.ts';
import { errorAdviceOf } from '../../../src/ui/errors.ts';
import { openIndexedDb } from '../../../src/storage/engine/indexed-db.ts';
import { MIGRATIONS } from '../../../src/storage/engine/migrations.ts';
import { PROJECT_SCHEMA } from '../../../src/storage/project/format.ts';
import { sha256 } from '../../../src/storage/sha256.ts';
import { logAnswers, otherAnswers, type Call, type OtherAnswers } from '../../fixtures/stored/answers.ts';
import { readDump, storeDump } from '../../fixtures/stored/dump.ts';
import type { Expected } from '../../fixtures/stored/make.ts';
import { AppRig } from '../state/rig.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/stored');
const KEPT = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** The whole app over what is in IndexedDB, with `window.orchard` over it. */
async function opened(name = 'orchard'): Promise<{ rig: AppRig; call: Call }> {
  const rig = await new AppRig(await openIndexedDb({ name })).open();
  const orchard = createAutomation(rig.app, errorAdviceOf) as unknown as Record<string, unknown>;
  const call: Call = (method, ...args) => {
    const path = method.split('.');
    const holder = path.slice(0, -1).reduce((part, step) => part[step] as Record<string, unknown>, orchard);
    return (holder[path.at(-1)!] as (...input: unknown[]) => Promise<unknown>)(...args);
  };
  await watched(rig);
  return { rig, call };
}

/** Answers without the label that metrics, and so alerts, have been told by since: the version. */
function unversioned<T>(answers: T): T {
  if (typeof answers === 'string') return answers.replace(/,?version="\d+"/u, '') as T;
  if (Array.isArray(answers)) return answers.map(unversioned) as T;
  if (typeof answers !== 'object' || answers === null) return answers;
  const isLabels = 'alertname' in answers || 'window' in answers || 'monitor' in answers || 'outcome' in answers;
  return Object.fromEntries(Object.entries(answers).filter(([key]) => !(isLabels && key === 'version')).map(([key, value]) => [key, unversioned(value)])) as T;
}

/** The watch has caught up with the log. */
async function watched({ app }: AppRig): Promise<void> {
  while ((await app.alerts.refresh()).lastIndex < app.line.now - 1) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('what is kept', () => {
  it('has a project of every version that a migration, or an older schema of the file, begins from', () => {
    const upTo = (first: number, newest: number) => Array.from({ length: Math.max(first, newest - 1) - first + 1 }, (_, i) => first + i);
    const numbers = KEPT.map((name) => /^database-(\d+)-project-(\d+)$/u.exec(name)!.slice(1).map(Number) as [number, number]);
    expect(numbers.map(([database]) => database)).toEqual(expect.arrayContaining(upTo(2, MIGRATIONS.length)));
    expect(numbers.map(([, project]) => project)).toEqual(expect.arrayContaining(upTo(1, PROJECT_SCHEMA)));
  });
});

describe.each(KEPT)('a project as it was stored in %s', (name) => {
  const at = (file: string) => join(FOLDER, name, file);
  const expected = JSON.parse(readFileSync(at('expected.json'), 'utf8')) as Expected;
  const { log, aside, others, stored } = expected;
  const file = () => new Blob([new Uint8Array(gunzipSync(readFileSync(at('project.zip.gz'))))]);
  const logOf = (call: Call, like: typeof log) => logAnswers(call, Object.keys(like.columns), Object.keys(like.byVersion).map(Number), Object.values(expected.at));

  /** What lies in the stores, beside the log. */
  async function holdsTheRecord({ storage }: AppRig): Promise<void> {
    expect((await storage.health()).quarantined).toEqual([]);
    expect(await storage.deployments.list()).toMatchObject(stored.deployments);
    expect(await storage.eventLog.list()).toMatchObject(stored.events);
    expect(await storage.revisions.list()).toMatchObject(stored.revisions);
    expect(await storage.aliases.all()).toEqual(stored.aliases);
    expect(await storage.runs.list()).toMatchObject(stored.runs);
    expect((await storage.dataSetVersions.list()).map(({ samples, ...version }) => ({ ...version, samples: samples.length }))).toMatchObject(stored.dataSetVersions);
    const samples = await storage.samples.list();
    expect(samples).toMatchObject(stored.samples);
    for (const { id } of samples) {
      expect(await sha256(new Uint8Array(await (await storage.samples.blob(id))!.arrayBuffer()))).toBe(id);
      expect((await storage.samples.thumbnail(id))!.size).toBeGreaterThan(0);
    }
    for (const { number } of others.models) expect((await storage.models.artifact(number))!.weightData.byteLength).toBeGreaterThan(0);
  }

  beforeEach(() => { globalThis.indexedDB = new IDBFactory(); });

  it('is whole: whatever was kept of it is in the file', () => {
    const dump = readDump(readFileSync(at('database.gz')));
    expect(dump.version).toBe(expected.writtenBy.database);
    expect(Object.fromEntries(dump.stores.map(({ name: store, rows }) => [store, rows.length]))).toEqual(stored.counts);
    expect(stored.segments.some(({ count }) => count === 4096), 'a full segment').toBe(true);
    expect(existsSync(at('project.zip.gz'))).toBe(true);
  });

  it('opens through all migrations with every row of its log, its record and what somebody did about alerts', async () => {
    await storeDump(readDump(readFileSync(at('database.gz'))));
    const { rig, call } = await opened();
    expect(await logOf(call, log)).toEqual(log);
    expect(unversioned(await otherAnswers(call))).toMatchObject(unversioned(others));
    const acknowledged = rig.app.alerts.report!.groups.flatMap(({ alerts }) => alerts).filter((alert) => alert.acknowledged !== null);
    expect(acknowledged.map((alert) => alert.acknowledged!.note)).toEqual([expected.note]);
    await holdsTheRecord(rig);
  });

  it('is exported with what somebody did about alerts, and comes back with it', async () => {
    await storeDump(readDump(readFileSync(at('database.gz'))));
    const { rig, call } = await opened();
    const exported = await call('project.export') as Blob;
    const other = await opened('another');
    await other.call('project.import', exported);
    await watched(other.rig);
    const done = ({ app }: AppRig) => {
      const { silences, groups } = app.alerts.report!;
      const acknowledged = groups.flatMap(({ alerts }) => alerts).flatMap(({ labels, acknowledged: seen }) => (seen ? [{ labels, note: seen.note, at: seen.at }] : []));
      return { silences, acknowledged };
    };
    await rig.app.alerts.refresh();
    expect(done(rig).silences.length).toBeGreaterThan(0);
    expect(done(rig).acknowledged.length).toBeGreaterThan(0);
    expect(done(other.rig)).toEqual(done(rig));
  });

  it('brings back the line that lay aside, and the other one again', async () => {
    await storeDump(readDump(readFileSync(at('database.gz'))));
    const { rig, call } = await opened();
    await call('line.undo');
    await watched(rig);
    expect(await logOf(call, aside)).toEqual(aside);
    await call('line.undo');
    await watched(rig);
    expect(await logOf(call, log)).toEqual(log);
  });

  it('comes back from its file with the same log, record, rules and monitors', async () => {
    const { rig, call } = await opened('another');
    await call('project.import', file());
    await watched(rig);
    expect(await logOf(call, log)).toEqual(log);
    const { silences, alerts, incidents, history, ...same } = unversioned(await otherAnswers(call));
    expect(same).toMatchObject((({ silences: _s, alerts: _a, incidents: _i, history: _h, ...rest }: OtherAnswers) => rest)(unversioned(others)));
    // A file of the first schema holds what was watched by, not what was done about alerts: they are found anew.
    expect([silences, incidents.length > 0, history.length > 0]).toEqual([expected.writtenBy.project > 1 ? others.silences : [], true, true]);
    // Found anew, an alert is of the version that predicts, and fires no earlier than that predicted its first.
    const what = ({ rule, labels }: OtherAnswers['alerts'][number]) => ({ rule, labels });
    expect(alerts.map(what)).toEqual(unversioned(others.alerts).map(what));
    await holdsTheRecord(rig);
    await expect(call('line.undo')).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });
});
