import * as v from 'valibot';
import { OrchardError } from '../domain/common/errors.ts';
import { presetOf } from '../domain/world/drift/presets.ts';
import { DRIFT_KINDS, DRIFT_PATTERNS, type Drift, type DriftKind, type DriftPattern, type Scenario, TRUTH_SOURCES, type TruthSource } from '../domain/world/drift/scenario.ts';
import { parseScenario } from '../domain/world/drift/schema.ts';
import { PLACES, type Place } from '../domain/world/orchard/world.ts';
import type { Hideable } from '../domain/world/share/address.ts';
import type { TimeLapse } from '../../workers/protocol/orchard.ts';
import type { Concerns } from '../state/concerns.ts';
import type { LineSpeed } from '../state/tempo.svelte.ts';
import { act, look } from './action.ts';
import type { LineStatus } from './answers.ts';
import { anything, count, keyed, natural, position, real, text, whole } from './arguments.ts';

/** The scenario of a preset's id or of anything that can be read as one. */
export function scenarioFrom(scenario: unknown): Scenario {
  if (typeof scenario !== 'string') return parseScenario(scenario);
  const preset = presetOf(scenario);
  if (!preset) throw new OrchardError('scenario-preset-unknown', scenario);
  return preset.scenario(7);
}

async function status({ services, line }: Concerns): Promise<LineStatus> {
  const snapshot = await services.monitor.call('snapshot', undefined);
  line.receiveSnapshot(snapshot);
  // What was skipped is as good as stored, as far as the log at hand can tell: one that is not open, or of another generation, vouches for its own rows at most.
  const isWhole = snapshot.generation === line.generation && snapshot.durableIndex >= snapshot.lastIndex;
  const vouched = isWhole ? line.now : snapshot.durableIndex + 1;
  const state = await services.orchard.call('status', undefined);
  line.receiveStatus(state);
  const index = line.now;
  const durable = Math.min(index, vouched);
  return { index, durable, running: line.unserved === null && (state.playing || index < state.index), throughput: snapshot.throughput, queue: snapshot.queue, latency: snapshot.latency, beltSpeed: line.beltSpeed, lapse: line.lapse, modelPerSecond: line.modelPerSecond, machinePerSecond: line.machinePerSecond };
}

/** The keys of a drift that were given, as the scenario's schema reads them. */
function driftFrom(given: unknown): Partial<Drift> {
  if (typeof given !== 'object' || given === null) throw new OrchardError('argument-invalid', 'a drift is an object');
  const [whole] = parseScenario({ drifts: [{ kind: 'covariate', pattern: 'sudden', ...given }] }).drifts;
  // A name is made where none is given, from the world that the drift begins in.
  return Object.fromEntries(Object.entries(whole!).filter(([key]) => key in given && (key !== 'name' || (given as Partial<Drift>).name !== ''))) as Partial<Drift>;
}

const mayRun = ({ line }: Concerns) => line.unserved;
const mayEdit = (part: Hideable) => ({ line, shell }: Concerns) => (line.seal.holds || shell.isHidden(part) ? 'sealed' as const : null);
const speed = v.union([real, v.literal('max')]);

/** The line: how it runs, where it stands, and what its world does. */
export const line = {
  load: act({
    does: 'Begin another line at its first fruit', takes: [anything, v.optional(keyed({ seed: v.optional(whole) }))], undone: { by: 'line.undo' },
    run: async ({ line }, scenario: unknown, options: { seed?: number } = {}) => {
      const loaded = scenarioFrom(scenario);
      return { dropped: await line.load(options.seed === undefined ? loaded : parseScenario({ ...loaded, seed: options.seed })) };
    },
  }),
  beginAgain: act({
    does: 'Begin the line again at its first fruit, sealed where it was', undone: { by: 'line.undo' },
    run: async ({ line }) => ({ dropped: await line.load(line.scenario) }),
  }),
  play: act({
    does: 'Let the belt run', takes: [v.optional(keyed({ until: v.nullish(position), speed: v.optional(speed) }))], undone: { by: 'line.pause' }, obstacle: mayRun,
    run: async (on, { until, speed }: { until?: number | null; speed?: LineSpeed } = {}) => {
      await on.line.play({ ...(speed === undefined ? {} : { speed }), until: until ?? null });
      return status(on);
    },
  }),
  pause: act({
    does: 'Stop the belt', undone: { by: 'line.play' },
    run: async (on) => {
      await on.line.pause();
      return status(on);
    },
  }),
  step: act({
    does: 'Let some fruits past the camera', takes: [v.optional(count(1_000_000))], undone: { by: 'line.seek' }, obstacle: mayRun,
    run: async (on, fruits?: number) => {
      await on.line.step(fruits ?? 1);
      return status(on);
    },
  }),
  setBeltSpeed: act({
    does: 'Set how many fruits a second production demands', takes: [real], undone: 'offered',
    run: async (on, perSecond: number) => {
      await on.line.edits.setBeltSpeed(perSecond);
      return status(on);
    },
  }),
  setLapse: act({
    does: 'Set how many times faster than the belt the line is watched', takes: [v.union([v.pipe(real, v.minValue(0.01), v.maxValue(100_000)), v.literal('max')])], undone: { by: 'line.setLapse' },
    run: async (on, lapse: TimeLapse) => {
      await on.line.setLapse(lapse);
      return status(on);
    },
  }),
  seek: act({
    does: 'Go on from a fruit, and put what came after it aside', takes: [position], code: 'index-out-of-range', undone: { by: 'line.undo' },
    run: async (on, index: number) => {
      const dropped = await on.line.seek(index);
      return { ...await status(on), dropped };
    },
  }),
  look: act({
    does: 'Look at a judged fruit, or at now', takes: [v.nullable(position)], code: 'index-out-of-range', undone: null,
    run: async ({ line }, index: number | null) => {
      line.look(index);
      return { looking: line.looking };
    },
  }),
  undo: act({
    does: 'Bring back what the last act put aside', undone: { by: 'line.undo' },
    run: async (on) => {
      const dropped = await on.line.undo();
      return { ...await status(on), dropped };
    },
  }),
  reached: act({
    does: 'Wait until every fruit before one has been judged', takes: [position], undone: null,
    run: async (on, index: number) => {
      await on.line.reached(index);
      return status(on);
    },
  }),
  status: look({ does: 'Say where the line stands', run: status }),
  beginStory: act({
    does: 'Begin a story: the world changes shortly', takes: [text], undone: 'offered', obstacle: mayEdit('stories'),
    run: ({ line }, preset: string) => line.edits.beginStory(preset),
  }),
  mendFaults: act({ does: 'Have what is broken mended', undone: 'offered', run: ({ line }) => line.edits.mendFaults() }),
  revise: act({
    does: 'Give the line another scenario from the next fruit on', takes: [anything], undone: { by: 'line.revise' }, obstacle: ({ line }) => (line.seal.holds ? 'sealed' : null),
    run: ({ line }, scenario: unknown) => line.revise(scenarioFrom(scenario)),
  }),
  addDrift: act({
    does: 'Add a drift to the schedule', takes: [anything], undone: 'offered', obstacle: mayEdit('schedule'),
    run: ({ line }, drift: unknown) => line.edits.addDraft(driftFrom(drift)),
  }),
  driftNow: act({ does: 'Let the selected drift, or a sensible one, begin at the next fruit', undone: { by: 'line.changeDrift' }, obstacle: mayEdit('schedule'), run: ({ line }) => line.edits.driftNow() }),
  changeDrift: act({
    does: 'Change a drift of the schedule', takes: [natural, anything], undone: { by: 'line.changeDrift' }, obstacle: mayEdit('schedule'),
    run: async ({ line }, position: number, changed: unknown) => {
      const drift = line.scenario.drifts[position];
      if (!drift) throw new OrchardError('index-out-of-range', `drift ${position}`);
      await line.edits.changeDrift(position, { ...drift, ...((changed as Partial<Drift>).name === '' ? { name: '' } : {}), ...driftFrom(changed) }, true);
    },
  }),
  removeDrift: act({
    does: 'Take a drift out of the schedule', takes: [natural], undone: 'offered', obstacle: mayEdit('schedule'),
    run: ({ line }, position: number) => line.edits.removeDrift(position),
  }),
  setWorld: act({
    does: 'Move a slider of the world', takes: [text, real, v.optional(keyed({ from: natural }))], undone: { by: 'line.setWorld' }, obstacle: mayEdit('world'),
    /** `from`: the fruit at which the hand took hold, whose earlier movements this one replaces. */
    run: async ({ line }, path: string, value: number, grab?: { from: number }) => {
      await line.edits.moveSlider(path, value, grab ?? null);
      await line.edits.releaseSlider(path, value);
    },
  }),
  setTruths: act({
    does: 'Set whether every fruit gets a truth, or only fruit that is shipped', takes: [v.picklist(TRUTH_SOURCES)], undone: 'offered', obstacle: mayEdit('world'),
    run: ({ line }, truths: TruthSource) => line.edits.setTruths(truths),
  }),
  setExploration: act({
    does: 'Ship a share of the fruit whatever is said of it', takes: [v.pipe(real, v.minValue(0), v.maxValue(1))], undone: 'offered',
    run: ({ line }, share: number) => line.edits.setExploration(share),
  }),
  truths: look({ does: 'Say how right the line is by the truths that became known, and by all of them', takes: [v.optional(keyed({ from: v.optional(position), to: v.optional(position) }))], run: ({ monitoring }, range: { from?: number; to?: number } = {}) => monitoring.truthCoverage(range) }),
  setPlace: act({
    does: 'Set where the camera stands', takes: [v.picklist(PLACES)], undone: { by: 'line.setPlace' }, obstacle: mayEdit('world'),
    run: ({ line }, place: Place) => line.edits.setPlace(place),
  }),
  setMix: act({
    does: 'Set how often photographs of a label come', takes: [text, real], undone: 'offered', obstacle: mayEdit('world'),
    run: ({ line }, label: string, weight: number) => line.edits.setMix(label, weight),
  }),
  countAs: act({
    does: 'Let photographs of a label count as another one', takes: [text, v.nullable(text)], undone: 'offered', obstacle: mayEdit('world'),
    run: ({ line }, label: string, as: string | null) => line.edits.countAs(label, as),
  }),
  guess: act({
    does: 'Guess what drifts on a sealed line', takes: [v.picklist(DRIFT_KINDS), v.nullish(v.picklist(DRIFT_PATTERNS))], undone: 'adds', obstacle: ({ line }) => (line.seal.holds ? null : 'argument-invalid'),
    run: ({ line }, kind: DriftKind, pattern?: DriftPattern | null) => line.seal.guess(kind, pattern ?? null),
  }),
  reveal: act({ does: 'Take the seal off and show the truth', takes: [v.optional(text)], undone: 'offered', run: ({ line }, word?: string) => line.seal.reveal(word) }),
};
