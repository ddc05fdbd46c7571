import { isMute } from './answers.ts';
import { groupOfSignal, type GroupId } from './groups.ts';
import { faultMonitors } from './lane-extras.ts';
import type { LaneLevel } from './levels.ts';
import type { GroupStanding, Standing } from './overview.ts';
import type { LineStanding } from './standing.ts';

/** A lane that may be shown for its question. */
interface Candidate {
  lane: string;
  /** How far its newest value lies beyond its limit, in units of its own spread; negative on the good side. */
  beyond: number;
}

/** PSI of two normal distributions of one spread is the square of their distance (Jeffreys' divergence): a mean that moved so far reaches the limit by itself. */
export const shiftAtPsi = (psi: number): number => Math.sqrt(psi);

/** So much further must another lane be before it takes over: two that are alike do not change places with every fruit. */
const HYSTERESIS = 0.1;

/** Lanes that may be shown for a question, the furthest beyond its limit first. */
export function candidatesFor(group: GroupStanding, standing: Pick<LineStanding, 'nowOf' | 'usualOf' | 'shiftOf'>, levels: readonly LaneLevel[], truthKnown: boolean): Candidate[] {
  const byLevel = (lane: string, signal: string): Candidate => {
    const [now, usual] = [standing.nowOf(signal), standing.usualOf(signal)];
    const spread = usual?.std || now?.stats.std || 0;
    const beyond = levels.filter((level) => level.lane === lane).map(({ value, fires }) => (now && spread > 0 ? ((now.stats.value - value) * (fires === 'above' ? 1 : -1)) / spread : -Infinity));
    return { lane, beyond: Math.max(-Infinity, ...beyond) };
  };
  return candidates(group.id).toSorted((a, b) => b.beyond - a.beyond || 0);

  function candidates(id: GroupId): Candidate[] {
    switch (id) {
      case 'predictions': return truthKnown ? [byLevel('accuracy', 'accuracy'), { lane: 'confidence', beyond: -Infinity }] : [{ lane: 'confidence', beyond: 0 }];
      case 'time': return [byLevel('latency', 'latency'), byLevel('queue', 'queue')];
      case 'inputs': return group.monitors.flatMap(({ status: { spec: { signal, judge } }, state }) => {
        const shift = standing.shiftOf(signal);
        if (!signal.startsWith('feature.') || shift === null) return [];
        const limit = judge.kind === 'test' && judge.test === 'psi' ? shiftAtPsi(judge.drift) : 0;
        // A signal that drifted comes before one that has only moved.
        return [{ lane: signal, beyond: Math.abs(shift) - limit - (state === 'drift' ? 0 : FAR) }];
      });
      // A fault that is judged comes before one of which nothing can be said.
      case 'quality': return saying(group.monitors.filter(({ status: { spec } }) => faultMonitors([spec]).length > 0)).map(({ status: { spec, latest } }) => ({
        lane: spec.signal, beyond: latest?.statistic === null || latest?.statistic === undefined || spec.judge.kind !== 'threshold' ? -Infinity : (latest.statistic - spec.judge.drift) / Math.sqrt(Math.max(latest.statistic * (1 - latest.statistic), 1e-4)),
      }));
    }
  }
}

/** Those that can say something; all of them where none can. */
function saying(monitors: readonly Standing[]): readonly Standing[] {
  const can = monitors.filter(({ state }) => !isMute(state));
  return can.length > 0 ? can : monitors;
}

const FAR = 1000;
/** Shown while nothing is beyond its limit. */
const WELL_KNOWN: ReadonlySet<string> = new Set(['accuracy', 'feature.brightness', 'latency', 'fault.out-of-range']);

/** The lane that is shown for a question: the one that was pinned, the one that is shown now while no other is plainly further, else the furthest. */
export function shownLane(candidates: readonly Candidate[], shown: string | undefined, pinned: string | undefined): string | undefined {
  if (pinned !== undefined) return pinned;
  const [furthest] = candidates;
  const best = furthest && furthest.beyond > 0 ? furthest : (candidates.find(({ lane }) => WELL_KNOWN.has(lane)) ?? furthest);
  const present = candidates.find(({ lane }) => lane === shown);
  return best && present && present.beyond > 0 && best.beyond - present.beyond < HYSTERESIS ? present.lane : best?.lane;
}

/** The lanes that were pinned, by question, out of what was remembered. */
export function parsePins(choice: unknown): Partial<Record<GroupId, string>> {
  const pins = typeof choice === 'object' && choice !== null && 'pins' in choice ? choice.pins : null;
  if (typeof pins !== 'object' || pins === null) return {};
  return Object.fromEntries(Object.entries(pins).filter(([group, lane]) => typeof lane === 'string' && group === groupOfLane(lane)));
}

/** The question that a lane belongs to. */
function groupOfLane(lane: string): GroupId {
  if (lane === 'accuracy' || lane === 'scores' || lane === 'share') return 'predictions';
  return lane === 'throughput' ? 'time' : lane === 'faults' ? 'quality' : groupOfSignal(lane);
}
