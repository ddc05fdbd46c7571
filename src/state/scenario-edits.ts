import { draftDrift } from '../domain/world/drift/draft.ts';
import { expectedWorldAt, withHand } from '../domain/world/drift/expected-world.ts';
import { namedDrift } from '../domain/world/drift/name.ts';
import { presetOf } from '../domain/world/drift/presets.ts';
import { LIMITS } from '../domain/world/drift/schema.ts';
import type { Drift, Scenario, TruthSource } from '../domain/world/drift/scenario.ts';
import { OrchardError } from '../domain/common/errors.ts';
import { referenceEnd, storyOnset, storyWait, withStory } from '../domain/guidance/story-onset.ts';
import type { ReferenceState } from '../domain/monitoring/monitors/reference-state.ts';
import type { PhotoPatch } from '../domain/world/photos/photo-world.ts';
import { parameterAt, patchOf } from '../domain/world/orchard/parameters.ts';
import type { Place, World } from '../domain/world/orchard/world.ts';
import { defaultWorld } from '../domain/world/orchard/world-default.ts';
import type { Hideable } from '../domain/world/share/address.ts';
import type { JsonValue } from '../storage/index.ts';
import type { LoggedEdit } from './line-acts.svelte.ts';
import type { Shell } from './shell.svelte.ts';

/** Most times as often as its share that a label may come. */
const MOST_WEIGHT = 100;

/** What of the line its edits need. */
export interface EditedLine {
  readonly scenario: Scenario;
  /** The event under the camera. */
  readonly now: number;
  /** The world as it is now on average. */
  readonly world: World;
  /** The labels that photographs of the line may have; null while the orchard draws its fruit. */
  readonly photoLabels: readonly string[] | null;
  readonly reference: ReferenceState;
  readonly beltSpeed: number;
  selectedDrift: number | null;
  /** Exchanges the scenario, after all edits before, and stores it with what the event log tells of it. */
  edit(edit: (scenario: Scenario) => Scenario, told?: LoggedEdit): Promise<void>;
  /** Writes into the event log. */
  write(index: number, type: string, data: JsonValue): Promise<void>;
  load(scenario: Scenario): Promise<number>;
}

/**
 * What a hand does to the scenario of a line: stories, drifts, sliders, the belt's speed. Each is written into the event log and offered back.
 * What a seal or an instructor's link holds back cannot be edited: `sealed`.
 */
export class ScenarioEdits {
  readonly #line: EditedLine;
  readonly #shell: Shell;

  constructor(line: EditedLine, shell: Shell) {
    this.#line = line;
    this.#shell = shell;
  }

  /** When a story begins at the earliest that is told now, and what it waits for. */
  get storyWait(): ReturnType<typeof storyWait> {
    return storyWait(this.#line.now, this.#line.reference);
  }

  /** Begins a story: nothing changes until its drifts begin, shortly, but never before the reference is complete. Undo brings the scenario back. */
  async beginStory(presetId: string): Promise<void> {
    this.#mayEdit('stories');
    const preset = presetOf(presetId);
    if (!preset) throw new OrchardError('scenario-preset-unknown', presetId);
    const before = this.#line.scenario;
    const told = preset.scenario(before.seed);
    if (this.#line.now === 0) {
      await this.#line.load(told);
      this.#shell.offerUndo(`“${preset.name}” begins`, async () => void (await this.#line.load(before)));
      return;
    }
    const onset = storyOnset(this.#line.now, this.#line.reference, told.drifts);
    await this.#line.edit((scenario) => withStory(scenario, told, this.#line.now, onset), { index: this.#line.now, type: 'story', data: { preset: presetId, onset } });
    this.#shell.offerUndo(told.drifts.length > 0 ? `“${preset.name}” begins at fruit ${onset + 1}` : `“${preset.name}”`, () => this.#line.edit(({ length }) => ({ ...before, length })));
  }

  /** Production demands so many fruits a second from the next photograph on. */
  async setBeltSpeed(beltSpeed: number): Promise<void> {
    const [least, most] = LIMITS.beltSpeed;
    if (!(beltSpeed >= least && beltSpeed <= most)) throw new OrchardError('argument-invalid', 'belt speed');
    const before = this.#line.beltSpeed;
    if (beltSpeed === before) return;
    await this.#line.edit((scenario) => ({ ...scenario, beltSpeed }), { index: this.#line.now, type: 'belt-speed', data: { perSecond: beltSpeed } });
    this.#shell.offerUndo(`The belt brings ${beltSpeed} a second`, () => this.#line.edit((scenario) => ({ ...scenario, beltSpeed: before })));
  }

  /** That share of the fruit is shipped from the next photograph on whatever is said of it, and so gets a truth. It counts where only shipped fruit has one. */
  async setExploration(exploration: number): Promise<void> {
    if (!(exploration >= 0 && exploration <= 1)) throw new OrchardError('argument-invalid', 'exploration');
    const before = this.#line.scenario.exploration;
    if (exploration === before) return;
    await this.#line.edit((scenario) => ({ ...scenario, exploration }), { index: this.#line.now, type: 'exploration', data: { share: exploration } });
    this.#shell.offerUndo(`${Math.round(100 * exploration)} % of the fruit is shipped all the same`, () => this.#line.edit((scenario) => ({ ...scenario, exploration: before })));
  }

  /** Truths come of all fruit, or only of what is shipped, from the next photograph on. */
  async setTruths(truths: TruthSource): Promise<void> {
    this.#mayEdit('world');
    const before = this.#line.scenario.truths;
    if (truths === before) return;
    await this.#line.edit((scenario) => ({ ...scenario, truths }), { index: this.#line.now, type: 'truths', data: { truths } });
    this.#shell.offerUndo(truths === 'all' ? 'Every fruit gets a truth' : 'Only shipped fruit gets a truth', () => this.#line.edit((scenario) => ({ ...scenario, truths: before })));
  }

  /** Ends what is broken now, whatever broke it: faults that have begun are over, those that are planned still come. */
  async mendFaults(): Promise<void> {
    const { now } = this.#line;
    const isBroken = ({ kind, onset }: Drift): boolean => kind === 'fault' && onset <= now;
    let broken: Partial<Scenario> = {};
    await this.#line.edit((scenario) => {
      broken = { world: scenario.world, drifts: scenario.drifts };
      return { ...scenario, world: { ...scenario.world, faults: defaultWorld.faults }, drifts: scenario.drifts.filter((drift) => !isBroken(drift)) };
    }, { index: now, type: 'mended', data: {} });
    this.#shell.offerUndo('The fault was mended', () => this.#line.edit((scenario) => ({ ...scenario, ...broken })));
  }

  async addDrift(added: Drift): Promise<void> {
    this.#mayEdit('schedule');
    const drift = this.#named(added);
    await this.#editDrifts((drifts) => [...drifts, drift], { index: drift.onset, type: 'drift-added', data: { name: drift.name, kind: drift.kind, pattern: drift.pattern } });
    this.#line.selectedDrift = this.#line.scenario.drifts.indexOf(drift);
    this.#shell.offerUndo(`Added “${drift.name}”`, () => this.#editDrifts((drifts) => drifts.filter((other) => other !== drift)));
  }

  /** Adds a drift with sensible numbers where nothing was said, to be edited from there. */
  async addDraft(start: Partial<Drift>): Promise<void> {
    const draft = { ...draftDrift(this.#line.now, this.#line.world), ...start };
    await this.addDrift(start.onset === undefined ? { ...draft, onset: this.offeredOnset(draft) } : draft);
  }

  /** First event behind the reference. */
  get referenceEnd(): number {
    return referenceEnd(this.#line.now, this.#line.reference);
  }

  /** Where a drift would best begin that is added now: ahead, and behind the reference, as a story does. */
  offeredOnset(drift: Drift): number {
    return 10 * Math.ceil(storyOnset(this.#line.now, this.#line.reference, [drift]) / 10);
  }

  /** The selected drift, or a sensible one, begins at the next fruit. */
  async driftNow(): Promise<void> {
    this.#mayEdit('schedule');
    const selected = this.#line.selectedDrift;
    const drift = selected === null ? undefined : this.#line.scenario.drifts[selected];
    if (drift) await this.changeDrift(selected!, { ...drift, onset: this.#line.now }, true);
    else await this.addDrift({ ...draftDrift(this.#line.now, this.#line.world), pattern: 'sudden', onset: this.#line.now, width: 0 });
  }

  /** One more movement of a drag; `commit` writes it into the event log. */
  async changeDrift(position: number, changed: Drift, commit = false): Promise<void> {
    this.#mayEdit('schedule');
    const drift = this.#named(changed);
    const told = { index: this.#line.now, type: 'drift-changed', data: { name: drift.name, onset: drift.onset, width: drift.width } };
    await this.#editDrifts((drifts) => drifts.map((other, i) => (i === position ? drift : other)), commit ? told : undefined);
  }

  async removeDrift(position: number): Promise<void> {
    this.#mayEdit('schedule');
    const drift = this.#line.scenario.drifts[position];
    if (!drift) throw new OrchardError('index-out-of-range', `drift ${position}`);
    this.#line.selectedDrift = null;
    await this.#editDrifts((drifts) => drifts.filter((other) => other !== drift), { index: this.#line.now, type: 'drift-removed', data: { name: drift.name } });
    this.#shell.offerUndo(`Removed “${drift.name}”`, () => this.#editDrifts((drifts) => [...drifts, drift]));
  }

  /** A hand on a slider: a sudden drift at the next event. Movements of one grab share one drift. */
  async moveSlider(path: string, value: number, grab: { from: number } | null): Promise<void> {
    this.#mayEdit('world');
    const parameter = parameterAt(path);
    if (!parameter) throw new OrchardError('argument-invalid', path);
    const to = patchOf(path, Math.min(parameter.max, Math.max(parameter.min, value)));
    await this.#hand({ kind: parameter.kind, pattern: 'sudden', onset: grab?.from ?? this.#line.now, width: 0, period: 4000, duty: 0.5, to, name: parameter.label.toLowerCase(), byHand: true });
  }

  /** How often photographs of a label come against their share of the set, from the next photograph on. Throws `label-unknown`, and `argument-invalid` for a weight that is none. */
  async setMix(label: string, weight: number): Promise<void> {
    this.#mayEdit('world');
    this.#mustBePhotographed(label);
    if (!(weight >= 0 && weight <= MOST_WEIGHT)) throw new OrchardError('argument-invalid', 'weight');
    await this.#photoHand('prior', { weights: { [label]: weight } }, `more or less of ${label}`, `“${label}” comes ${weight} times as often`, { label, weight });
  }

  /** From the next photograph on, those of a label count as another one, or as what they are again. Throws `label-unknown`. */
  async countAs(label: string, as: string | null): Promise<void> {
    this.#mayEdit('world');
    for (const each of [label, ...(as === null ? [] : [as])]) this.#mustBePhotographed(each);
    await this.#photoHand('concept', { counts: { [label]: { as: as ?? label, share: as === null ? 0 : 1 } } }, as === null ? `${label} counts as itself` : `${label} counts as ${as}`, `“${label}” counts as “${as ?? label}”`, { label, as });
  }

  async setPlace(place: Place): Promise<void> {
    this.#mayEdit('world');
    await this.#hand({ kind: 'covariate', pattern: 'sudden', onset: this.#line.now, width: 0, period: 4000, duty: 0.5, to: { place }, name: place, byHand: true }, { index: this.#line.now, type: 'hand', data: { place } });
  }

  /** Writes the end of a grab into the event log. */
  async releaseSlider(path: string, value: number): Promise<void> {
    this.#mayEdit('world');
    await this.#line.write(this.#line.now, 'hand', { path, value });
  }

  /** What a seal or the instructor's link holds back is not edited either. Throws `sealed`. */
  #mayEdit(part: Hideable): void {
    if (this.#line.scenario.sealed || this.#shell.isHidden(part)) throw new OrchardError('sealed', part);
  }

  #mustBePhotographed(label: string): void {
    if (!this.#line.photoLabels?.includes(label)) throw new OrchardError('label-unknown', label);
  }

  async #photoHand(kind: Drift['kind'], photos: PhotoPatch, name: string, undo: string, data: JsonValue): Promise<void> {
    const before = this.#line.scenario;
    await this.#hand({ kind, pattern: 'sudden', onset: this.#line.now, width: 0, period: 4000, duty: 0.5, to: { photos }, name, byHand: true }, { index: this.#line.now, type: 'hand', data });
    this.#shell.offerUndo(undo, () => this.#line.edit(({ length }) => ({ ...before, length })));
  }

  #hand(hand: Drift, told?: LoggedEdit): Promise<void> {
    return this.#line.edit((scenario) => (this.#line.now === 0
      ? { ...scenario, world: expectedWorldAt({ ...scenario, drifts: [{ ...hand, onset: 0 }] }, 0) }
      : withDrifts(scenario, withHand(scenario.drifts, hand))), told);
  }

  /** The drift with a name, when it has none, that says how the world changes by it. */
  #named(drift: Drift): Drift {
    return drift.name === '' ? { ...drift, name: namedDrift(drift, expectedWorldAt(this.#line.scenario, Math.max(0, drift.onset - 1))) } : drift;
  }

  #editDrifts(edit: (drifts: readonly Drift[]) => Drift[], told?: LoggedEdit): Promise<void> {
    return this.#line.edit((scenario) => withDrifts(scenario, edit(scenario.drifts)), told);
  }
}

/** The scenario with another schedule. Throws `drifts-full` for more drifts than a scenario that is read back may have. */
function withDrifts(scenario: Scenario, drifts: Drift[]): Scenario {
  if (drifts.length > LIMITS.drifts) throw new OrchardError('drifts-full', String(LIMITS.drifts));
  return { ...scenario, drifts };
}
