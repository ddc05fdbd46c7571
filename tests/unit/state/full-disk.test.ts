import { expect, it } from 'vitest';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { failing } from '../../contract/faults.ts';
import { LineRig, type Kind } from './line-rig.ts';

type Happening = Kind | 'the disk is full';

/** Every order of the deaths, with the disk filling up before one of them or after all. */
const orders = (...deaths: Kind[]): Happening[][] => [0, 1, 2, 3].map((place) => [...deaths.slice(0, place), 'the disk is full', ...deaths.slice(place)]);

/** All of that happens to a line on its way to event 120; when it is there, the disk has room again. */
async function lineThrough(happenings: readonly Happening[]) {
  const { engine, failAt } = failing(openMemory());
  const rig = await new LineRig({ engine }).open();
  const { api, app } = rig;
  rig.judgesTo = 40;
  await api.line.play({ until: 120 });
  await api.line.reached(40);
  for (const each of happenings) {
    if (each === 'the disk is full') failAt(0);
    else rig.kill(each);
  }
  rig.judgesTo = Infinity;
  await api.line.reached(120);
  const problems = app.shell.problems.map(({ code }) => code).filter((code) => code !== 'worker-died' && code !== 'storage-full');
  failAt(Infinity);
  const { index, durable } = await api.line.pause();
  const rows = await rig.rows();
  rig.end();
  return { index, durable, rows, problems };
}

it.each<[Kind, Kind, Kind]>([
  ['monitor', 'monitor', 'monitor'], ['monitor', 'monitor', 'serving'], ['monitor', 'serving', 'monitor'], ['serving', 'monitor', 'monitor'], ['monitor', 'orchard', 'monitor'],
  ['trainer', 'serving', 'monitor'], ['serving', 'trainer', 'serving'], ['monitor', 'trainer', 'serving'],
])('a disk that fills up before, between or after deaths of %s, %s and %s closes the log to nobody, and what waited is written', async (...deaths) => {
  for (const line of await Promise.all(orders(...deaths).map(lineThrough))) {
    expect(line).toEqual({ index: 120, durable: 120, rows: Array.from({ length: 120 }, (_, i) => i), problems: [] });
  }
});
