import type { Scenario, Seal } from '../drift/scenario.ts';
import { asciiJson } from '../../common/ascii-json.ts';
import { plainSha256 } from '../../common/sha256.ts';
import { defaultWorld } from '../orchard/world-default.ts';
import type { LineEvent } from '../stream/event.ts';

/** Sealed scenarios are numbered 1 to this. */
const NUMBERS = 999;

/** What is kept of an instructor's word: SHA-256 over nonce and word, hex. Case and outer spaces do not count. */
export function wordCheck(word: string, nonce: number): string {
  return Array.from(plainSha256(asciiJson([nonce, word.trim().toLowerCase().normalize()])), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What a sealed scenario is called. */
export function sealedName({ nonce }: Pick<Seal, 'nonce'>): string {
  return `Scenario ${(nonce % NUMBERS) + 1}, truth sealed by the instructor`;
}

/** Stands for a seed that is not told. */
const NO_SEED = 0;

/**
 * What may be known of a scenario: all of it, or of a sealed one its length, the label delay, which truths come and the belt's speed. Its seed is held back as well: with it, another line
 * without drift would photograph the same fruit, and where the two begin to differ is the onset.
 */
export function concealed(scenario: Scenario): Scenario {
  const { schema, length, labelDelay, truths, exploration, beltSpeed, source, sealed } = scenario;
  return sealed ? { schema, name: sealedName(sealed), seed: NO_SEED, length, labelDelay, truths, exploration, beltSpeed, world: defaultWorld, drifts: [], ...(source ? { source } : {}), sealed: { nonce: sealed.nonce, word: null } } : scenario;
}

/** What may be known of an event under a scenario: of a sealed one nothing of its world, and no truth but the one that is reported. */
export function concealedEvent(event: LineEvent, { sealed }: Scenario): LineEvent {
  return sealed ? ({ ...event, world: defaultWorld, weights: [], truth: event.reportedTruth } as LineEvent) : event;
}
