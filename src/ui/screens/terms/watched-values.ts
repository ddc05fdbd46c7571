import type { TermId } from '../../../domain/guidance/glossary/glossary.ts';
import type { MonitorStatus } from '../../../domain/monitoring/monitors/monitor-set.ts';
import type { ReferenceState } from '../../../domain/monitoring/monitors/reference-state.ts';
import { tallyOf } from '../../../domain/monitoring/monitors/tally.ts';
import type { WatchReport } from '../../../state/alerts.svelte.ts';
import { count, number, significant } from '../../format.ts';
import { countedOf, isPassedAt, standingOf } from '../monitor/overview.ts';
import { judgeTerm } from '../shared/judge-terms.ts';

export type Watched = Pick<WatchReport, 'monitors' | 'reference' | 'rules' | 'counts' | 'silences' | 'lastIndex'>;

/** The monitor that a term's page tells of: of those it judges, the one furthest beyond its limit, or nearest to it. */
export function furthestOf(monitors: readonly MonitorStatus[], id: TermId): (MonitorStatus & { statistic: number }) | null {
  const judged = monitors.flatMap((status) => (judgeTerm(status.spec.judge) === id && typeof status.latest?.statistic === 'number' ? [{ ...status, statistic: status.latest.statistic }] : []));
  const reach = ({ latest, statistic }: (typeof judged)[number]): number => (latest!.p === null ? statistic / (latest!.threshold ?? 1) : -latest!.p);
  return judged.reduce<(typeof judged)[number] | null>((most, status) => (most === null || reach(status) > reach(most) ? status : most), null);
}

/** What a term stands at by what watches the line, as a sentence without its full stop; null where there is nothing to tell. `setOn`: the event that the line was sent to last. */
export function watchedValue({ monitors, reference, rules, counts, silences, lastIndex }: Watched, id: TermId, setOn = 0): string | null {
  switch (id) {
    case 'psi':
    case 'ks':
    case 'jensen-shannon':
    case 'wasserstein': return testValue(furthestOf(monitors, id));
    case 'adwin':
    case 'ddm':
    case 'page-hinkley': return detectorValue(monitors.filter(({ spec }) => judgeTerm(spec.judge) === id));
    case 'monitor': {
      const counts = tallyOf(monitors.map((status) => countedOf(standingOf(status, lastIndex, isPassedAt(lastIndex, setOn)))));
      return counts.all === 0 ? null : `${count(counts.all, 'monitor')}, ${counts.drift === 0 ? 'none' : number(counts.drift)} beyond ${counts.drift === 1 ? 'its' : 'their'} limit`;
    }
    case 'reference': return referenceValue(reference);
    case 'alert-rule': return count(rules.length, 'rule');
    case 'firing': return counts.firing === 0 ? 'no alert fires' : `${count(counts.firing, 'alert')} now`;
    case 'pending': return counts.pending === 0 ? 'no alert waits' : `${count(counts.pending, 'alert')} now`;
    case 'silence': return silences.length === 0 ? null : count(silences.length, 'silence');
    default: return null;
  }
}

function testValue(furthest: ReturnType<typeof furthestOf>): string | null {
  const latest = furthest?.latest;
  if (!furthest || !latest) return null;
  const against = latest.referenceSize > 0 ? `, ${count(latest.sampleSize, 'fruit')} against ${number(latest.referenceSize)}` : '';
  const limit = latest.threshold === null || latest.p !== null ? '' : `; it is a drift ${latest.fires} ${significant(latest.threshold, 2)}`;
  return `${significant(furthest.statistic, 3)} for ${furthest.spec.name.replace(/ \(.*\)$/u, '').toLowerCase()}${against}${limit}`;
}

function detectorValue(watching: readonly MonitorStatus[]): string | null {
  if (watching.length === 0) return null;
  const drifts = watching.reduce((sum, each) => sum + each.drifts, 0);
  return `it watches ${count(watching.length, 'signal')} and has heard ${drifts === 0 ? 'no drift' : count(drifts, 'drift')} so far`;
}

function referenceValue(reference: ReferenceState): string | null {
  switch (reference.kind) {
    case 'collecting': return `${number(reference.count)} of ${count(reference.needed, 'fruit')} so far`;
    case 'at-rest': return `fruit ${number(reference.from)} to ${number(reference.to)}`;
    case 'not-at-rest': return 'it was not at rest, so nothing is compared with it';
    case 'none': return null;
  }
}
