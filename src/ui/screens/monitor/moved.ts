import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import { featureFormat } from './feature-text.ts';
import type { GroupStanding } from './overview.ts';
import type { LineStanding } from './standing.ts';

/** One readable feature in the newest window, against what it usually is. */
interface Movement {
  name: string;
  label: string;
  usual: number;
  now: number;
  /** (now − usual) in standard deviations of what is usual. */
  by: number;
  /** Stability index of its monitor; null where none says. */
  psi: number | null;
  format: (value: number) => string;
}

/** From this many standard deviations on, a mean is said to have moved. Half a one is what Cohen calls a medium effect. */
const MOVED_FROM = 0.5;

/** The readable features, those whose means have moved furthest first. How right the predictions are is no part of it. */
export function movements({ nowOf, usualOf, shiftOf }: Pick<LineStanding, 'nowOf' | 'usualOf' | 'shiftOf'>, inputs: GroupStanding | undefined): Movement[] {
  return READABLE_FEATURES.flatMap(({ name, label }, i): Movement[] => {
    const signal = `feature.${name}`;
    const [now, usual, by] = [nowOf(signal), usualOf(signal), shiftOf(signal)];
    if (!now || !usual || by === null) return [];
    const psi = inputs?.monitors.find(({ status: { spec } }) => spec.signal === signal && spec.judge.kind === 'test' && spec.judge.test === 'psi')?.status.latest?.statistic ?? null;
    return [{ name, label: label.replace(/ \(.*\)$/u, ''), usual: usual.value, now: now.stats.value, by, psi, format: featureFormat(i, Math.min(usual.std, 0.049)) }];
  }).sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}

/** What is to be said where no mean has moved: nothing calm while a monitor of the inputs says otherwise. */
export function stillText(moves: readonly Movement[], inputs: GroupStanding | undefined): string {
  if (moves.length === 0 || Math.abs(moves[0]!.by) >= MOVED_FROM) return '';
  const beyond = inputs?.monitors.filter(({ state }) => state === 'drift') ?? [];
  if (beyond.length > 0) return `No mean moved by half a standard deviation; what changed is how values spread: ${beyond.slice(0, 3).map(({ status }) => status.spec.name.toLowerCase()).join(', ')}.`;
  return 'No mean moved by half a standard deviation.';
}
