import { beforeEach, describe, expect, it } from 'vitest';
import type { DataSetVersion } from '../../../../src/domain/data/dataset/dataset.ts';
import { defaultScenario } from '../../../../src/domain/world/drift/default-scenario.ts';
import { OrchardError } from '../../../../src/domain/common/errors.ts';
import type { ModelVersion } from '../../../../src/domain/registry/version.ts';
import type { Run } from '../../../../src/domain/learning/run.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import { Comparison } from '../../../../src/state/comparison.svelte.ts';
import { Film } from '../../../../src/state/film.ts';
import type { Services } from '../../../../src/state/services.ts';
import { truthKind } from '../../../../src/domain/world/stream/truth.ts';

const REVISIONS = [{ from: 0, scenario: defaultScenario }];
const LABELS = ['ripe', 'unripe'];

const version = (number: number, rest: Partial<ModelVersion> = {}): ModelVersion => ({
  number, checksum: `c${number}`, signature: { inputSize: 48, labels: LABELS, input: 'features', blocks: [], normalise: false },
  lineage: { runId: number, dataSetVersion: number, dataSetHash: null, parent: null }, ...rest,
}) as unknown as ModelVersion;

const KINDS = ['Banana', 'Apple', 'Orange'];
/** v4 tells every kind that it knows, v5 takes each other fruit for another. */
const kindsOf = (of: number, index: number): number[] => KINDS.map((kind, i) => (
  (of === 5 && index % 2 === 0 ? i === 0 : kind.toLowerCase() === eventAt(defaultScenario, index).fruit.species) ? 0.9 : 0.05));

/** v1 says the opposite of the truth of each tenth fruit, v2 of each fruit that is not; both predict what they are shown by its index. */
function stage() {
  const asked: { version: number; indices: number[] }[] = [];
  const models = [version(1), version(2)];
  const frozen: DataSetVersion[] = [1, 2].map((number) => ({
    number, contentHash: '', labels: LABELS, splitSeed: 1, createdMs: 0,
    samples: number === 1 ? [] : Array.from({ length: 100 }, (_, i) => ({ id: `f${i}`, label: 'ripe', split: 'train' as const, fruit: { seed: defaultScenario.seed, index: 850 + i } })),
  }));
  const run = (id: number) => ({ id, heldOut: [0, 1, 2].map((i) => ({ sampleId: `p${i}`, truth: 0, predicted: id - 1, scores: id === 1 ? [0.9, 0.1] : [0.2, 0.8] })) }) as unknown as Run;
  const line = { now: 1000, get knownTo() { return this.now - 50; }, scenario: { ...defaultScenario, labelDelay: 50 }, revisions: REVISIONS, get film() { return new Film(this.revisions); }, truthKind };
  const damaged = new Set<number>();
  const hooks = { onJudge: () => {} };
  const services = {
    storage: { models: { artifact: () => Promise.resolve({}) } },
    trainer: {
      call: (_: string, { version: of, pictures }: { version: number; pictures: { index: number }[] }, { signal }: { signal: AbortSignal }) => {
        hooks.onJudge();
        if (signal.aborted) return Promise.reject(new OrchardError('cancelled'));
        if (damaged.has(of)) return Promise.reject(new OrchardError('model-incompatible'));
        asked.push({ version: of, indices: pictures.map(({ index }) => index) });
        return Promise.resolve({ scores: Float32Array.from(pictures.flatMap(({ index }) => {
          if (of > 2) return kindsOf(of, index);
          const right = of === 1 ? index % 10 !== 0 : index % 10 === 0;
          const ripe = (eventAt(defaultScenario, index).reportedTruth === 'ripe') === right;
          return ripe ? [0.9, 0.1] : [0.1, 0.9];
        })) });
      },
    },
  } as unknown as Services;
  const app = {
    compute: { ensure: () => Promise.resolve() }, data: { versions: frozen, samples: [] }, line, training: { runs: [run(1), run(2)] },
    registry: { models, aliases: { champion: 1 }, live: models[0], get: (number: number) => models[number - 1] },
    pictures: { ofLine: (_: unknown, indices: number[]) => Promise.resolve(indices.map((index) => ({ event: { index }, picture: { index } }))) },
  };
  return { asked, damaged, hooks, line, app, comparison: new Comparison(services, app as unknown as ConstructorParameters<typeof Comparison>[1]) };
}

describe('versions on equal ground', () => {
  let rig: ReturnType<typeof stage>;
  beforeEach(() => { rig = stage(); });

  it('judge the same fruits, with known truth, that neither has learnt from', async () => {
    await rig.comparison.predict();
    expect(rig.asked.map((call) => call.version)).toEqual([2, 1]);
    expect(rig.asked[0]!.indices).toEqual(rig.asked[1]!.indices);
    expect(rig.asked[0]!.indices).toEqual(Array.from({ length: 120 }, (_, i) => 730 + i));
    expect(rig.comparison.newest!.known).toBe(950);
  });

  it('are not asked again for what they said already', async () => {
    await rig.comparison.predict();
    rig.line.now = 1020;
    await rig.comparison.predict();
    expect(rig.asked.slice(2).map(({ indices }) => indices)).toEqual(Array.from({ length: 2 }, () => Array.from({ length: 20 }, (_, i) => 950 + i)));
  });

  it('have no decision before they were judged, and one of both grounds after', async () => {
    expect(rig.comparison.decision).toBeNull();
    const answer = await rig.comparison.compare(1, 2);
    expect(answer.decision).toMatchObject({ finding: 'worse', ground: 'newest' });
    expect(answer.newest).toMatchObject({ from: 730, to: 849, pictures: 120, champion: { right: 108 }, challenger: { right: 12 } });
    expect(answer.old).toMatchObject({ pictures: 3, counts: { onlyChampion: 3 } });
    expect(rig.comparison.decision).toMatchObject({ finding: 'worse' });
  });

  it('keep what was judged when a later judging is cancelled', async () => {
    await rig.comparison.predict();
    const before = rig.comparison.newest;
    rig.line.now = 1200;
    await expect(rig.comparison.predict({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(rig.comparison.newest).toBe(before);
    expect([rig.comparison.status, rig.comparison.problem]).toEqual([null, null]);
  });

  it('are judged once for all who ask at once, and whoever turns away takes it from nobody else', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [rig.comparison.compare(1, 2, first), rig.comparison.compare(1, 2, second), rig.comparison.predict()];
    rig.hooks.onJudge = () => first.abort();
    const [one, two, three] = await Promise.allSettled(asked);
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    expect(two).toMatchObject({ status: 'fulfilled', value: { decision: { finding: 'worse' } } });
    expect(three!.status).toBe('fulfilled');
    expect(rig.asked.map((call) => call.version)).toEqual([2, 1]);
  });

  it('are judged no further when all who asked have turned away, and anew for the next', async () => {
    const away = new AbortController();
    const asked = [rig.comparison.predict(away), rig.comparison.predict(away)];
    away.abort();
    const next = rig.comparison.compare(1, 2);
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await next).toMatchObject({ decision: { finding: 'worse' } });
    expect(rig.asked.map((call) => call.version)).toEqual([2, 1]);
  });

  it('are judged for whoever asks while others are judged', async () => {
    rig.app.registry.models.push(...Array.from({ length: 9 }, (_, i) => version(i + 3, { signature: { ...version(1).signature, labels: KINDS } })));
    const [others, these] = await Promise.all([rig.comparison.compare(10, 11), rig.comparison.compare(2, 3)]);
    expect(others.newest).toMatchObject({ pictures: 120 });
    expect(these).toMatchObject({ newest: null });
    expect(rig.asked.map((call) => call.version)).toEqual(expect.arrayContaining([2, 3, 10, 11]));
  });

  it('stand on their test pictures when one of them is damaged, and the page is told which', async () => {
    rig.damaged.add(2);
    await rig.comparison.predict();
    expect([...rig.comparison.newest!.broken]).toEqual([[2, 'model-incompatible']]);
    expect(rig.comparison.decide(1, 2)).toMatchObject({ ground: 'old' });
  });

  it('are compared on the newest fruits by the kind of fruit where both tell that, and a kind that they do not know is wrong', async () => {
    const labels = KINDS;
    rig.app.registry.models.push(...[4, 5].map((number) => version(number, { signature: { ...version(number).signature, labels } })));
    rig.app.registry.get = (number) => rig.app.registry.models.find((model) => model.number === number);
    const { newest, decision } = await rig.comparison.compare(4, 5);
    const kinds = Array.from({ length: 120 }, (_, i) => eventAt(defaultScenario, 730 + i).fruit.species);
    const known = kinds.filter((kind) => ['banana', 'apple', 'orange'].includes(kind)).length;
    expect(known).toBeLessThan(120);
    expect(newest).toMatchObject({ from: 730, to: 849, pictures: 120, champion: { right: known } });
    expect(newest!.challenger.right).toBeLessThan(known);
    expect(new Set(newest!.recalls.map(({ label }) => label))).toEqual(new Set(kinds));
    expect(decision).toMatchObject({ finding: 'worse', ground: 'newest' });
    // Ripeness and kinds are two questions.
    expect(rig.comparison.newestOf(1, 4)).toBeNull();
    expect(rig.comparison.decide(1, 4)).toMatchObject({ ground: null, more: null });
  });

  it('are not compared on the line by labels that it has no truth for', async () => {
    rig.app.registry.models.push(version(3, { signature: { ...version(3).signature, labels: ['cat', 'dog'] } }));
    await rig.comparison.predict();
    expect(rig.asked.every((call) => call.version !== 3)).toBe(true);
    expect(rig.comparison.decide(1, 3)).toMatchObject({ ground: null });
  });
});
