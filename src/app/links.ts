import { presetOf } from '../domain/world/drift/presets.ts';
import type { Scenario } from '../domain/world/drift/scenario.ts';
import { minimalScenario } from '../domain/world/drift/schema.ts';
import { formatAddress, HIDEABLE, type Address, type Hideable } from '../domain/world/share/address.ts';
import { linkedScenario, readLinkedScenario } from '../domain/world/share/linked-scenario.ts';
import { wordCheck } from '../domain/world/share/seal.ts';
import { Film } from '../state/film.ts';
import type { AppHost } from './host.ts';

/** The seed of a story whose link names none. */
const USUAL_SEED = 7;

/** The scenario that an address carries or names; null without one. Throws `url-invalid` for what is none. */
export function scenarioOf({ scenario, preset, seed }: Address): Scenario | null {
  const named = scenario ? readLinkedScenario(scenario) : preset !== null ? (presetOf(preset)?.scenario(seed ?? USUAL_SEED) ?? null) : null;
  return named && seed !== null ? { ...named, seed } : named;
}

/** Whether the line is a linked scenario's own already: one that was sealed stays so once it is revealed. */
export function isOwn({ line }: Pick<AppHost, 'line'>, linked: Scenario): boolean {
  const { scenario: own } = Film.revisionsOf(line.film)[0]!;
  const asSealed = own.sealed?.nonce === linked.sealed?.nonce || (linked.sealed !== undefined && line.seal.opened);
  return asSealed && JSON.stringify(minimalScenario(linked)) === JSON.stringify(minimalScenario(own));
}

/**
 * The address of a scenario, the line's own unless another is given: what an instructor shares. `seal` seals its truth, with a word for
 * the reveal where one is given; that of a sealed line is sealed as the line is.
 */
export function shareAddress(
  { line, shell }: Pick<AppHost, 'line' | 'shell'>,
  { hidden = [], seal = null, scenario: other }: { hidden?: readonly Hideable[]; seal?: { nonce: number; word: string } | null; scenario?: Scenario } = {},
): string {
  const own = other ?? Film.revisionsOf(line.film).at(-1)!.scenario;
  const scenario = seal && !own.sealed ? { ...own, sealed: { nonce: seal.nonce, word: seal.word.trim() === '' ? null : wordCheck(seal.word, seal.nonce) } } : own;
  return formatAddress({ screen: 'line', preset: null, scenario: linkedScenario(scenario), seed: null, hidden: HIDEABLE.filter((part) => shell.isHidden(part) || hidden.includes(part)) });
}
