import { beforeEach, describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import type { Compute } from '../../../src/state/compute.svelte.ts';
import { Registry } from '../../../src/state/registry.svelte.ts';
import type { Services } from '../../../src/state/services.ts';
import { Shell } from '../../../src/state/shell.svelte.ts';
import { openMemoryStorage, type Storage } from '../../../src/storage/index.ts';
import { artifact, model } from '../../contract/fixtures.ts';

/** A serving worker that keeps what is live and what is prepared, and fails where it is told to. */
class FakeServing {
  live: number | null = null;
  prepared: number | null = null;
  readonly calls: string[] = [];
  fails: string | null = null;
  nextIndex = 100;

  async call(op: string, { version }: { version: number }): Promise<unknown> {
    this.calls.push(`${op} ${version}`);
    await new Promise((resolve) => setImmediate(resolve));
    if (this.fails === op) throw new OrchardError('worker-died', op);
    if (op === 'prepare') {
      this.prepared = version;
      return { fromIndex: this.nextIndex };
    }
    if (this.prepared !== version) throw new OrchardError('superseded');
    this.prepared = null;
    if (op === 'takeOver') this.live = version;
    return undefined;
  }
}

let storage: Storage;
let serving: FakeServing;
let shell: Shell;
let registry: Registry;
let refuses: boolean;

beforeEach(async () => {
  refuses = false;
  const whole = openMemoryStorage({ nowMs: () => 1 });
  storage = { ...whole, deployments: { ...whole.deployments, commit: async (deployment) => {
    if (refuses) throw new OrchardError('storage-full');
    return whole.deployments.commit(deployment);
  } } };
  for (const name of ['one', 'two', 'three']) await storage.models.add(model(name), artifact());
  serving = new FakeServing();
  shell = new Shell();
  const services = { storage, serving, monitor: { call: async () => undefined }, nowMs: () => 5 } as unknown as Services;
  registry = new Registry(services, shell, { ensure: async () => undefined } as unknown as Compute);
  await registry.open();
});

const stored = async () => ({
  versions: (await storage.deployments.list()).map(({ version, reason, replaced }) => [version, reason, replaced]),
  champion: await storage.aliases.get('champion'),
  events: (await storage.eventLog.list()).map(({ type, data }) => [type, (data as { version: number }).version]),
});
/** State, serving and storage say the same. */
const agree = async (live: number | null): Promise<void> => {
  const { versions, champion, events } = await stored();
  expect([registry.live?.number ?? null, serving.live, champion, versions.at(-1)?.[0] ?? null, events.at(-1)?.[1] ?? null]).toEqual([live, live, live, live, live]);
  expect(registry.deployments.map(({ version }) => version)).toEqual(versions.map(([version]) => version));
  expect([serving.prepared, registry.deploying]).toEqual([null, false]);
};

describe('deploying', () => {
  it('is stored before it takes over, and state, storage and serving then agree', async () => {
    const deployment = await registry.deploy(1);
    expect(deployment).toMatchObject({ version: 1, fromIndex: 100, reason: 'first', replaced: null });
    await agree(1);
  });

  it('goes one after another: two quick clicks end in the last one, with a row for each', async () => {
    await registry.deploy(1);
    const [second, third] = await Promise.all([registry.deploy(2), registry.deploy(3)]);
    expect([second.replaced, third.replaced]).toEqual([1, 2]);
    expect((await stored()).versions).toEqual([[1, 'first', null], [2, 'deploy', 1], [3, 'deploy', 2]]);
    await agree(3);
  });

  it('is one when the same button is clicked twice', async () => {
    const [first, again] = await Promise.all([registry.deploy(1), registry.deploy(1)]);
    expect(again).toBe(first);
    expect((await stored()).versions).toEqual([[1, 'first', null]]);
    await agree(1);
  });

  it('changes nothing when storage refuses: the version before judges on', async () => {
    await registry.deploy(1);
    refuses = true;
    await expect(registry.deploy(2)).rejects.toMatchObject({ code: 'storage-full' });
    expect(serving.calls.at(-1)).toBe('letGo 2');
    await agree(1);
    refuses = false;
    await registry.deploy(2);
    await agree(2);
  });

  it('changes nothing when the version cannot be warmed up, and the next wish is heard', async () => {
    await registry.deploy(1);
    serving.fails = 'prepare';
    const failing = registry.deploy(2);
    await expect(failing).rejects.toMatchObject({ code: 'worker-died' });
    await agree(1);
    serving.fails = null;
    await registry.deploy(3);
    await agree(3);
  });

  it('is brought to its end by the restart when the worker dies between storing and taking over', async () => {
    await registry.deploy(1);
    serving.fails = 'takeOver';
    await expect(registry.deploy(2)).rejects.toMatchObject({ code: 'worker-died' });
    serving.fails = null;
    await registry.restore();
    await agree(2);
  });

  it('takes the challenger’s alias from a challenger that becomes champion', async () => {
    await registry.setAlias('challenger', 2);
    await registry.deploy(2);
    expect(registry.aliases).toEqual({ champion: 2 });
    await agree(2);
  });

  it('leaves a challenger that was named after another was deleted, when that one is brought back', async () => {
    await registry.setAlias('challenger', 2);
    await registry.remove(2);
    expect(registry.aliases.challenger).toBeUndefined();
    await registry.setAlias('challenger', 3);
    await shell.takeBack();
    expect([registry.models.map(({ number }) => number), registry.aliases.challenger, await storage.aliases.get('challenger')]).toEqual([[1, 2, 3], 3, 3]);
  });

  it('says so when the way back fails', async () => {
    await registry.deploy(1);
    await registry.deploy(2);
    refuses = true;
    await shell.takeBack();
    expect(shell.problems.map(({ code }) => code)).toEqual(['storage-full']);
    expect(shell.announcement).not.toContain('Taken back');
    await agree(2);
  });
});

describe('a live version that breaks', () => {
  it('is said, and deploying it again or another one puts the problem away', async () => {
    await registry.deploy(1);
    registry.broke(1, 'out-of-memory');
    expect(registry.broken).toEqual({ version: 1, code: 'out-of-memory' });
    expect(shell.problems.map(({ code, where }) => [code, where])).toEqual([['model-failed', 'app']]);
    await shell.retry(shell.problems[0]!);
    expect([registry.broken, shell.problems]).toEqual([null, []]);
    expect(serving.calls.slice(-2)).toEqual(['prepare 1', 'takeOver 1']);
    registry.broke(1, 'internal');
    await registry.deploy(2);
    expect([registry.broken, shell.problems]).toEqual([null, []]);
  });

  it('is said again when deploying it again fails', async () => {
    await registry.deploy(1);
    registry.broke(1, 'internal');
    serving.fails = 'prepare';
    await shell.retry(shell.problems[0]!);
    expect(registry.broken).not.toBeNull();
    expect(shell.problems.map(({ code, retry }) => [code, retry !== null])).toEqual([['worker-died', true]]);
  });

  it('is no news of a version that is not live any more', async () => {
    await registry.deploy(1);
    await registry.deploy(2);
    registry.broke(1, 'internal');
    expect(registry.broken).toBeNull();
  });
});
