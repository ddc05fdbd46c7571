import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../../src/domain/world/drift/presets.ts';
import { parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import type { Scenario } from '../../../../src/domain/world/drift/scenario.ts';
import { SPECIES } from '../../../../src/domain/world/orchard/world.ts';
import { formatAddress, parseAddress } from '../../../../src/domain/world/share/address.ts';
import { linkedScenario, readLinkedScenario, type LinkedScenario } from '../../../../src/domain/world/share/linked-scenario.ts';
import { concealed, sealedName, wordCheck } from '../../../../src/domain/world/share/seal.ts';
import { sealedText, unsealed } from '../../../../src/domain/world/share/sealed-text.ts';

const sealedBy = (scenario: Scenario, nonce: number, word: string | null = null): Scenario => ({ ...scenario, sealed: { nonce, word } });
const anyNonce = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyScenario = fc.record({ preset: fc.constantFrom(...PRESETS), seed: fc.nat(), nonce: anyNonce })
  .map(({ preset, seed, nonce }) => sealedBy(preset.scenario(seed), nonce));
const addressOf = (scenario: Scenario): string => formatAddress({ screen: 'line', preset: null, scenario: linkedScenario(scenario), seed: null, hidden: [] });

/** The scenario of a link, or null once `refused` has seen why it is none. */
function readOr(link: LinkedScenario, refused: (error: unknown) => void): Scenario | null {
  try {
    return readLinkedScenario(link);
  } catch (error) {
    refused(error);
    return null;
  }
}

/** Every run of four letters of what a sealed address must not tell. */
function tellingPieces({ name, preset, drifts, world }: Scenario): Set<string> {
  const told = [name, preset ?? '', ...drifts.flatMap((drift) => [drift.kind, drift.pattern, drift.name, JSON.stringify(drift.to)]), ...SPECIES, world.place, 'scenario', 'drifts', 'onset'];
  const runs = told.join(' ').toLowerCase().match(/[a-z]{4,}/gu) ?? [];
  return new Set(runs.flatMap((run) => Array.from({ length: run.length - 3 }, (_, i) => run.slice(i, i + 4))));
}

describe('a sealed scenario', () => {
  it('comes back whole from its address, with its seal', () => {
    fc.assert(fc.property(anyScenario, (scenario) => {
      const { address, problem } = parseAddress(addressOf(scenario), []);
      expect(problem).toBeNull();
      expect(readLinkedScenario(address.scenario!)).toEqual(scenario);
    }), { numRuns: 40 });
  });

  it('tells no four letters of its name, kinds, patterns and species in the address', () => {
    fc.assert(fc.property(anyScenario, (scenario) => {
      const text = addressOf(scenario).replace('#/line?sealed=', '').toLowerCase();
      expect(text).not.toMatch(/[a-z]{4}/u);
      for (const piece of tellingPieces(scenario)) expect(text).not.toContain(piece);
    }), { numRuns: 40 });
  });

  it('looks different each time that it is sealed', () => {
    const scenario = PRESETS[0]!.scenario(7);
    expect(sealedText(sealedBy(scenario, 1)).slice(10)).not.toBe(sealedText(sealedBy(scenario, 2)).slice(10));
  });

  it('is refused when a sign of the link was changed, lost or added, and the rest of the address stands', () => {
    const text = sealedText(sealedBy(PRESETS[0]!.scenario(7), 123));
    fc.assert(fc.property(fc.nat(text.length - 1), fc.constantFrom('A', '7', '_', '€'), (at, sign) => {
      fc.pre(text[at] !== sign && text[at] !== '.');
      for (const damaged of [text.slice(0, at) + sign + text.slice(at + 1), text.slice(0, at)]) {
        const { address } = parseAddress(`#/line?sealed=${encodeURIComponent(damaged)}&hide=train`, []);
        const read = readOr(address.scenario!, (error) => expect(error).toMatchObject({ code: 'url-invalid' }));
        if (read) expect(read).toEqual(unsealed(text));
        expect(address).toMatchObject({ screen: 'line', hidden: ['train'] });
      }
    }));
    expect(() => unsealed(`${text}.AAA`)).toThrow('url-invalid');
  });

  it('never throws anything but url-invalid, whatever the text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), (text) => {
      expect(() => unsealed(text)).toThrow('url-invalid');
    }));
  });

  it('keeps the check of a word, and not the word', () => {
    const scenario = sealedBy({ ...PRESETS[0]!.scenario(7), name: 'Früchte 🍎' }, 99, wordCheck('Orchid', 99));
    expect(unsealed(sealedText(scenario))).toEqual(scenario);
    expect(JSON.stringify(scenario)).not.toMatch(/orchid/iu);
    expect(unsealed(sealedText(scenario)).sealed!.word).toBe(wordCheck(' orchid ', 99));
    expect(wordCheck('orchid', 98)).not.toBe(wordCheck('orchid', 99));
  });

  it('shows a neutral title, pace and length, and nothing of world, drifts or word', () => {
    for (const preset of PRESETS) {
      const shown = concealed(sealedBy({ ...preset.scenario(7), beltSpeed: 12 }, 41, 'check'));
      expect(shown).toMatchObject({ name: 'Scenario 42, truth sealed by the instructor', drifts: [], beltSpeed: 12 });
      expect(shown.preset).toBeUndefined();
      expect(shown.world).toEqual(parseScenario({}).world);
      expect(JSON.stringify(shown)).not.toContain('check');
    }
    expect(sealedName({ nonce: 41 })).toBe('Scenario 42, truth sealed by the instructor');
  });
});
