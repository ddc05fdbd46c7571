import { delaysOf } from '../../src/domain/world/drift/known-up-to.ts';
import type { LogStore } from '../../src/storage/index.ts';
import type { Handlers } from '../protocol/message.ts';
import type { LineOperations } from '../protocol/monitor.ts';
import type { MonitoredLine } from './monitored-line.ts';
import { beginAnother, bringBack, goBack } from './turns.ts';

/** The operations on the line itself: which log is open, where it goes on, and what becomes durable. */
export function createLineHandlers(line: MonitoredLine, store: LogStore, nowMs: () => number): Handlers<LineOperations> {
  return {
    connect: ({ port, generation }) => line.intake.connect(port, generation),
    open: (input) => line.open(input, true),
    look: (input) => line.open(input, false),
    beginWatch: () => line.beginWatch(),
    hold: () => line.hold(),
    release: ({ closes }) => line.release(closes),

    async reset({ generation, index, change }) {
      const dropped = await line.turned(generation, false, async () => {
        const rows = await beginAnother(store, line.writer, index, change);
        line.setDelays(delaysOf(change.revisions));
        line.setDeployments([]);
        line.forgetPolicies(-1, change.events);
        return rows;
      });
      return { dropped };
    },

    async rewind({ generation, index, change }) {
      const dropped = await line.turned(generation, true, async () => {
        const rows = await goBack(store, line.opened().writer, index, change);
        if (rows > 0) {
          line.setDelays(delaysOf(change.revisions));
          line.forgetDeployments(index);
          line.forgetPolicies(index, change.events);
        }
        return rows;
      });
      return { dropped };
    },

    async exchange({ generation, delays, deployments, policies }) {
      const dropped = await line.turned(generation, false, async () => {
        const rows = await bringBack(store, line.opened().writer, nowMs());
        line.setDelays(delays);
        line.setDeployments(deployments);
        line.forgetPolicies(-1, policies);
        return rows;
      });
      return { nextIndex: line.nextIndex, dropped };
    },

    tellTruths: ({ truths }) => line.tellTruths(truths),
    configure: (change) => line.configure(change),
    flush: async () => ({ durableIndex: await line.flush() }),
    snapshot: () => line.snapshot(),
  };
}
