import { number } from '../../format.ts';
import { isMute } from './answers.ts';
import { needsNoReference } from './monitor-text.ts';
import type { GroupStanding } from './overview.ts';

/** What time or faults are judged by while there is no reference, and whether that is enough to say something: `faults: fixed limits`, `2 of 5 speak`. */
export function standsInFor({ id, monitors }: Pick<GroupStanding, 'id' | 'monitors'>): { words: string; needs: string } {
  const said = monitors.filter(({ state }) => !isMute(state)).length;
  const fixed = monitors.filter(({ status: { spec } }) => needsNoReference(spec.judge)).length;
  const by = monitors.length === 0 ? 'nothing watches' : fixed === 0 ? 'the reference itself' : fixed === monitors.length ? 'fixed limits' : 'fixed limits, in part';
  const needs = monitors.length === 0 ? '' : said === monitors.length ? 'nothing more needed' : said === 0 ? (fixed === 0 ? 'waits for it' : 'waits') : `${number(said)} of ${number(monitors.length)} speak`;
  return { words: `${id === 'time' ? 'time' : 'faults'}: ${by}`, needs };
}
