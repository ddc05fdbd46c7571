import { afterEach, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../../../src/domain/common/errors.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { model } from '../../contract/fixtures.ts';
import { mulberry } from './seeded.ts';
import { LineRig, type Kind } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

const rigs: LineRig[] = [];
afterEach(() => { for (const rig of rigs.splice(0)) rig.end(); });

const DROP = 600;
/** Retrains on few fruits, so that a test is over soon. */
const POLICY = { name: 'Drops', trigger: { accuracy: { below: 0.75, truths: 60 } }, data: { newest: 60 }, coolDown: 400 };

interface Told { trial: { outcome: string; at: number | null } | null; id: number; at: number; effectiveAt: number; how: string | null; version: number | null; learnt: number | null; code: string | null; gates: { gate: string; passed: boolean }[] }

/** What passes the gates gets half of the fruit for 200 of them, and then all. */
const IN_STEPS = { ...POLICY, rollout: { mode: 'canary', steps: [{ setWeight: 50 }, { pause: { fruits: 200 } }], analysis: [] } };

/** A line of v1, which is right 95 times in a hundred until fruit `drop`; who comes later has learnt from what came then. */
async function opened({ engine = openMemory(), drop = DROP, policy = POLICY as object, level = 1 as 0 | 1 } = {}): Promise<LineRig> {
  const rig = new LineRig({ engine });
  rigs.push(rig);
  rig.rightAt = (version, event) => (version === 1 && event >= drop ? 0.5 : 0.95);
  const first = model('one');
  await rig.open({ ...first, lineage: { ...first.lineage, dataSetVersion: null } });
  await rig.api.line.load({ labelDelay: 20, length: 20_000 });
  await rig.api.loop.setPolicy(policy);
  await rig.api.loop.setLevel(level);
  return rig;
}
const run = async (rig: LineRig, until: number): Promise<void> => {
  await rig.api.line.play({ speed: 'max', until });
  await rig.api.line.reached(until);
  await rig.api.line.pause();
};
/** As `run`, whoever dies. */
const runThrough = async (rig: LineRig, until: number): Promise<void> => {
  while (rig.app.line.now < until) {
    await vi.waitFor(() => expect(rig.app.line.course.recovering).toBe(false), 20_000);
    await run(rig, until).catch((error: unknown) => { if (codeOf(error) !== 'worker-died') throw error; });
  }
};
const decisionsOf = (rig: LineRig) => rig.api.loop.decisions({}) as unknown as Promise<Told[]>;
/** All that decides who predicts, and what was decided. */
const record = async (rig: LineRig) => ({
  deployments: (await rig.storage.deployments.list()).map(({ version, fromIndex, reason, renewal }) => ({ version, fromIndex, reason, renewal })),
  decisions: await decisionsOf(rig),
  versions: (await rig.storage.models.list()).map(({ number, lineage }) => ({ number, hash: lineage.dataSetHash, renewal: lineage.renewal })),
  dataSets: (await rig.storage.dataSetVersions.list()).map(({ contentHash }) => contentHash),
});
const deciders = async (rig: LineRig) => {
  const { index, version } = await rig.api.log.query({ columns: ['index', 'version'], limit: 1e6 }) as unknown as { index: Uint32Array; version: Uint32Array };
  return Array.from(index, (event, i) => `${event}:${version[i]}`);
};
const told = async (rig: LineRig) => ({ ...await record(rig), deciders: await deciders(rig) });

describe('the line under a policy', () => {
  it('where nothing happens nothing is retrained, and at level 0 nothing is whatever happens', async () => {
    const quiet = await opened({ drop: Infinity });
    await run(quiet, 1500);
    expect(await decisionsOf(quiet)).toEqual([]);
    const byHand = await opened({ level: 0 });
    await run(byHand, 1200);
    expect(await decisionsOf(byHand)).toEqual([]);
    expect(await record(byHand)).toMatchObject({ versions: [{ number: 1 }] });
  }, 60_000);

  it('a drop is met by one retraining, at the same fruits at full speed and in steps', async () => {
    const runs = [];
    for (const stops of [[1300], [1, 37, 640, 699, 700, 701, 850, 1100, 1111, 1300]]) {
      const rig = await opened();
      for (const until of stops) await run(rig, until);
      runs.push(await told(rig));
    }
    const [{ decisions, deployments, versions, deciders: who }] = runs as [(typeof runs)[number]];
    expect(runs[1]).toEqual(runs[0]);
    expect(decisions).toHaveLength(1);
    const [decision] = decisions as [Told];
    expect(decision).toMatchObject({ how: 'trained', version: 2, code: null });
    expect(decision.at).toBeGreaterThan(DROP + 20);
    expect(decision.at % 50).toBe(0);
    expect(decision.effectiveAt - decision.at).toBeGreaterThanOrEqual(256);
    expect(deployments.map(({ version, fromIndex, reason }) => [version, fromIndex, reason])).toEqual([[1, 0, 'first'], [2, decision.effectiveAt, 'trained']]);
    expect(versions.map(({ number }) => number)).toEqual([1, 2]);
    expect(who[decision.effectiveAt - 1]).toBe(`${decision.effectiveAt - 1}:1`);
    expect(who[decision.effectiveAt]).toBe(`${decision.effectiveAt}:2`);
    expect(who.at(-1)).toBe('1299:2');
  }, 60_000);

  it('keeps the champion where the candidate is no better, and says at which gate', async () => {
    const rig = await opened();
    rig.testedRight = 0;
    await run(rig, 1500);
    const decisions = await decisionsOf(rig);
    expect(decisions.length).toBeGreaterThan(0);
    for (const each of decisions.filter(({ how }) => how)) expect(each).toMatchObject({ how: 'kept', version: null, code: null, gates: [{ gate: 'notWorse', passed: false }] });
    expect(await record(rig)).toMatchObject({ versions: [{ number: 1 }] });
  }, 60_000);

  it('a policy that triggers at every fruit is held by its cool-down and the turnaround', async () => {
    const rig = await opened({ drop: Infinity, policy: { trigger: { every: 50 }, data: { newest: 60 }, coolDown: 300 } });
    await run(rig, 1500);
    const decisions = await decisionsOf(rig);
    expect(decisions.length).toBeGreaterThan(2);
    for (const [i, { at, effectiveAt }] of decisions.entries()) {
      expect(at).toBeGreaterThanOrEqual(i === 0 ? 0 : Math.max(decisions[i - 1]!.at + 300, decisions[i - 1]!.effectiveAt));
      expect(effectiveAt).toBe(at + 256);
    }
  }, 60_000);

  it('brings a kept version back when the world does', async () => {
    const rig = await opened({ policy: { ...POLICY, trigger: { accuracy: { below: 0.6, truths: 100 } }, pool: 2 } });
    // v1 is right in summer, v2 in winter, between fruits 600 and 1600.
    rig.rightAt = (version, event) => ((version === 1) === (event < DROP || event >= 1600) ? 0.95 : 0.5);
    const { lab } = rig;
    rig.lab = {
      ...lab,
      replay: (task, context) => {
        const answer = lab.replay(task, context) as { columns: { classOf?: Uint8Array }; scores: Float32Array[] };
        return { ...answer, scores: rightScores(task as never, answer as never, rig.rightAt!) } as never;
      },
    };
    await run(rig, 2600);
    const decisions = await decisionsOf(rig);
    expect(decisions.map(({ how, version }) => [how, version])).toEqual([['trained', 2], ['swapped', 1]]);
    expect(await record(rig)).toMatchObject({ versions: [{ number: 1 }, { number: 2 }] });
    expect((await deciders(rig)).at(-1)).toBe('2599:1');
  }, 60_000);

  it('what passes the gates is rolled out in steps, at the same fruits at full speed and in steps; the promotion is what comes of it', async () => {
    const runs = [];
    for (const stops of [[2000], [699, 1000, 1001, 1250, 1700, 2000]]) {
      const rig = await opened({ policy: IN_STEPS });
      for (const until of stops) await run(rig, until);
      runs.push(await told(rig));
    }
    const [{ decisions, deployments, deciders: who }] = runs as [(typeof runs)[number]];
    expect(runs[1]).toEqual(runs[0]);
    const [{ effectiveAt, ...decision }] = decisions as [Told];
    expect(decision).toMatchObject({ how: 'tried', version: 2, trial: { outcome: 'promoted' } });
    expect(deployments.map(({ version, reason }) => [version, reason])).toEqual([[1, 'first'], [1, 'rollout'], [2, 'promote']]);
    expect(deployments[1]!.fromIndex).toBe(effectiveAt);
    expect(deployments[2]!.fromIndex).toBe(decision.trial!.at);
    const tried = who.slice(effectiveAt, decision.trial!.at!).filter((each) => each.endsWith(':2')).length / (decision.trial!.at! - effectiveAt);
    expect(tried).toBeGreaterThan(0.4);
    expect(tried).toBeLessThan(0.6);
    expect(who.slice(decision.trial!.at!).every((each) => each.endsWith(':2'))).toBe(true);
    expect(decisions).toHaveLength(1);
  }, 60_000);

  it('a rollout that means nothing is refused, and the policy before it stays', async () => {
    const rig = await opened();
    for (const [rollout, code] of [[{ mode: 'replace' }, 'policy-invalid'], [{ mode: 'canary', steps: [{ pause: { duration: 'soon' } }] }, 'policy-invalid'], [{ mode: 'ab', analysis: [{ name: 'x', query: 'sum(' }] }, 'strategy-invalid']] as const) {
      await expect(rig.api.loop.setPolicy({ ...POLICY, rollout })).rejects.toMatchObject({ code });
    }
    expect(await rig.api.loop.policy()).toMatchObject({ name: 'Drops', rollout: null });
  }, 60_000);

  it('a trainer that dies once is asked again; one that always dies leaves the champion, with a code', async () => {
    const quiet = await opened();
    await run(quiet, 1500);
    for (const deaths of [1, Infinity]) {
      const rig = await opened();
      let died = 0;
      rig.onCall = (kind, op) => {
        if (kind !== 'trainer' || op !== 'epoch' || died >= deaths) return;
        died += 1;
        rig.kill('trainer');
      };
      await run(rig, 1500);
      if (deaths === 1) expect(await record(rig)).toEqual(await record(quiet));
      else expect((await decisionsOf(rig))[0]).toMatchObject({ how: 'kept', version: null, code: 'worker-died' });
    }
  }, 60_000);

  it('decides the same with workers killed at many moments, and makes no version twice', async () => {
    const undisturbed = async (policy: object, until: number) => {
      const quiet = await opened({ policy });
      await run(quiet, until);
      return { policy, until, expected: await told(quiet) };
    };
    const atOnce = await undisturbed(POLICY, 1200);
    // The line waits for the promotion at the event at which it takes effect, and not before.
    const inSteps = await undisturbed(IN_STEPS, 1400);
    expect(inSteps.expected.deployments.at(-1)).toMatchObject({ version: 2, reason: 'promote' });
    let deaths = 0;
    for (let seed = 1; seed <= 7; seed += 1) {
      const { policy, expected, until } = seed % 3 === 0 ? inSteps : atOnce;
      const rig = await opened({ policy });
      const chance = mulberry(seed);
      let [trainers, since] = [0, 0];
      // The log is durable in steps of 100 events, and the line stands after eight deaths at one of them.
      const at: number[] = [];
      rig.onCall = (_, op) => {
        since += 1;
        const { lastIndex = 0 } = rig.app.line.snapshot ?? {};
        if (op === 'epoch' || since < 6 || chance() > (rig.app.line.course.recovering ? 0.05 : 0.25) || at.filter((index) => lastIndex - index < 150).length > 5) return;
        const kind = (['monitor', 'serving', 'orchard', 'trainer'] satisfies Kind[])[Math.floor(chance() * 4)]!;
        if (kind === 'trainer' && (trainers += 1) > 1) return;
        since = 0;
        at.push(lastIndex);
        deaths += 1;
        rig.kill(kind);
      };
      for (let to = 100; to <= until; to += 100) await runThrough(rig, to);
      rig.onCall = () => {};
      await vi.waitFor(() => expect(rig.app.line.course.recovering).toBe(false), 10_000);
      // What died last may have taken the newest events with it.
      await runThrough(rig, until);
      expect(await told(rig), `seed ${seed}`).toEqual(expected);
    }
    expect(deaths).toBeGreaterThanOrEqual(50);
  }, 240_000);

  it('a tab that dies with a renewal not carried out is followed by one that carries it out once', async () => {
    const [quiet, engine] = [await opened(), openMemory()];
    await run(quiet, 1200);
    const dying = await opened({ engine });
    // The version is registered, and the tab gets no further.
    vi.spyOn(dying.app.registry, 'decide').mockImplementation(() => new Promise(() => {}));
    await dying.api.line.play({ speed: 'max', until: 1200 });
    await vi.waitFor(async () => expect(await dying.storage.models.list()).toHaveLength(2), 20_000);
    await dying.app.services.orchard.call('pause', undefined);
    await dying.app.services.monitor.call('flush', undefined);
    dying.end();
    const next = new LineRig({ engine });
    rigs.push(next);
    next.rightAt = quiet.rightAt;
    await next.openApp('#/line');
    await next.api.line.setLapse('max');
    await run(next, 1200);
    expect(await told(next)).toEqual(await told(quiet));
  }, 60_000);

  it('goes back with the line, and forward with its undo', async () => {
    const rig = await opened();
    await run(rig, 1500);
    const before = await told(rig);
    await rig.api.line.seek(300);
    expect(await decisionsOf(rig)).toEqual([]);
    expect(await rig.api.loop.level()).toBe(1);
    await rig.api.line.undo();
    expect(await told(rig)).toEqual(before);
    await run(rig, 1700);
    expect(await decisionsOf(rig)).toEqual(before.decisions);
  }, 60_000);

  it('what a hand deploys meanwhile stays', async () => {
    const rig = await opened();
    await rig.api.line.play({ speed: 'max', until: 1500 });
    let deployed: Promise<unknown> | null = null;
    rig.onCall = (kind, op) => { if (kind === 'trainer' && op === 'train') deployed ??= rig.app.registry.deploy(1); };
    await rig.api.line.reached(1500);
    await deployed;
    expect((await decisionsOf(rig))[0]).toMatchObject({ how: 'kept', code: 'superseded' });
  }, 60_000);

  it('keeps policy and level with the project, refuses level 2 and what is no policy, and tells the four keys', async () => {
    const rig = await opened({ policy: { ...POLICY, recipe: { kind: 'colour', l2: 3 } } });
    await expect(rig.api.loop.setLevel(2)).rejects.toMatchObject({ code: 'level-locked' });
    await expect(rig.api.loop.setPolicy({ trigger: { every: 3 } })).rejects.toMatchObject({ code: 'policy-invalid' });
    expect(await rig.api.loop.policy()).toMatchObject({ name: 'Drops' });
    await run(rig, 1500);
    const [decision] = await decisionsOf(rig) as [Told];
    expect(await rig.api.loop.keys({})).toMatchObject({ deployments: 1, leadFruits: decision.effectiveAt - decision.at, levels: [{ level: 1, deployments: 1 }] });
    expect((await rig.storage.models.list())[1]!.recipe).toMatchObject({ kind: 'colour', l2: 3 });
    await rig.api.line.load({ labelDelay: 20, length: 5000 });
    expect(await rig.api.loop.level()).toBe(1);
    expect(await rig.api.loop.policy()).toMatchObject({ name: 'Drops' });
    expect(await decisionsOf(rig)).toEqual([]);
    await rig.api.loop.setLevel(0);
    expect(await rig.api.loop.level()).toBe(0);
  }, 60_000);
});

/** Probabilities by which each version is right about an event as often as it would be on the line. */
function rightScores({ indices, models }: { indices: ArrayLike<number>; models: readonly { version: number }[] }, { columns }: { columns: { truth: Uint8Array; reportedTruth: Uint8Array } }, rightAt: (version: number, event: number) => number): Float32Array[] {
  return models.map(({ version }) => Float32Array.from({ length: indices.length * 2 }, (_, i) => {
    const row = Math.floor(i / 2);
    const truth = columns.reportedTruth[row]!;
    const said = ((indices[row]! * 7919) % 100) / 100 < rightAt(version, indices[row]!) ? truth : 1 - truth;
    return i % 2 === said ? 0.9 : 0.1;
  }));
}
