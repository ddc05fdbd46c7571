import { describe, expect, it } from 'vitest';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { led } from '../../../src/storage/engine/led.ts';
import { createStorage } from '../../../src/storage/storage.ts';
import { artifact, model } from '../../contract/fixtures.ts';

describe('storage of a tab that does not lead', () => {
  const shared = () => {
    const engine = openMemory();
    return { leader: createStorage(engine), follower: createStorage(led(engine, () => false)), engine };
  };

  it('can be read and refuses every change', async () => {
    const { leader, follower } = shared();
    await leader.labels.set(['ripe', 'unripe']);
    await leader.models.add(model(), artifact());
    expect(await follower.labels.get()).toEqual(['ripe', 'unripe']);
    expect((await follower.models.list()).length).toBe(1);
    expect(await follower.health()).toMatchObject({ persistent: false });
    const changes = [
      () => follower.labels.set([]), () => follower.samples.change({ remove: [] }), () => follower.models.remove(1), () => follower.aliases.set('champion', 1), () => follower.log.prune(10, 10),
      () => follower.eventLog.append({ index: 0, atMs: 1, type: 'guess', data: {} }), () => follower.revisions.replace([]), () => follower.purge(5), () => follower.loadAll(['facts', 'settings'], []), () => follower.clear(),
    ];
    for (const change of changes) await expect(change(), String(change)).rejects.toMatchObject({ code: 'not-leading' });
    expect(await leader.labels.get()).toEqual(['ripe', 'unripe']);
    expect((await leader.models.list()).length).toBe(1);
  });

  it('may change what belongs to who looks, and no rule, monitor or pace of the line', async () => {
    const { leader, follower } = shared();
    await leader.settings.set('alerting', { rules: 'mine' });
    await follower.settings.set('theme', 'dark');
    for (const change of [() => follower.settings.set('alerting', null), () => follower.settings.set('alerting', undefined), () => follower.settings.set('lapse', 'max'), () => follower.settings.set('retentionRows', 1)]) {
      await expect(change(), String(change)).rejects.toMatchObject({ code: 'not-leading' });
    }
    expect(await leader.settings.all()).toEqual({ theme: 'dark', alerting: { rules: 'mine' } });
  });

  it('reads past a row that cannot be read, and leaves it where it is', async () => {
    const { leader, follower, engine } = shared();
    await leader.labels.set(['ripe']);
    await engine.run(['models'], 'readwrite', (rows) => rows.put('models', 1, { broken: true }));
    expect(await follower.models.list()).toEqual([]);
    expect((await follower.health()).quarantined).toEqual([]);
    await leader.models.list();
    expect((await follower.health()).quarantined.length).toBe(1);
  });

  it('changes things from the moment that it leads', async () => {
    let leads = false;
    const storage = createStorage(led(openMemory(), () => leads));
    await expect(storage.labels.set(['ripe'])).rejects.toMatchObject({ code: 'not-leading' });
    leads = true;
    await storage.labels.set(['ripe']);
    expect(await storage.labels.get()).toEqual(['ripe']);
  });
});
