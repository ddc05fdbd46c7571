import { OrchardError } from '../common/errors.ts';
import type { Judge } from './decisions.ts';

/** A fruit of the log that the line was unsure of. */
export interface UnsureFruit {
  readonly index: number;
  /** Probability of the label that was predicted. */
  readonly confidence: number;
  /** What the version said. */
  readonly predicted: string;
  readonly version: number;
}

/** What somebody said of a fruit at the desk. */
export interface Judgement extends UnsureFruit {
  /** Null: cannot be told. */
  readonly label: string | null;
  /** It had been judged before: asked for agreement, not for a label. */
  readonly repeat: boolean;
}

/** Judgements that were made at once. `scene` names the world that the line was photographed in, so that those of another line are not taken for its own. */
export interface DeskAct {
  readonly what: 'desk';
  readonly scene: string;
  readonly judgements: readonly Judgement[];
  readonly by: Judge;
  /** Unix ms. */
  readonly atMs: number;
}

/** Labels of the desk that went into the data set. */
export interface PutAct {
  readonly what: 'put';
  readonly scene: string;
  readonly indices: readonly number[];
  /** Unix ms. */
  readonly atMs: number;
}

/** What labels may cost: so many a thousand fruits of the line, so many in all, each at a price. */
export interface Budget {
  readonly perThousand: number;
  readonly total: number;
  readonly costEach: number;
}

export const FIRST_BUDGET: Budget = { perThousand: 40, total: 120, costEach: 0.05 };
/** Every so many judgements one fruit is shown again. */
export const REPEAT_EVERY = 10;
/** A fruit is not shown again before so many others. */
const REPEAT_AFTER = 5;

/** Throws `argument-invalid` for what is no budget. */
export function checkBudget({ perThousand, total, costEach }: Budget): void {
  if (!(Number.isInteger(perThousand) && perThousand >= 0 && perThousand <= 1000)) throw new OrchardError('argument-invalid', `perThousand: a whole number of labels from 0 to 1000, not ${perThousand}`);
  if (!(Number.isInteger(total) && total >= 0 && total <= 1_000_000)) throw new OrchardError('argument-invalid', `total: a whole number of labels from 0 to 1000000, not ${total}`);
  if (!(costEach >= 0 && costEach <= 1_000_000)) throw new OrchardError('argument-invalid', `costEach: a price from 0 to 1000000, not ${costEach}`);
}

/** Labels that may still be asked for: never less than none. `fruits` have passed on the line. Fruits that are shown again are not counted. */
export function labelsLeft({ perThousand, total }: Budget, spent: number, fruits: number): number {
  return Math.max(0, Math.min(total, Math.floor((perThousand * fruits) / 1000)) - spent);
}

/** Judgements of one line, oldest first, with who made them. */
export interface JudgedFruit extends Judgement {
  readonly by: Judge;
}

/** All judgements of a line. */
export function judgementsOf(acts: readonly (DeskAct | PutAct)[], scene: string): JudgedFruit[] {
  return acts.flatMap((act) => (act.what === 'desk' && act.scene === scene ? act.judgements.map((judgement) => ({ ...judgement, by: act.by })) : []));
}

/** How many labels were asked for: fruits that were shown for the first time. */
export function labelsSpent(judged: readonly Judgement[]): number {
  return judged.filter(({ repeat }) => !repeat).length;
}

/** Fruits that wait for the desk, the least sure first, of equals the newest: without those that were judged, or are `known` otherwise. */
export function unsureFirst(rows: readonly UnsureFruit[], judged: readonly Judgement[], known: (index: number) => boolean): UnsureFruit[] {
  const done = new Set(judged.map(({ index }) => index));
  return rows.filter(({ index }) => !done.has(index) && !known(index)).sort((a, b) => a.confidence - b.confidence || b.index - a.index);
}

/**
 * What comes next at the desk, `count` at most: every tenth is one that was judged before and not yet shown again, the rest is what waits, in its
 * order. Which ones come again depends on what was judged alone, so it is the same after a reload.
 */
export function nextAtDesk(waiting: readonly UnsureFruit[], judged: readonly JudgedFruit[], count: number): { fruit: UnsureFruit; repeat: boolean }[] {
  const again = repeatsOf(judged);
  const next: { fruit: UnsureFruit; repeat: boolean }[] = [];
  for (let place = judged.length, fresh = 0; next.length < count; place += 1) {
    const repeated = (place + 1) % REPEAT_EVERY === 0 ? again.shift() : undefined;
    if (repeated) next.push({ fruit: repeated, repeat: true });
    else if (fresh < waiting.length) next.push({ fruit: waiting[fresh++]!, repeat: false });
    else break;
  }
  return next;
}

function repeatsOf(judged: readonly JudgedFruit[]): UnsureFruit[] {
  const again = new Set(judged.filter(({ repeat }) => repeat).map(({ index }) => index));
  return judged.slice(0, -REPEAT_AFTER).filter(({ index, label, repeat }) => !repeat && label !== null && !again.has(index));
}

/** Labels that may go into the data set: of each fruit the newest one, a hand's before the inspector's, without those that went in already. */
export function labelsToPut(acts: readonly (DeskAct | PutAct)[], scene: string): { index: number; label: string }[] {
  const put = new Set(acts.flatMap((act) => (act.what === 'put' && act.scene === scene ? act.indices : [])));
  const best = new Map<number, { label: string; by: Judge }>();
  for (const { index, label, by } of judgementsOf(acts, scene)) {
    if (label === null || put.has(index) || (by === 'inspector' && best.get(index)?.by === 'hand')) continue;
    best.set(index, { label, by });
  }
  return [...best].map(([index, { label }]) => ({ index, label }));
}
