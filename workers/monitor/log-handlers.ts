import { seriesFrom } from '../../src/domain/monitoring/summaries/series.ts';
import { Transferring } from '../protocol/message.ts';
import type { Handlers } from '../protocol/message.ts';
import type { BeltItem, LogColumns, LogOperations } from '../protocol/monitor.ts';
import { LabelNames, buffersOf, columnOf, joined, parseColumns } from './columns.ts';
import { exportRows } from './export.ts';
import { BELT_ITEMS, beltOf } from './live.ts';
import { rowsOf, type MonitoredLine } from './monitored-line.ts';
import { countRows, scan } from './reader.ts';

/** The operations that read the log. */
export function createLogHandlers(line: MonitoredLine): Handlers<LogOperations> {
  return {
    series: ({ names, ...request }) => Object.fromEntries(names.map((name) => [name, seriesFrom(line.live.bins, name, { ...request, lag: line.truthLag })])),

    count: async (filter, { signal }) => ({ count: await countRows(line.opened().view, filter ?? {}, signal) }),

    async query({ columns, offset = 0, limit = Infinity, newestFirst = false, ...filter }, { signal }) {
      const { view } = line.opened();
      const wanted = parseColumns(columns);
      const labels = new LabelNames();
      const pieces = wanted.map(() => [] as ReturnType<typeof columnOf>[]);
      let total = 0;
      for await (const step of scan(view, filter, { offset, limit, newestFirst }, signal)) {
        total = step.total;
        const { picked } = step;
        if (picked) wanted.forEach((column, i) => pieces[i]!.push(columnOf(column, picked, view.lastKnown, labels)));
      }
      const answer: LogColumns = Object.fromEntries(wanted.map((column, i) => [column, joined(column, pieces[i]!)]));
      return new Transferring({ columns: answer, labels: labels.names, total }, buffersOf(answer));
    },

    async belt({ upTo }, { signal }) {
      const { view } = line.opened();
      const items: BeltItem[] = [];
      for await (const { picked } of scan(view, { from: Math.max(0, upTo + 1 - BELT_ITEMS), to: upTo + 1 }, { offset: 0, limit: BELT_ITEMS, newestFirst: false }, signal)) {
        if (picked) items.push(...beltOf(picked.rows, view.lastKnown));
      }
      return { items };
    },

    async exportRows({ format, without, ...filter }, { signal, progress }) {
      const { bins } = line.live;
      const blob = await exportRows(line.opened().view, filter, { format, without, labels: [...bins.labels.keys()], features: [...bins.features.keys()], signal, onProgress: progress });
      return { blob };
    },

    usage() {
      const { writer } = line.opened();
      const { segments, prunedRows, retentionRows } = writer;
      return { rows: rowsOf(writer), segments: segments.length, bytes: segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), prunedRows, retentionRows };
    },
  };
}
