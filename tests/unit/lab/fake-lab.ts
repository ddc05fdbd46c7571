import { rowWidth } from '../../../src/domain/data/features/blocks.ts';
import { aaLesson, type Lesson, type LessonPlan } from '../../../src/domain/experiment/lesson.ts';
import { recordedHeads, type RecordedHeads, type RecordedTask } from '../../../src/domain/learning/online/recorded.ts';
import type { EchoHeads, EchoTask } from '../../../src/domain/policy-lab/echo-heads.ts';
import { eventsOf, stretchColumns } from '../../../src/domain/replay/stretch.ts';
import type { LabAnswer, LabTask, PaceTask } from '../../../workers/protocol/lab.ts';
import { noise } from '../log/judged.ts';

/** A lab whose versions are the surer of their first label the higher their number, whatever the fruit; what heads take of an event is its index and noise. */
export const fakeLab = {
  replay({ revisions, indices, known, models, rows }: LabTask): LabAnswer {
    const scores = models.map(({ version, signature: { labels } }) => Float32Array.from({ length: indices.length * labels.length }, (_, i) => {
      const first = 1 - 0.5 / (version + 1);
      return i % labels.length === 0 ? first : (1 - first) / (labels.length - 1);
    }));
    const width = rows ? rowWidth(rows.blocks) : 0;
    return {
      columns: stretchColumns(eventsOf(revisions, indices), known), scores,
      ...(rows ? { rows: Float32Array.from({ length: indices.length * width }, (_, i) => (i % width === 0 ? indices[i / width]! : noise(indices[Math.floor(i / width)]!, i % width))) } : {}),
    };
  },
  /** The higher its number, the slower it is. */
  pace: ({ models }: PaceTask): number[] => models.map(({ version }) => 10 * version),
};

function done<R>(work: Generator<number, R>): R {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A bench that does as the real one, but for a story, which has no fruit. */
export const fakeBench = {
  recordedHeads: (task: RecordedTask): RecordedHeads => done(recordedHeads(task)),
  lesson: (plan: LessonPlan): Lesson => done(aaLesson(plan)),
  echoHeads: ({ bins }: EchoTask): EchoHeads => ({ index: Array.from({ length: bins }, (_, bin) => bin), courses: [] }),
};
