import { OrchardError } from '../../domain/common/errors.ts';
import { actionOf } from '../../domain/rollout/rollout-record.ts';
import { ALIASES } from '../../domain/delivery/deployment.ts';
import type { Alias, Deployment } from '../../domain/delivery/deployment.ts';
import type { ModelVersion } from '../../domain/registry/version.ts';
import { peekNumber } from '../database.ts';
import type { Database, Rows } from '../database.ts';
import type { StoreName } from '../engine/engine.ts';
import type { RowOf } from '../schemas.ts';
import { appendEvent } from './line.ts';
import type { AliasStore, DataSetVersionStore, DeploymentStore, ModelStore, RunStore } from '../types.ts';

export function createDataSetVersionStore(database: Database): DataSetVersionStore {
  return {
    add: (version) => database.write(['dataSetVersions', 'facts'], async (rows) => {
      const known = (await rows.all('dataSetVersions')).find(({ value }) => value.contentHash === version.contentHash);
      if (known) return known.value;
      const numbered = { ...version, number: await rows.nextNumber('dataSetVersions') };
      await rows.put('dataSetVersions', numbered.number, numbered);
      return numbered;
    }),
    list: () => valuesOf(database, 'dataSetVersions'),
    get: (number) => database.read(['dataSetVersions'], (rows) => rows.get('dataSetVersions', number)),
  };
}

export function createRunStore(database: Database): RunStore {
  return {
    add: (run) => database.write(['runs', 'facts'], async (rows) => {
      const numbered = { ...run, id: await rows.nextNumber('runs') };
      await rows.put('runs', numbered.id, numbered);
      return numbered;
    }),
    update: (run) => database.write(['runs'], (rows) => rows.put('runs', run.id, run)),
    list: () => valuesOf(database, 'runs'),
    get: (id) => database.read(['runs'], (rows) => rows.get('runs', id)),
  };
}

export function createModelStore(database: Database, nowMs: () => number): ModelStore {
  const edit = (number: number, change: (version: ModelVersion) => ModelVersion): Promise<void> => database.write(['models'], async (rows) => {
    const row = await rows.get('models', number);
    if (!row || row.removedMs !== null) throw new OrchardError('model-unknown', `v${number}`);
    await rows.put('models', number, { ...row, version: change(row.version) });
  });

  return {
    add: (version, artifact) => database.write(['models', 'artifacts', 'facts'], async (rows) => {
      const number = version.number ?? await rows.nextNumber('models');
      if (await rows.get('models', number)) throw new OrchardError('argument-invalid', `v${number} exists`);
      const numbered = { ...version, number };
      await rows.put('models', number, { version: numbered, removedMs: null });
      await rows.put('artifacts', number, artifact);
      return numbered;
    }),
    list: async () => (await valuesOf(database, 'models')).filter((row) => row.removedMs === null).map((row) => row.version),
    get: async (number) => {
      const row = await database.read(['models'], (rows) => rows.get('models', number));
      return row?.removedMs === null ? row.version : null;
    },
    artifact: (number) => database.read(['artifacts'], (rows) => rows.get('artifacts', number)),
    nextNumber: () => database.read(['models', 'facts'], (rows) => peekNumber(rows, 'models')),
    rename: (number, name) => edit(number, (version) => ({ ...version, name })),
    setNotes: (number, notes) => edit(number, (version) => ({ ...version, notes })),
    remove: (number) => database.write(['models', 'aliases'], async (rows) => {
      const row = await rows.get('models', number);
      if (!row || row.removedMs !== null) throw new OrchardError('model-unknown', `v${number}`);
      const atMs = nowMs();
      await rows.put('models', number, { ...row, removedMs: atMs });
      const named = await aliasesIn(rows);
      const aliases = ALIASES.filter((alias) => named[alias] === number);
      for (const alias of aliases) await rows.delete('aliases', alias);
      return { keys: [number], atMs, aliases };
    }),
    restore: ({ keys, aliases }) => database.write(['models', 'aliases'], async (rows) => {
      const named = await aliasesIn(rows);
      for (const number of keys) {
        const row = await rows.get('models', number);
        if (!row) continue;
        await rows.put('models', number, { ...row, removedMs: null });
        for (const alias of aliases) if (named[alias] === undefined) await rows.put('aliases', alias, number);
      }
      return aliasesIn(rows);
    }),
  };
}

/** Deletes for good the models that were removed before that time. Their numbers are not used again. */
export async function purgeModels(database: Database, removedBeforeMs: number): Promise<void> {
  await database.write(['models', 'artifacts', 'facts'], async (rows) => {
    const last = await peekNumber(rows, 'models') - 1;
    if (last > 0) await rows.put('facts', 'last models', last);
    for (const { key, value } of await rows.all('models')) {
      if (value.removedMs === null || value.removedMs >= removedBeforeMs) continue;
      await rows.delete('models', key);
      await rows.delete('artifacts', key);
    }
  });
}

export function createAliasStore(database: Database): AliasStore {
  return {
    get: (alias) => database.read(['aliases'], (rows) => rows.get('aliases', alias)),
    all: () => database.read(['aliases'], aliasesIn),
    set: (alias, version) => database.write(['aliases'], (rows) => (version === null ? rows.delete('aliases', alias) : rows.put('aliases', alias, version))),
  };
}

export function createDeploymentStore(database: Database): DeploymentStore {
  return {
    commit: (deployment, told = {}) => database.write(['deployments', 'aliases', 'eventLog', 'facts'], async (rows) => {
      const { version, challenger, fromIndex, atMs, reason, replaced, rollout, renewal } = deployment;
      const before = (await rows.all('deployments')).map(({ value }) => value);
      const action = actionOf(rollout);
      const done = before.find((other) => (action !== null && actionOf(other.rollout) === action) || (renewal !== undefined && other.renewal === renewal));
      if (done) return { deployment: done, aliases: await aliasesIn(rows) };
      for (const { id, fromIndex: from } of before) if (from > fromIndex) await rows.delete('deployments', id);
      const numbered = await append(rows, deployment);
      await rows.put('aliases', 'champion', version);
      const tried = before.at(-1)?.challenger ?? null;
      if (challenger !== null) await rows.put('aliases', 'challenger', challenger);
      else if ([version, tried].includes(await rows.get('aliases', 'challenger'))) await rows.delete('aliases', 'challenger');
      await appendEvent(rows, { index: fromIndex, atMs, type: reason, data: { version, replaced, ...told, ...(rollout ? { challenger, act: rollout.act, ...('weight' in rollout ? { weight: rollout.weight } : {}) } : {}) } });
      return { deployment: numbered, aliases: await aliasesIn(rows) };
    }),
    append: (deployment) => database.write(['deployments', 'facts'], (rows) => append(rows, deployment)),
    list: () => valuesOf(database, 'deployments'),
    clear: () => database.write(['deployments'], (rows) => rows.clear('deployments')),
  };
}

async function append(rows: Rows, deployment: Omit<Deployment, 'id'>): Promise<Deployment> {
  const numbered = { ...deployment, id: await rows.nextNumber('deployments') };
  await rows.put('deployments', numbered.id, numbered);
  return numbered;
}

async function aliasesIn(rows: Rows): Promise<Partial<Record<Alias, number>>> {
  const aliases: Partial<Record<Alias, number>> = {};
  for (const alias of ALIASES) {
    const version = await rows.get('aliases', alias);
    if (version !== null) aliases[alias] = version;
  }
  return aliases;
}

async function valuesOf<S extends StoreName>(database: Database, store: S): Promise<RowOf<S>[]> {
  return (await database.read([store], (rows) => rows.all(store))).map((row) => row.value);
}
