import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { ERROR_CODES } from '../../../src/domain/common/errors.ts';
import type { ActionName } from '../../../src/actions/catalogue.ts';
import { artifact, model } from '../../contract/fixtures.ts';
import { LineRig, type Kind } from '../../unit/state/line-rig.ts';

vi.stubGlobal('location', { hash: '' });
vi.stubGlobal('ImageData', class { constructor(readonly data: Uint8ClampedArray, readonly width: number, readonly height: number) {} });

const picture = (text: string): Blob => new Blob([text], { type: 'image/png' });
const ALERT = { alertname: 'a' };
const SILENCE = { matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 9e9, reason: 'a test' };

/** A project of other labels, with a line of 37 predicted fruits, and one of its models. */
const files = (async () => {
  const rig = await new LineRig().open();
  await rig.api.data.reset(['sweet', 'sour']);
  await rig.api.data.add('sweet', [picture('sugar')]);
  await rig.api.line.step(37);
  return Promise.all([rig.api.project.export(), rig.api.models.export(1)]).finally(() => rig.end());
})();

/** What each call is given; `bench` and `policies` have workers of their own, which the line knows nothing of. */
const CALLS: Record<Exclude<ActionName, 'bench' | 'policies'>, readonly unknown[]> = {
  compute: [], useBackend: ['auto'],
  'data.reset': [['ripe', 'unripe']], 'data.add': ['ripe', [picture('a'), picture('b')]], 'data.pick': [{ count: 3, seed: 4 }], 'data.collect': [5], 'data.summary': [], 'data.addFolder': [[{ path: 'sour/a.png', blob: picture('d') }], 'ripe'], 'data.addZip': ['model', 'ripe'], 'data.photograph': [[{ picture: { width: 1, height: 1, data: Uint8ClampedArray.of(1, 2, 3, 255) }, label: 'ripe', takenMs: 1 }]],
  'data.export': [], 'data.take': [3, 'ripe'], 'data.addLabel': ['bruised'], 'data.renameLabel': ['ripe', 'sweet'], 'data.removeLabel': ['bruised'], 'data.relabel': [[], 'ripe'], 'data.remove': [[]], 'data.moveElsewhere': [], 'data.freeze': [], 'data.backTo': [1],
  'review.queue': [], 'review.decide': ['0'.repeat(64), 'drop'], 'review.keepOnly': [['a']], 'review.undo': [], 'review.desk': [], 'review.setDesk': [{ total: 50 }], 'review.judge': [3, 'ripe'], 'review.inspect': [4], 'review.takeBack': [], 'review.putIntoData': [],
  train: [{ kind: 'colour' }], 'runs.train': [{ kind: 'linear' }], 'runs.register': [], 'runs.importance': [1], 'search.run': [{ recipe: { kind: 'colour' }, configurations: 4 }], 'search.list': [], 'search.train': [1], 'models.heat': [1, 3], 'models.list': [], 'models.deploy': [2], 'models.rollBack': [], 'models.rename': [2, 'another'], 'models.setNotes': [2, 'a note'], 'models.setChallenger': [2], 'models.remove': [2], 'models.compare': [1, 2], 'models.export': [2], 'models.import': ['model'], classify: [picture('c')],
  'rollout.start': [{ version: 2, mode: 'canary', weight: 50 }], 'rollout.status': [], 'rollout.lesson': [{ rollouts: 3, fruits: 40 }], 'rollout.promote': [], 'rollout.abort': [], 'rollout.pause': [], 'rollout.resume': [], 'rollout.retry': [], 'rollout.yaml': [], 'rollout.fromYaml': ['kind: Rollout'],
  'line.load': ['lamp-ages'], 'line.play': [{ until: 300, speed: 'max' }], 'line.setBeltSpeed': [20], 'line.setTruths': ['shipped'], 'line.setExploration': [0.1], 'line.truths': [], 'line.pause': [], 'line.step': [4], 'line.seek': [30], 'line.look': [3], 'line.undo': [], 'line.reached': [120], 'line.status': [], 'line.beginAgain': [], 'line.setLapse': ['max'], 'line.beginStory': ['lamp-ages'], 'line.mendFaults': [], 'line.revise': [{ labelDelay: 10 }],
  'line.addDrift': [{ kind: 'covariate', onset: 100, to: {} }], 'line.driftNow': [], 'line.changeDrift': [0, { onset: 90 }], 'line.removeDrift': [0], 'line.setWorld': ['camera.blur', 1], 'line.setPlace': ['wood'], 'line.setMix': ['ripe', 2], 'line.countAs': ['ripe', null], 'line.guess': ['covariate'], 'line.reveal': [],
  'log.query': [], 'log.count': [], 'log.export': ['csv'], 'log.keepNewest': [20_000], 'monitor.series': ['accuracy'], 'alerts.list': [], 'monitor.alarms': [], 'monitor.status': [], 'monitor.set': [null], 'monitor.heldBack': [], 'monitor.letRun': [], 'monitor.explain': ['hue'],
  'monitor.reference': [], 'monitor.collectReference': [], 'monitor.useReference': [0, 500], 'alerts.rules': [], 'alerts.file': [], 'alerts.setFile': [null], 'alerts.history': [], 'alerts.incidents': [], 'alerts.silences': [],
  'alerts.silence': [SILENCE], 'alerts.endSilence': ['silence-1'], 'alerts.acknowledge': [ALERT], 'alerts.acknowledgeIncident': ['x'], 'alerts.why': [ALERT, 50], 'alerts.metrics': [], 'detectors.run': ['DDM', {}, [0, 1, 0]], promql: ['up'],
  'improve.replay': [{ versions: [1, 2], from: 0, to: 30 }], 'improve.remedies': [], 'improve.recipes': [{ fruit: 3 }], 'improve.online': [{ events: 20 }], 'improve.try': ['new-data', { count: 20 }], 'improve.choose': [null],
  'journal.list': [], 'journal.notes': [], 'journal.note': ['the lamp'], 'journal.removeNote': [0], 'journal.export': [{ pictures: false }],
  'loop.level': [], 'loop.setLevel': [1], 'loop.policy': [], 'loop.setPolicy': [{ trigger: { every: 50 }, data: { newest: 60 } }], 'loop.runUnder': [{ trigger: 'never' }], 'loop.decisions': [], 'loop.keys': [], 'loop.incidents': [],
  'sets.add': ['mine', [{ label: 'ripe', blob: picture('e') }]], 'sets.addFolder': ['more', [{ path: 'sour/a.png', blob: picture('f') }]], 'sets.addZip': ['mine', 'model'], 'sets.addHeldOut': ['test'], 'sets.list': [], 'shop.series': ['ctr'], 'shop.values': [], 'sets.remove': ['0'.repeat(64)],
  'frames.status': [], 'frames.judge': [3, 'ripe'], 'frames.setRule': [{ everyNth: 2 }], 'frames.takeJudged': [], 'frames.remove': [],
  render: [{ scenario: 'lamp-ages', index: 3, size: 16 }], 'project.export': [], 'project.import': ['project'], 'project.reset': [], 'project.bringBack': [],
};
/** What may come of a call: what we did not foresee is no answer. */
const ANSWERS: readonly string[] = ['done', ...ERROR_CODES.filter((code) => code !== 'internal' && code !== 'worker-protocol')];
const PATHS = Object.keys(CALLS) as (keyof typeof CALLS)[];
/** Those that change much are drawn oftener. */
const ACTS = PATHS.filter((path) => /^(line|project|train|data\.(add|reset)|models\.(deploy|compare))/u.test(path));

/** A worker dies at once, or when it is called so many times more; `passes` ms. */
type Happening = { call: keyof typeof CALLS } | { death: Kind; calls: number } | { passes: number };
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ call: fc.constantFrom(...PATHS) }) },
  { weight: 5, arbitrary: fc.record({ call: fc.constantFrom(...ACTS) }) },
  { weight: 4, arbitrary: fc.record({ death: fc.constantFrom<Kind>('orchard', 'serving', 'monitor', 'trainer', 'lab'), calls: fc.integer({ min: 0, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ passes: fc.integer({ min: 0, max: 40 }) }) },
);

function answerOf(rig: LineRig, path: keyof typeof CALLS, [project, modelFile]: readonly Blob[]): Promise<string> {
  const call = path.split('.').reduce<unknown>((holder, name) => (holder as Record<string, unknown>)[name], rig.api) as (...args: unknown[]) => Promise<unknown>;
  const given = CALLS[path].map((each) => (each === 'project' ? project : each === 'model' ? modelFile : each));
  return call(...given).then(() => 'done', ({ code, message }: { code: string; message: string }) => (ANSWERS.includes(code) ? code : `${path}: ${code}, ${message}`));
}

/** What memory holds of the project beside what is stored. */
async function held({ app, storage }: LineRig): Promise<[unknown, unknown]> {
  const { data, registry, training } = app;
  const ids = (samples: readonly { id: string; label: string }[]): string[] => samples.map(({ id, label }) => `${id} ${label}`).sort();
  return [
    [[...data.labels], ids(data.samples), data.versions.map(({ number }) => number), registry.models.map(({ number }) => number), registry.aliases, registry.deployments.map(({ id }) => id), training.runs.map(({ id, outcome }) => [id, outcome])],
    [await storage.labels.get() ?? [], ids(await storage.samples.list()), (await storage.dataSetVersions.list()).map(({ number }) => number), (await storage.models.list()).map(({ number }) => number), await storage.aliases.all(), (await storage.deployments.list()).map(({ id }) => id), (await storage.runs.list()).map(({ id, outcome }) => [id, outcome])],
  ];
}

it('every call is answered, with a code of ours where it is refused, whatever else is asked and whoever dies meanwhile; memory then holds what is stored', async () => {
  const given = await files;
  await fc.assert(fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 14 }), async (happenings) => {
    const rig = new LineRig();
    await rig.storage.models.add(model('two'), artifact());
    await rig.open();
    const answers: Promise<string>[] = [];
    const doomed = new Map<Kind, number>();
    rig.onCall = (kind) => {
      const left = doomed.get(kind) ?? 0;
      doomed.set(kind, left - 1);
      if (left === 1) rig.kill(kind);
    };
    for (const each of happenings) {
      if ('death' in each) {
        if (each.calls === 0) rig.kill(each.death);
        else doomed.set(each.death, each.calls);
      } else if ('passes' in each) await new Promise((resolve) => setTimeout(resolve, each.passes));
      else answers.push(answerOf(rig, each.call, given));
    }
    const answered = await Promise.all(answers);
    rig.onCall = () => {};
    await vi.waitFor(() => expect(rig.app.line.course.recovering).toBe(false), 20_000);
    await rig.api.line.pause();
    const [memory, disk] = await held(rig);
    rig.end();
    expect(answered.filter((answer) => !ANSWERS.includes(answer))).toEqual([]);
    expect(memory).toEqual(disk);
  }), { numRuns: 20, timeout: 30_000, endOnFailure: true });
}, 120_000);
