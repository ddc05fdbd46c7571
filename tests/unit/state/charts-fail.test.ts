import { afterEach, describe, expect, it, vi } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { AppRig } from './rig.ts';

afterEach(() => { vi.unstubAllGlobals(); });

describe('charts that cannot be read', () => {
  it.each([
    ['zoomed', ({ app }: AppRig) => app.monitoring.setDomain([0, 50])],
    ['told to follow the line', ({ app }: AppRig) => app.monitoring.follow(100)],
  ])('say so when they are %s', async (_what, act) => {
    const rig = await new AppRig(openMemory()).open();
    // In a tab that nobody sees they do not refresh by themselves.
    vi.stubGlobal('document', { hidden: true });
    const stop = rig.app.monitoring.watch(['accuracy']);
    rig.monitor.series = () => { throw new OrchardError('storage-lost'); };
    act(rig);
    await vi.waitFor(() => expect(rig.app.shell.problems.map(({ code, where }) => ({ code, where }))).toEqual([{ code: 'storage-lost', where: 'monitor' }]));
    stop();
  });
});
