import * as v from 'valibot';
import type { ReviewAct } from '../../domain/review/act.ts';
import type { Database, Rows } from '../database.ts';
import { FACT_SCHEMAS } from '../schemas.ts';
import type { ReviewStore } from '../types.ts';

/** Acts are facts: `review 1`, `review 2` … */
const PREFIX = 'review ';
const ALL = { from: PREFIX, to: `${PREFIX}\uffff` };
const keyOf = (number: number): string => `${PREFIX}${number}`;

/** Whether a fact of this name is an act of a review. */
export const isReviewKey = (name: string): boolean => /^review [1-9]\d{0,9}$/u.test(name);

export function createReviewStore(database: Database): ReviewStore {
  return {
    async list() {
      const rows = (await database.read(['facts'], (read) => read.all('facts', ALL))).map(({ key, value }) => ({ key, value, parsed: v.safeParse(FACT_SCHEMAS.review, value) }));
      const corrupt = rows.filter(({ parsed }) => !parsed.success);
      // Reading goes on even where they cannot be set aside.
      if (corrupt.length > 0) await database.setAside(corrupt.map(({ key, value }) => ({ store: 'facts', key, value }))).catch(() => undefined);
      return rows.flatMap(({ key, parsed }) => (parsed.success ? [{ number: Number(String(key).slice(PREFIX.length)), act: parsed.output }] : [])).sort((a, b) => a.number - b.number);
    },
    add: (act) => database.write(['facts'], (rows) => addReview(rows, act)),
    remove: (numbers) => database.write(['facts'], async (rows) => {
      for (const number of numbers) await removeReview(rows, number);
    }),
  };
}

/** Writes an act of a review within a transaction; answers its number. */
export async function addReview(rows: Rows, act: ReviewAct): Promise<number> {
  const number = await rows.nextNumber('facts');
  await rows.put('facts', keyOf(number), act);
  return number;
}

/** Takes an act of a review away within a transaction. */
export async function removeReview(rows: Rows, number: number): Promise<void> {
  await rows.delete('facts', keyOf(number));
}
