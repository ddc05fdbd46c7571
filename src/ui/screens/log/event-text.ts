import { presetOf } from '../../../domain/world/drift/presets.ts';
import { parameterAt } from '../../../domain/world/orchard/parameters.ts';
import type { LoggedEvent } from '../../../state/monitoring.svelte.ts';
import type { IconName } from '../../icons/glyphs.ts';
import { number } from '../../format.ts';
import { nameText } from '../../names.ts';

/** What sort of thing happened: somebody deployed, moved something by hand, told a story or changed the schedule. */
export type EventSort = 'deployment' | 'policy' | 'hand' | 'story' | 'drift' | 'other';

const SORTS: Record<string, EventSort> = {
  first: 'deployment', deploy: 'deployment', rollback: 'deployment', restore: 'deployment', rollout: 'deployment', promote: 'deployment', abort: 'deployment', trained: 'deployment', swapped: 'deployment', asked: 'policy', kept: 'policy', policy: 'policy',
  hand: 'hand', story: 'story', loaded: 'story', 'drift-added': 'drift', 'drift-changed': 'drift', 'drift-removed': 'drift',
};

export const SORT_ICONS: Record<EventSort, IconName> = { deployment: 'flag', policy: 'loop', hand: 'edit', story: 'play', drift: 'loop', other: 'chevron-right' };

export function sortOf({ type }: Pick<LoggedEvent, 'type'>): EventSort {
  return SORTS[type] ?? 'other';
}

/** Whether an entry says what the true drift is, and so waits until that is revealed. */
export function revealsDrift(event: Pick<LoggedEvent, 'type'>): boolean {
  return event.type === 'story' || sortOf(event) === 'drift';
}

/** The entries with the steps of one hand on one slider, at one fruit, taken together: the last one tells where it ended. */
export function gathered(events: readonly LoggedEvent[]): LoggedEvent[] {
  return events.filter((event, i) => {
    const next = events[i + 1];
    return !(next?.type === 'hand' && event.type === 'hand' && next.index === event.index && movedBy(next) === movedBy(event));
  });
}

const movedBy = ({ data }: LoggedEvent): unknown => (typeof data === 'object' && data !== null && !Array.isArray(data) ? data['path'] : undefined);

function rolloutText(act: string, version: string, challenger: string, weight: number): string {
  switch (act) {
    case 'start': return `v${challenger} came under trial beside v${version}`;
    case 'setWeight': return `v${challenger} got ${number(100 * weight)} % of the fruit`;
    case 'pause': return `The rollout of v${challenger} was paused`;
    case 'resume': return `The rollout of v${challenger} went on`;
    default: return `v${version} was rolled out`;
  }
}

/** An entry of the event log as a sentence. */
export function eventText({ type, data }: Pick<LoggedEvent, 'type' | 'data'>): string {
  const said = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  const text = (key: string): string => (typeof said[key] === 'string' || typeof said[key] === 'number' ? String(said[key]) : '');
  const replaced = text('replaced') === '' ? '' : `, ${type === 'rollback' ? 'back from' : 'in place of'} v${text('replaced')}`;
  switch (type) {
    case 'first': return `v${text('version')} went live, the first on this line`;
    case 'deploy': return `v${text('version')} was deployed${replaced}`;
    case 'rollback': return `v${text('version')} was rolled back to${replaced}`;
    case 'promote': return `v${text('version')} was promoted to champion${replaced}`;
    case 'abort': return `The rollout was ended; v${text('version')} serves on alone`;
    case 'rollout': return rolloutText(text('act'), text('version'), text('challenger'), Number(text('weight')));
    case 'restore': return `v${text('version')} was loaded again`;
    case 'policy': return part(said['level']) === '1' ? `The line runs under the policy “${nameText(partOf(said['policy'], 'name'))}”` : 'Nothing happens without a hand';
    case 'asked': return `The policy asked for a better version${partOf(said['renewal'], 'effectiveAt') === '' ? '' : `, live from ${number(Number(partOf(said['renewal'], 'effectiveAt')))} on`}`;
    case 'trained': return `The policy trained v${text('version')}${replaced}`;
    case 'swapped': return `The policy brought back v${text('version')}${replaced}`;
    case 'kept': return 'The policy kept the version that was live';
    case 'loaded': return `“${nameText(text('name')) || 'A scenario'}” began${text('seed') === '' ? '' : `, seed ${text('seed')}`}`;
    case 'went-on': return `The line went on from here; it had stood at ${number(Number(text('from')))}`;
    case 'story': return `The story “${presetOf(text('preset'))?.name ?? text('preset')}” was told`;
    case 'drift-added': return `Drift “${nameText(text('name'))}” was added`;
    case 'drift-changed': return `Drift “${nameText(text('name'))}” was changed, it begins at ${number(Number(text('onset')))}`;
    case 'drift-removed': return `Drift “${nameText(text('name'))}” was removed`;
    case 'guess': return `Somebody thought that it was ${[text('pattern'), text('kind') === 'fault' ? 'data quality' : text('kind')].filter((word) => word !== '').join(' ')}`;
    case 'revealed': return 'The instructor revealed the truth';
    case 'sealed': return 'The truth was sealed again';
    case 'reference': return `Fruits ${number(Number(text('from')) + 1)} to ${number(Number(text('to')))} became the reference`;
    case 'mended': return 'The fault was mended';
    case 'belt-speed': return `The belt brings ${text('perSecond')} fruits a second`;
    case 'hand': return handText(text('path'), said['value'], text('place'));
    default: return [type.replaceAll('-', ' '), nameText(text('rule') || text('name'))].filter((part) => part !== '').join(', ');
  }
}

const part = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const partOf = (value: unknown, key: string): string => (typeof value === 'object' && value !== null && !Array.isArray(value) ? part((value as Record<string, unknown>)[key]) : '');

function handText(path: string, value: unknown, place: string): string {
  if (place !== '') return `A hand moved the line to the place “${nameText(place)}”`;
  const parameter = parameterAt(path);
  if (!parameter || typeof value !== 'number') return 'A hand moved a slider';
  return `A hand set ${parameter.label.toLowerCase()} to ${parameter.format(value)}`;
}
