import { SGD_PASSES, taught } from '../../src/domain/learning/online/heads.ts';
import { RecursiveLeastSquares } from '../../src/domain/learning/online/recursive-least-squares.ts';
import type { OnlineHead } from '../../src/domain/learning/online/online-head.ts';
import { prequential, type PrequentialCourse } from '../../src/domain/learning/online/prequential.ts';
import { StochasticGradient } from '../../src/domain/learning/online/stochastic-gradient.ts';
import { columnStatistics } from '../../src/domain/learning/solvers/logistic.ts';
import { drawLine, FEATURES, type LabLine } from '../../src/domain/policy-lab/lab-line.ts';
import { LabModels, meanOf } from '../../src/domain/policy-lab/models.ts';
import { PRESETS } from '../../src/domain/world/drift/presets.ts';
import { RIPENESS_LABELS } from '../../src/domain/world/stream/event.ts';
import { reportedAs, UNKNOWN_TRUTH } from '../../src/domain/world/stream/truth.ts';

const CLASSES = RIPENESS_LABELS.length;

/** The heads that are compared, each having learnt the first pictures. */
const HEADS: readonly { name: string; passes: number; make: (scaling: ReturnType<typeof columnStatistics>) => OnlineHead }[] = [
  { name: 'RLS, λ = 1', passes: 1, make: (scaling) => new RecursiveLeastSquares({ scaling, classes: CLASSES }) },
  { name: 'RLS, λ = 0.999', passes: 1, make: (scaling) => new RecursiveLeastSquares({ scaling, classes: CLASSES, forgetting: 0.999 }) },
  { name: 'RLS, λ = 0.998', passes: 1, make: (scaling) => new RecursiveLeastSquares({ scaling, classes: CLASSES, forgetting: 0.998 }) },
  { name: 'SGD, 0.03', passes: SGD_PASSES, make: (scaling) => new StochasticGradient({ scaling, classes: CLASSES, rate: 0.03 }) },
];

const percent = (share: number): string => (100 * share).toFixed(1);

function done<R>(work: Generator<number, R>): R {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** One head over one line that was drawn: the first pictures, then test and train. */
function course({ first, fruit, labelDelay, events }: LabLine, { make, passes }: (typeof HEADS)[number]): PrequentialCourse {
  const all = Array.from({ length: first.count }, (_, i) => i);
  const head = done(taught(make(columnStatistics(first.x, FEATURES, all)), { x: first.x, inputs: FEATURES, classOf: first.classOf }, passes));
  return prequential(head, { x: fruit.x, inputs: FEATURES, classOf: fruit.classOf }, { labelDelay, binEvents: events, isKnown: (event, predicted) => reportedAs(fruit.reported[event]!, predicted === 0) !== UNKNOWN_TRUTH });
}

/** The share right over whole lines, in percent, mean of the seeds: a row a story, as a table in Markdown. */
export function compareOnline({ seeds, events }: { seeds: number; events: number }, say: (line: string) => void): string {
  const stories = PRESETS.flatMap((preset) => (preset.id === 'the-echo' ? [{ preset, exploration: 0 }, { preset, exploration: 0.05 }] : [{ preset, exploration: 0 }]));
  const rows = stories.map(({ preset, exploration }) => {
    const sums = new Array<number>(1 + HEADS.length).fill(0);
    for (let seed = 7; seed < 7 + seeds; seed += 1) {
      const line = done(drawLine({ ...preset.scenario(seed), exploration }, seed, events));
      const models = new LabModels(line);
      sums[0]! += meanOf(models.right(models.first().model, Array.from({ length: events }, (_, i) => i)));
      HEADS.forEach((head, i) => { sums[i + 1]! += course(line, head).accuracy[0]!; });
      say(`${preset.id}, seed ${seed}`);
    }
    return `| ${preset.name}${exploration > 0 ? `, ${100 * exploration} % explored` : ''} | ${sums.map((sum) => percent(sum / seeds)).join(' | ')} |`;
  });
  return [`| story | never retrained | ${HEADS.map(({ name }) => name).join(' | ')} |`, `|---|${'---:|'.repeat(1 + HEADS.length)}`, ...rows, ''].join('\n');
}
