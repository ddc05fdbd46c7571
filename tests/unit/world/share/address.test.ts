import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESET_IDS } from '../../../../src/domain/world/drift/preset-ids.ts';
import { presetOf } from '../../../../src/domain/world/drift/presets.ts';
import { minimalScenario, parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import { formatAddress, parseAddress, type Address } from '../../../../src/domain/world/share/address.ts';

const words = { parseScenario, presetIds: PRESET_IDS };

describe('addresses', () => {
  it('carries screen, preset, seed and what is hidden', () => {
    const address: Address = { screen: 'line', preset: 'lamp-ages', scenario: null, seed: 42, hidden: ['truth', 'world'] };
    const hash = formatAddress(address, minimalScenario);
    expect(hash).toBe('#/line?preset=lamp-ages&seed=42&hide=truth,world');
    expect(parseAddress(hash, words)).toEqual({ address, problem: null });
  });

  it('knows the screen of alerts by the name that it had', () => {
    for (const [hash, screen] of [['#/improve', 'improve'], ['#/improve/rollout', 'rollout'], ['#/rollout', 'rollout'], ['#/improve/journal', 'journal'], ['#/data/review', 'review']] as const) expect(parseAddress(hash, words)).toMatchObject({ address: { screen }, problem: null });
    expect(parseAddress('#/alarms?hide=truth', words)).toEqual({ address: { screen: 'alerts', preset: null, scenario: null, seed: null, hidden: ['truth'] }, problem: null });
  });

  it('carries a whole scenario and gives it back', () => {
    for (const id of PRESET_IDS) {
      const scenario = presetOf(id)!.scenario(3);
      const hash = formatAddress({ screen: 'monitor', preset: null, scenario, seed: null, hidden: [] }, minimalScenario);
      expect(parseAddress(hash, words).address.scenario).toEqual(scenario);
    }
  });

  it('carries the term whose page is open, and the list of them without one', () => {
    const address: Address = { screen: 'terms', term: 'label-delay', preset: null, scenario: null, seed: null, hidden: ['truth'] };
    expect(formatAddress(address, minimalScenario)).toBe('#/terms/label-delay?hide=truth');
    expect(parseAddress('#/terms/label-delay?hide=truth', words)).toEqual({ address, problem: null });
    expect(parseAddress('#terms/psi', words).address).toMatchObject({ screen: 'terms', term: 'psi' });
    expect(parseAddress('#/terms', words).address).not.toHaveProperty('term');
    expect(parseAddress('#/line/psi', words).problem?.code).toBe('url-invalid');
  });

  it('clamps a huge seed and leaves out what it does not know, saying so', () => {
    const { address, problem } = parseAddress('#/line?seed=1e99&preset=nope&hide=truth,brains', words);
    expect(address).toMatchObject({ screen: 'line', seed: 2 ** 32 - 1, preset: null, hidden: ['truth'] });
    expect(problem?.code).toBe('url-invalid');
  });

  it('refuses a scenario of a million drifts and keeps the screen', () => {
    const { address, problem } = parseAddress(`#/monitor?scenario=${encodeURIComponent('{"drifts":' + '['.repeat(5000) + '}')}`, words);
    expect(address.screen).toBe('monitor');
    expect(address.scenario).toBeNull();
    expect(problem?.code).toBe('url-invalid');
    expect(parseAddress(`#/line?x=${'a'.repeat(30_000)}`, words).problem?.code).toBe('url-invalid');
  });

  it('never throws, whatever the hash', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => {
      expect(() => parseAddress(`#/${text}`, words)).not.toThrow();
    }));
  });
});
