import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESET_IDS } from '../../../../src/domain/world/drift/preset-ids.ts';
import { presetOf } from '../../../../src/domain/world/drift/presets.ts';
import { formatAddress, parseAddress, type Address } from '../../../../src/domain/world/share/address.ts';
import { linkedScenario, readLinkedScenario } from '../../../../src/domain/world/share/linked-scenario.ts';

describe('addresses', () => {
  it('carries screen, preset, seed and what is hidden', () => {
    const address: Address = { screen: 'line', preset: 'lamp-ages', scenario: null, seed: 42, hidden: ['truth', 'world'] };
    const hash = formatAddress(address);
    expect(hash).toBe('#/line?preset=lamp-ages&seed=42&hide=truth,world');
    expect(parseAddress(hash, PRESET_IDS)).toEqual({ address, problem: null });
  });

  it('knows the screen of alerts by the name that it had', () => {
    for (const [hash, screen] of [['#/improve', 'improve'], ['#/improve/rollout', 'rollout'], ['#/rollout', 'rollout'], ['#/improve/journal', 'journal'], ['#/data/review', 'review']] as const) expect(parseAddress(hash, PRESET_IDS)).toMatchObject({ address: { screen }, problem: null });
    expect(parseAddress('#/alarms?hide=truth', PRESET_IDS)).toEqual({ address: { screen: 'alerts', preset: null, scenario: null, seed: null, hidden: ['truth'] }, problem: null });
  });

  it('carries a whole scenario and gives it back', () => {
    for (const id of PRESET_IDS) {
      const scenario = presetOf(id)!.scenario(3);
      const hash = formatAddress({ screen: 'monitor', preset: null, scenario: linkedScenario(scenario), seed: null, hidden: [] });
      expect(readLinkedScenario(parseAddress(hash, PRESET_IDS).address.scenario!)).toEqual(scenario);
    }
  });

  it('carries the term whose page is open, and the list of them without one', () => {
    const address: Address = { screen: 'terms', term: 'label-delay', preset: null, scenario: null, seed: null, hidden: ['truth'] };
    expect(formatAddress(address)).toBe('#/terms/label-delay?hide=truth');
    expect(parseAddress('#/terms/label-delay?hide=truth', PRESET_IDS)).toEqual({ address, problem: null });
    expect(parseAddress('#terms/psi', PRESET_IDS).address).toMatchObject({ screen: 'terms', term: 'psi' });
    expect(parseAddress('#/terms', PRESET_IDS).address).not.toHaveProperty('term');
    expect(parseAddress('#/line/psi', PRESET_IDS).problem?.code).toBe('url-invalid');
  });

  it('clamps a huge seed and leaves out what it does not know, saying so', () => {
    const { address, problem } = parseAddress('#/line?seed=1e99&preset=nope&hide=truth,brains', PRESET_IDS);
    expect(address).toMatchObject({ screen: 'line', seed: 2 ** 32 - 1, preset: null, hidden: ['truth'] });
    expect(problem?.code).toBe('url-invalid');
  });

  it('refuses a scenario of a million drifts and keeps the screen', () => {
    const { address } = parseAddress(`#/monitor?scenario=${encodeURIComponent('{"drifts":' + '['.repeat(5000) + '}')}`, PRESET_IDS);
    expect(address.screen).toBe('monitor');
    expect(() => readLinkedScenario(address.scenario!)).toThrow('url-invalid');
    expect(() => readLinkedScenario({ text: '{"seed":"seven"}', isSealed: false })).toThrow('url-invalid');
    expect(parseAddress(`#/line?x=${'a'.repeat(30_000)}`, PRESET_IDS).problem?.code).toBe('url-invalid');
  });

  it('never throws, whatever the hash', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => {
      expect(() => parseAddress(`#/${text}`, PRESET_IDS)).not.toThrow();
    }));
  });
});
