import { eventsOf, stretchColumns } from '../../../src/domain/replay/stretch.ts';
import type { LabAnswer, LabTask } from '../../../workers/protocol/lab.ts';

/** A lab whose versions are the surer of their first label the higher their number, whatever the fruit. */
export const fakeLab = {
  replay({ revisions, indices, known, models }: LabTask): LabAnswer {
    const scores = models.map(({ version, signature: { labels } }) => Float32Array.from({ length: indices.length * labels.length }, (_, i) => {
      const first = 1 - 0.5 / (version + 1);
      return i % labels.length === 0 ? first : (1 - first) / (labels.length - 1);
    }));
    return { columns: stretchColumns(eventsOf(revisions, indices), known), scores };
  },
};
