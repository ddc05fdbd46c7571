import type { TermId } from '../../../domain/guidance/glossary/glossary.ts';
import type { App } from '../../../app/app.svelte.ts';
import { count, duration, number, percent, rate, significant } from '../../format.ts';
import { nameText } from '../../names.ts';
import { lapseLabel } from '../../shell/speed.ts';
import { watchedValue } from './watched-values.ts';

/** What a term stands at on this line, as a sentence without its full stop; null where there is nothing to tell. */
export function liveValue(app: App, id: TermId): string | null {
  const { line, registry, data, alerts, monitoring } = app;
  const { snapshot, accuracy } = line;
  switch (id) {
    case 'label-delay': return line.scenario.labelDelay === 0 ? 'the truth is known at once' : `the truth of a fruit is known ${count(line.scenario.labelDelay, 'fruit')} later`;
    case 'belt-speed': return `${rate(line.beltSpeed)} fruits a second`;
    case 'time-lapse': return line.lapse === 'max' ? 'as fast as it goes' : lapseLabel(line.lapse);
    case 'accuracy': return accuracy && accuracy.accuracy !== null ? `${percent(accuracy.accuracy)} of the newest ${count(accuracy.known, 'fruit')} with truth` : null;
    case 'confidence': return (snapshot?.confidence ?? null) === null ? null : `${percent(snapshot!.confidence)} on average of the newest fruits`;
    case 'latency': return snapshot?.latency.p95 ? `95 in 100 predictions take no longer than ${duration(snapshot.latency.p95)}` : null;
    case 'queue': return snapshot ? `${count(snapshot.queue, 'fruit')} waiting` : null;
    case 'seed': return line.seal.holds ? 'the scenario’s is sealed' : `the scenario’s is ${line.scenario.seed}`;
    case 'champion': return registry.live ? `v${registry.live.number} is live` : 'no version is live';
    case 'challenger': return (registry.aliases.challenger ?? null) === null ? null : `v${registry.aliases.challenger}`;
    case 'model-version': return count(registry.models.length, 'version');
    case 'data-set-version': return data.newest ? `the newest is v${data.newest.number}, ${count(data.newest.samples.length, 'picture')}` : null;
    case 'calibration-error': return registry.live ? `${number(registry.live.metrics.ece, 3)} for v${registry.live.number} on its held-out pictures` : null;
    case 'log-loss': return registry.live ? `${significant(registry.live.metrics.logLoss, 3)} for v${registry.live.number} on its held-out pictures` : null;
    case 'f1': return registry.live ? `${percent(registry.live.metrics.macroF1)} for v${registry.live.number}, over its labels` : null;
    case 'event': return line.now === 0 ? null : `fruit ${number(line.now - 1)} was judged last`;
    case 'scenario': return `${nameText(line.scenario.name)}, ${count(line.scenario.length, 'fruit')} long`;
    case 'current-window': return `the newest ${count(monitoring.windowEvents, 'fruit')}`;
    case 'throughput': return line.machinePerSecond === null ? null : `this machine judges ${rate(line.machinePerSecond)} a second in batches`;
    default: return alerts.report ? watchedValue(alerts.report, id, line.setOn) : null;
  }
}
