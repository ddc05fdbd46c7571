import * as v from 'valibot';
import { counted } from '../domain/common/counted.ts';
import { spelledIn, withLabels } from '../domain/data/dataset/label.ts';
import type { QueuedFinding } from '../domain/review/decisions.ts';
import { FINDING_KINDS, type Reason } from '../domain/review/findings.ts';
import { cautionText, nearestText, reasonText } from '../domain/review/reason-text.ts';
import type { Concerns } from '../state/concerns.ts';
import { arrivalOf, LEAST_LINE_PX } from '../state/line-fruit.ts';
import type { DeskSettings } from '../state/labelling-desk.svelte.ts';
import { act, look } from './action.ts';
import { count, keyed, natural, real, signal, text } from './arguments.ts';

/** What waits for a decision, or was decided. */
interface QueueItem {
  /** Of the picture that is decided on; of copies, the one that is best kept. */
  id: string;
  /** All pictures that it is about. */
  ids: string[];
  kind: (typeof FINDING_KINDS)[number];
  reason: Reason;
  why: string;
  /** Why the label may be right all the same. */
  caution: string;
  /** 0..1. */
  score: number;
  given: string | null;
  suggested: string | null;
  /** Of the suggested label. */
  probability: number | null;
  decided: { decision: 'keep' | 'drop' | { label: string }; before: string; by: string; atMs: number } | null;
}

/** A fruit that waits at the desk. What the version said of it is told once it is judged. */
interface DeskItem {
  kind: 'desk';
  index: number;
  confidence: number;
  repeat: boolean;
}

function itemOf({ finding, decided }: QueuedFinding): QueueItem {
  const doubt = finding.reason === 'label' ? finding : null;
  const nearest = nearestText(finding);
  return {
    id: 'best' in finding ? finding.best : finding.ids[0], ids: [...finding.ids], kind: finding.kind, reason: finding.reason, score: finding.score,
    why: nearest === '' ? reasonText(finding) : `${reasonText(finding)}; ${nearest}`, caution: cautionText(finding),
    given: doubt?.given ?? null, suggested: doubt?.suggested ?? null, probability: doubt?.probability ?? null,
    decided: decided && { decision: decided.decision.act === 'relabel' ? { label: decided.decision.label! } : decided.decision.act, before: decided.decision.before, by: decided.by, atMs: decided.atMs },
  };
}

function deskAnswer({ review: { desk } }: Concerns) {
  const { settings, labels, spent, left, agreement, waiting, toPut, judged } = desk;
  return { settings: { ...settings }, labels: [...labels], spent, left, cost: spent * settings.costEach, judged: judged.length, waiting: waiting.length, toPut: toPut.length, agreement };
}

const share = v.pipe(real, v.minValue(0), v.maxValue(1));

/** Cleaning of the data set, and the labelling desk. */
export const review = {
  queue: look({
    does: 'List what is doubtful about the pictures, or the fruits that the line is unsure of, worst first', takes: [v.optional(keyed({ kind: v.optional(v.picklist([...FINDING_KINDS, 'desk'])), signal: v.optional(signal) }))],
    run: async ({ review }, { kind, signal }: { kind?: (typeof FINDING_KINDS)[number] | 'desk'; signal?: AbortSignal } = {}): Promise<(QueueItem | DeskItem)[]> => {
      if (kind === 'desk') {
        await review.desk.refresh();
        return review.desk.next.map(({ fruit: { index, confidence }, repeat }) => ({ kind, index, confidence, repeat }));
      }
      if (review.isStale || review.findings === null) await review.look(signal ? { signal } : {});
      return review.queue.filter(({ finding }) => kind === undefined || finding.kind === kind).map(itemOf);
    },
  }),
  decide: act({
    does: 'Keep a picture, drop it, or give it another label', takes: [text, v.union([v.picklist(['keep', 'drop']), keyed({ label: text })]), v.optional(text)], undone: 'offered',
    run: ({ review }, id: string, decision: 'keep' | 'drop' | { label: string }, seen?: string) => review.decide(id, decision, seen),
  }),
  keepOnly: act({
    does: 'Keep these pictures and drop the others of their groups', takes: [v.array(text)], undone: 'offered',
    run: ({ review }, ids: readonly string[]) => review.keepOnly(ids),
  }),
  undo: act({ does: 'Take back the newest decision on a picture', undone: { by: 'review.decide' }, run: ({ review }) => review.undo() }),
  desk: look({
    does: 'Say how the labelling desk stands',
    run: async (on) => {
      await on.review.desk.refresh();
      return deskAnswer(on);
    },
  }),
  setDesk: act({
    does: 'Set what labels may cost and how often the simulated inspector errs', undone: { by: 'review.setDesk' },
    takes: [keyed({ perThousand: v.optional(natural), total: v.optional(natural), costEach: v.optional(v.pipe(real, v.minValue(0))), errorRate: v.optional(share) })],
    run: ({ review }, settings: Partial<DeskSettings>) => review.desk.set(settings),
  }),
  judge: act({
    does: 'Say what a fruit at the desk is', takes: [natural, v.nullable(text)], undone: { by: 'review.takeBack' },
    run: async ({ review }, index: number, label: string | null) => {
      const { predicted, confidence, version, repeat, label: given } = await review.desk.judge(index, label);
      return { label: given, predicted, confidence, version, repeat };
    },
  }),
  inspect: act({
    does: 'Have the simulated inspector judge fruits at the desk', takes: [count(100_000)], undone: { by: 'review.takeBack' },
    run: async ({ review }, fruits: number) => {
      await review.desk.refresh();
      return { judged: await review.desk.inspect(fruits) };
    },
  }),
  takeBack: act({ does: 'Take back what was judged last at the desk', undone: { by: 'review.judge' }, run: ({ review }) => review.desk.undo() }),
  putIntoData: act({
    does: 'Put the labels of the desk into the data set', undone: { by: 'data.remove' },
    run: async (on) => ({ added: await putIntoData(on) }),
  }),
};

/** Draws the fruits that were judged again, and takes them in under what was said of them. */
async function putIntoData({ review: { desk }, line, data, pictures, registry }: Concerns): Promise<number> {
  const { toPut } = desk;
  if (toPut.length === 0) return 0;
  const size = Math.max(LEAST_LINE_PX.taken, registry.live?.signature.inputSize ?? LEAST_LINE_PX.taken);
  const drawn = await pictures.ofLine(line.film, toPut.map(({ index }) => index), size);
  const labels = withLabels(data.labels, [...new Set(toPut.map(({ label }) => label))]);
  const arrivals = drawn.map((each, i) => arrivalOf(each, spelledIn(labels, toPut[i]!.label), 'desk'));
  const { added, rejected } = await data.add(arrivals, `Taking ${counted(arrivals.length, 'label')} of the desk in`, { labels });
  // A picture that is there already went in before; any other that was refused may be tried again.
  const refused = new Set(rejected.filter(({ code }) => code !== 'picture-duplicate' && code !== 'picture-elsewhere').map(({ index }) => index));
  await desk.wentIn(toPut.filter((_, i) => !refused.has(i)).map(({ index }) => index));
  return added;
}
