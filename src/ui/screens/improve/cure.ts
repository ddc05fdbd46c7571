import type { Step } from '../../parts/steps.ts';
import { timeAt } from '../../../domain/world/stream/time.ts';
import { count, number, simulatedDate } from '../../format.ts';

/** Events at which an incident was taken further; null: not yet. */
export interface CureCourse {
  readonly fired: number;
  /** When somebody first asked why. */
  readonly explained: number | null;
  /** Newest trial for it. */
  readonly tried: { readonly at: number; readonly version: number } | null;
  /** A version that took over since. */
  readonly rolledOut: { readonly at: number; readonly version: number } | null;
  readonly resolved: number | null;
}

/** From alarm to cure as steps: what is done, where it stands, what is to come. */
export function cureSteps({ fired, explained, tried, rolledOut, resolved }: CureCourse): Step[] {
  const at = (event: number): string[] => [`fruit ${number(event)}`, simulatedDate(timeAt(event)).replace(/ \d{4}$/u, '')];
  const done = [true, explained !== null || tried !== null || rolledOut !== null || resolved !== null, tried !== null || rolledOut !== null, rolledOut !== null, resolved !== null];
  const last = done.lastIndexOf(true);
  const state = (step: number): Step['state'] => (step === last ? 'current' : step < last ? 'done' : 'to-come');
  const until = (from: number | null | undefined, to: number | null | undefined): string | undefined => (from === null || from === undefined || to === null || to === undefined || to < from ? undefined : count(to - from, 'fruit'));
  return [
    { key: 'fired', label: 'fired', state: state(0), notes: at(fired), alert: true, until: until(fired, explained) },
    { key: 'explained', label: 'explained', state: state(1), notes: explained === null ? [] : at(explained), until: until(explained ?? fired, tried?.at) },
    { key: 'tried', label: 'tried', state: state(2), notes: tried ? [`v${tried.version}`, ...at(tried.at)] : [], until: until(tried?.at, rolledOut?.at) },
    { key: 'rolled-out', label: 'rolled out', state: state(3), notes: rolledOut ? [`v${rolledOut.version}`, ...at(rolledOut.at)] : tried ? [`v${tried.version} is ready`] : [], until: until(rolledOut?.at, resolved) },
    { key: 'resolved', label: 'resolved', state: state(4), notes: resolved === null ? [] : at(resolved) },
  ];
}
