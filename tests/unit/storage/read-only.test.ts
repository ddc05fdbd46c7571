import { describe, expect, it } from 'vitest';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { readOnly } from '../../../src/storage/read-only.ts';

describe('storage of a tab that does not lead', () => {
  it('can be read and refuses every change', async () => {
    const storage = openMemoryStorage();
    await storage.labels.set(['ripe', 'unripe']);
    const looking = readOnly(storage);
    expect(await looking.labels.get()).toEqual(['ripe', 'unripe']);
    expect(await looking.samples.list()).toEqual([]);
    expect(await looking.health()).toMatchObject({ persistent: false });
    await expect(looking.labels.set([])).rejects.toMatchObject({ code: 'not-leading' });
    await expect(looking.log.prune([], 0)).rejects.toMatchObject({ code: 'not-leading' });
    await expect(looking.clear()).rejects.toMatchObject({ code: 'not-leading' });
    expect(await storage.labels.get()).toEqual(['ripe', 'unripe']);
  });

  it('may change settings, which belong to the person', async () => {
    const storage = openMemoryStorage();
    await readOnly(storage).settings.set('theme', 'dark');
    expect(await storage.settings.get('theme')).toBe('dark');
  });
});
