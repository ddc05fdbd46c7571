import * as v from 'valibot';
import type { Database, Rows } from '../database.ts';
import { SETTING_SCHEMAS } from '../schemas.ts';
import type { EventLogStore, JsonValue, LoggedEvent, RevisionStore, SettingStore, Settings } from '../types.ts';

export function createRevisionStore(database: Database): RevisionStore {
  return {
    list: () => database.read(['revisions'], async (rows) => (await rows.all('revisions')).map((row) => row.value)),
    append: (revision) => database.write(['revisions', 'facts'], async (rows) => rows.put('revisions', await rows.nextNumber('revisions'), revision)),
    replace: (revisions, events = []) => database.write(['revisions', 'eventLog', 'facts'], async (rows) => {
      await rows.clear('revisions');
      for (const revision of revisions) await rows.put('revisions', await rows.nextNumber('revisions'), revision);
      for (const event of events) await appendEvent(rows, event);
    }),
  };
}

export function createSettingStore(database: Database): SettingStore {
  const parse = <K extends keyof Settings>(key: K, value: unknown): Settings[K] | undefined => {
    const parsed = v.safeParse(SETTING_SCHEMAS[key], value);
    return parsed.success ? parsed.output as Settings[K] : undefined;
  };

  return {
    get: async (key) => parse(key, await database.read(['settings'], (rows) => rows.get('settings', key)) ?? undefined),
    set: (key, value) => database.write(['settings'], (rows) => (
      value === undefined ? rows.delete('settings', key) : rows.put('settings', key, value as JsonValue)
    )),
    all: async () => {
      const rows = await database.read(['settings'], (read) => read.all('settings'));
      const settings: Partial<Settings> = {};
      for (const { key, value } of rows) {
        if (typeof key !== 'string' || !Object.hasOwn(SETTING_SCHEMAS, key)) continue;
        const parsed = parse(key as keyof Settings, value);
        if (parsed !== undefined) Object.assign(settings, { [key]: parsed });
      }
      return settings;
    },
  };
}

export function createEventLogStore(database: Database): EventLogStore {
  return {
    append: (event) => database.write(['eventLog', 'facts'], (rows) => appendEvent(rows, event)),
    list: () => database.read(['eventLog'], async (rows) => (await rows.all('eventLog')).map((row) => row.value)),
    clear: () => database.write(['eventLog'], (rows) => rows.clear('eventLog')),
  };
}

/** Writes a line of the event log within a transaction. */
export async function appendEvent(rows: Rows, event: Omit<LoggedEvent, 'id'>): Promise<LoggedEvent> {
  const numbered = { ...event, id: await rows.nextNumber('eventLog') };
  await rows.put('eventLog', numbered.id, numbered);
  return numbered;
}
