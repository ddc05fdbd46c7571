import type { Stationarity } from '../../../domain/monitoring/monitors/stationarity.ts';
import { count, signed } from '../../format.ts';
import { signalName } from './monitor-text.ts';

/** Whether another reference may begin, and what a reader should know of it. */
export function stationarityText(newest: Stationarity): string {
  switch (newest.kind) {
    case 'unknown': return 'Whether the world is at rest again cannot be said yet: too few fruits have come since.';
    case 'at-rest': return 'The newest fruits are at rest. A new one begins with the next fruit. Nothing is dropped.';
    case 'moves': {
      const name = signalName(newest.signal).replace(/ \(.*\)$/u, '').toLowerCase();
      return `The world still moves: ${name} changed${newest.shift === null ? '' : ` by ${signed(newest.shift)} standard deviations`} inside the newest ${count(newest.rows, 'fruit')}. A new one is offered once they are at rest.`;
    }
  }
}
