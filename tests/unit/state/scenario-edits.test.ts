import { describe, expect, it } from 'vitest';
import { draftDrift } from '../../../src/domain/world/drift/draft.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import type { Scenario } from '../../../src/domain/world/drift/scenario.ts';
import { weightsAt } from '../../../src/domain/world/drift/world-at.ts';
import type { ReferenceState } from '../../../src/domain/monitoring/monitors/reference-state.ts';
import { ScenarioEdits, type EditedLine } from '../../../src/state/scenario-edits.ts';
import type { Shell } from '../../../src/state/shell.svelte.ts';

function stage(now: number, reference: ReferenceState) {
  const line = {
    now, reference, scenario: parseScenario({}), beltSpeed: 8, selectedDrift: null, get world() { return this.scenario.world; },
    edit(edit: (scenario: Scenario) => Scenario) { this.scenario = edit(this.scenario); return Promise.resolve(); },
  };
  const shell = { isHidden: () => false, offerUndo: () => {} };
  return { line, edits: new ScenarioEdits(line as unknown as EditedLine, shell as unknown as Shell) };
}

describe('a drift that is added', () => {
  const collecting: ReferenceState = { kind: 'collecting', from: 0, needed: 1000, count: 300, known: 250 };

  it.each([
    ['while the reference is collected', 300, collecting],
    ['before anything was judged', 0, { kind: 'none' }],
    ['to a line that has run far', 9000, { kind: 'at-rest', from: 0, to: 1000 }],
  ] as const)('%s is offered ahead, and changes nothing inside the reference', async (_, now, reference) => {
    const { line, edits } = stage(now, reference);
    await edits.addDraft({});
    const [drift] = line.scenario.drifts;
    expect(drift!.onset).toBeGreaterThan(now);
    expect(drift!.onset).toBeGreaterThan(edits.referenceEnd);
    expect(weightsAt(line.scenario, edits.referenceEnd - 1)[0]).toBeLessThan(0.0101);
  });

  it('is refused once the schedule holds as many as a stored scenario may, and what was there stays', async () => {
    const { line, edits } = stage(10, { kind: 'none' });
    for (let i = 0; i < 64; i++) await edits.addDraft({ onset: 100 + i });
    await expect((async () => edits.addDraft({ onset: 500 }))()).rejects.toMatchObject({ code: 'drifts-full' });
    await expect((async () => edits.moveSlider('light.exposure', -1, null))()).rejects.toMatchObject({ code: 'drifts-full' });
    expect(parseScenario(line.scenario).drifts).toHaveLength(64);
    await edits.removeDrift(0);
    await edits.addDraft({ onset: 500 });
    expect(line.scenario.drifts).toHaveLength(64);
    await expect((async () => edits.removeDrift(64))()).rejects.toMatchObject({ code: 'index-out-of-range' });
  });

  it('lies later the further it reaches ahead of its onset', () => {
    const { line, edits } = stage(300, collecting);
    const draft = draftDrift(line.now, line.world);
    expect(edits.offeredOnset({ ...draft, pattern: 'sudden' })).toBe(1500);
    expect(edits.offeredOnset({ ...draft, pattern: 'gradual', width: 4000 })).toBeGreaterThanOrEqual(1000 + 2600);
  });

  it('stays where somebody put it', async () => {
    const { line, edits } = stage(300, collecting);
    await edits.addDraft({ onset: 700 });
    expect(line.scenario.drifts[0]!.onset).toBe(700);
  });
});
