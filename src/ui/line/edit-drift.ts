import type { Drift } from '../../domain/world/drift/scenario.ts';
import { weightAt } from '../../domain/world/drift/weight.ts';
import { clamp } from '../charts/axis.ts';
import { number } from '../format.ts';
import { nameText } from '../names.ts';

export type HandleRole = 'onset' | 'width' | 'period' | 'duty';

/** A square to take hold of on a drift's curve. */
interface Handle {
  role: HandleRole;
  index: number;
  weight: number;
}

const LEAST_PERIOD = 10;
const LEAST_DUTY = 0.02;

/** The handles that a drift's pattern gives a meaning to. */
export function handlesOf(drift: Drift): Handle[] {
  const handle = (role: HandleRole, index: number): Handle => ({ role, index, weight: weightAt(drift, index) });
  const onset = { ...handle('onset', drift.onset), weight: drift.pattern === 'sudden' ? 0.5 : weightAt(drift, drift.onset) };
  if (drift.pattern === 'sudden') return [onset];
  const handles = [onset, handle('width', drift.onset + drift.width)];
  if (drift.pattern !== 'recurring') return handles;
  return [...handles, handle('duty', drift.onset + drift.duty * drift.period), handle('period', drift.onset + drift.period)];
}

/** The drift after one of its handles was put on an index. The end of the change stays when its beginning is dragged. */
export function dragHandle(drift: Drift, role: HandleRole, index: number, length: number): Drift {
  const { onset, width, period, pattern } = drift;
  switch (role) {
    case 'onset': {
      if (pattern !== 'gradual' && pattern !== 'incremental') return moveDrift(drift, index - onset, length);
      const next = clamp(Math.round(index), 0, onset + width - 1);
      return { ...drift, onset: next, width: width + onset - next };
    }
    case 'width':
      return { ...drift, width: clamp(Math.round(index - onset), 1, pattern === 'recurring' ? widestEdge(drift) : length) };
    case 'duty':
      return softened({ ...drift, duty: clamp((index - onset) / Math.max(period, 1), LEAST_DUTY, 1 - LEAST_DUTY) });
    case 'period':
      return softened({ ...drift, period: clamp(Math.round(index - onset), LEAST_PERIOD, length) });
  }
}

/** The drift moved by a number of events, its onset kept on the line. */
export function moveDrift(drift: Drift, events: number, length: number): Drift {
  return { ...drift, onset: clamp(Math.round(drift.onset + events), 0, length - 1) };
}

/** The drift with its width changed by a number of events; a sudden one has none. */
export function widenDrift(drift: Drift, events: number, length: number): Drift {
  return drift.pattern === 'sudden' ? drift : dragHandle(drift, 'width', drift.onset + drift.width + events, length);
}

/** An edge cannot be wider than the part of the period that it ends. */
const widestEdge = ({ period, duty }: Drift): number => Math.max(1, Math.round(Math.min(duty * period, 2 * (1 - duty) * period)));

const softened = (drift: Drift): Drift => ({ ...drift, width: Math.min(drift.width, widestEdge(drift)) });

/** `concept drift, recurring: greener taste`. */
export function nameOfDrift({ kind, pattern, name }: Drift): string {
  return `${kind} drift, ${titleOfDrift({ pattern, name })}`;
}

/** `recurring: greener taste`; the pattern is not said twice when the name begins with it. */
export function titleOfDrift({ pattern, name }: Pick<Drift, 'pattern' | 'name'>): string {
  if (!name) return pattern;
  return `${pattern}: ${nameText(name.startsWith(`${pattern}:`) ? name.slice(pattern.length + 1).trimStart() : name)}`;
}

/** Where and how long, in words. */
export function describeDrift({ pattern, onset, width, period, duty }: Drift): string {
  const at = `onset at fruit ${number(onset)}`;
  if (pattern === 'sudden') return at;
  const takes = `${at}, width ${number(width)} fruits`;
  return pattern === 'recurring' ? `${takes}, period ${number(period)}, ${Math.round(duty * 100)} % of it` : takes;
}
