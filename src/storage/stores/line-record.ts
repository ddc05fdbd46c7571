import type { Rows } from '../database.ts';
import type { LineChange, LineRecord } from '../types.ts';

/** The stores that a line's record lies in, and those that are asked when it is brought back. */
export const RECORD_STORES = ['revisions', 'deployments', 'eventLog', 'aliases', 'models', 'facts'] as const;

/** What is kept of the line beside its rows. */
export async function readRecord(rows: Rows): Promise<LineRecord> {
  const [revisions, deployments, events, champion] = await Promise.all([rows.all('revisions'), rows.all('deployments'), rows.all('eventLog'), rows.get('aliases', 'champion')]);
  const valuesOf = <T>(found: readonly { value: T }[]): T[] => found.map(({ value }) => value);
  return { revisions: valuesOf(revisions), deployments: valuesOf(deployments), events: valuesOf(events), champion };
}

/** Brings a record back. Who was live then is live again, unless that version was deleted. */
export async function writeRecord(rows: Rows, { revisions, deployments, events, champion }: LineRecord): Promise<void> {
  for (const store of ['revisions', 'deployments', 'eventLog'] as const) await rows.clear(store);
  for (const revision of revisions) await rows.put('revisions', await rows.nextNumber('revisions'), revision);
  for (const deployment of deployments) await rows.put('deployments', deployment.id, deployment);
  for (const event of events) await rows.put('eventLog', event.id, event);
  const model = champion === null ? null : await rows.get('models', champion);
  if (champion !== null && model?.removedMs === null) await rows.put('aliases', 'champion', champion);
}

/**
 * What the record becomes when the line goes on from an event, or another begins (null): later deployments and events go, and who is
 * live is written down as deployed where the line begins to differ.
 */
export async function changeRecord(rows: Rows, from: number | null, startIndex: number, { revisions, live, events, atMs }: LineChange): Promise<void> {
  const before = await readRecord(rows);
  const upTo = from ?? -Infinity;
  const deployments = before.deployments.filter(({ fromIndex }) => fromIndex <= upTo);
  const replaced = deployments.at(-1)?.version ?? null;
  if (live !== null && live !== replaced) {
    const id = await rows.nextNumber('deployments');
    deployments.push({ id, version: live, challenger: null, route: { kind: 'replace' }, fromIndex: from ?? startIndex, atMs, reason: replaced === null ? 'first' : 'restore', replaced });
  }
  const kept = before.events.filter(({ index }) => index <= upTo);
  for (const event of events) kept.push({ ...event, id: await rows.nextNumber('eventLog') });
  await writeRecord(rows, { revisions: [...revisions], deployments, events: kept, champion: null });
}
