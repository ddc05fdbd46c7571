import { OrchardError } from '../../common/errors.ts';
import type { LinkedScenario } from './linked-scenario.ts';

export const SCREENS = ['data', 'review', 'train', 'search', 'models', 'line', 'camera', 'monitor', 'alerts', 'log', 'bench', 'improve', 'rollout', 'policies', 'journal', 'orchard', 'terms'] as const;
export type Screen = (typeof SCREENS)[number];

/** Where screens that are doors of a room stand in an address, when that is not their own name. */
const PATHS: Partial<Record<Screen, string>> = { review: 'data/review', search: 'train/search', rollout: 'improve/rollout', policies: 'improve/policies', journal: 'improve/journal' };

/** What stands for a screen in an address. */
export function pathOf(screen: Screen): string {
  return PATHS[screen] ?? screen;
}

/** What an instructor can hide from the room. */
export const HIDEABLE = ['truth', 'world', 'schedule', 'stories', 'train', 'models', 'data'] as const;
export type Hideable = (typeof HIDEABLE)[number];

/** What the screen of alerts was called in older links. */
const FORMER_ALERTS = 'alarms';

/** Everything that a link carries. Never data. */
export interface Address {
  screen: Screen | null;
  /** Of `terms`: the term whose page is open, by its id. It need not be one that exists. */
  term?: string;
  /** A preset's id, when the link names one. */
  preset: string | null;
  /** As it stands in the link: whether it is one, only its reader knows. */
  scenario: LinkedScenario | null;
  /** Overrides the scenario's own seed. */
  seed: number | null;
  hidden: Hideable[];
}

/** Longest hash that is looked at, in characters. */
const LONGEST_HASH = 20_000;

const EMPTY: Address = { screen: null, preset: null, scenario: null, seed: null, hidden: [] };

/**
 * Reads `#/line?preset=lamp-ages&seed=42&hide=truth,world`, `…?scenario=<JSON>` or, where the truth is sealed, `…?sealed=<text>`. Unknown
 * words are left out, numbers are clamped; `problem` is set when anything had to be ignored, and then the rest still stands. A scenario is not looked into.
 */
export function parseAddress(hash: string, presetIds: readonly string[]): { address: Address; problem: OrchardError | null } {
  if (hash.length > LONGEST_HASH) return { address: EMPTY, problem: new OrchardError('url-invalid', 'too long') };
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const address: Address = { ...EMPTY };
  let problem: OrchardError | null = null;
  const complain = (detail: string) => { problem ??= new OrchardError('url-invalid', detail); };

  const term = /^terms\/([^/]{1,60})$/u.exec(path)?.[1];
  if (term !== undefined) [address.screen, address.term] = ['terms', decode(term)];
  else if (SCREENS.some((screen) => screen === path || pathOf(screen) === path)) address.screen = SCREENS.find((screen) => screen === path || pathOf(screen) === path)!;
  else if (path === FORMER_ALERTS) address.screen = 'alerts';
  else if (path !== '') complain('screen');

  const values = parseQuery(query);
  const preset = values.get('preset');
  if (preset !== undefined) {
    if (presetIds.includes(preset)) address.preset = preset;
    else complain('preset');
  }
  const seed = values.get('seed');
  if (seed !== undefined) {
    const number = Number(seed);
    if (seed.trim() !== '' && Number.isFinite(number)) address.seed = Math.min(2 ** 32 - 1, Math.max(0, Math.round(number)));
    else complain('seed');
  }
  const scenario = values.get('scenario');
  if (scenario !== undefined) address.scenario = { text: scenario, isSealed: false };
  const sealed = values.get('sealed');
  if (sealed !== undefined) address.scenario = { text: sealed, isSealed: true };
  const hidden = (values.get('hide') ?? '').split(',').filter((word) => word !== '');
  address.hidden = HIDEABLE.filter((word) => hidden.includes(word));
  if (hidden.some((word) => !(HIDEABLE as readonly string[]).includes(word))) complain('hide');
  return { address, problem };
}

/** The hash of an address. */
export function formatAddress(address: Address): string {
  const values: string[] = [];
  const add = (key: string, value: string) => values.push(`${key}=${encodeURIComponent(value).replaceAll('%2C', ',')}`);
  if (address.preset !== null) add('preset', address.preset);
  if (address.seed !== null) add('seed', String(address.seed));
  if (address.scenario !== null) add(address.scenario.isSealed ? 'sealed' : 'scenario', address.scenario.text);
  if (address.hidden.length > 0) add('hide', address.hidden.join(','));
  return `#/${address.screen === null ? '' : pathOf(address.screen)}${address.term === undefined ? '' : `/${encodeURIComponent(address.term)}`}${values.length > 0 ? `?${values.join('&')}` : ''}`;
}

/** The first value of each key; what is wrongly escaped is left as it stands. */
function parseQuery(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [key = '', value = ''] = pair.split('=', 2);
    if (key !== '' && !values.has(key)) values.set(key, decode(value));
  }
  return values;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
