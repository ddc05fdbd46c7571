import * as v from 'valibot';
import { strategySchema, type Strategy } from './strategy.ts';

/** What a deployment does to the rollout that goes on. `id` is that of the action that asked for it; a hand's has none. */
export type RolloutAct =
  | { readonly act: 'setWeight'; readonly id: string | null; readonly weight: number; /** The step that a hand skipped to. */ readonly step?: number | undefined }
  | { readonly act: 'promote' | 'abort'; readonly id: string | null; /** The challenger broke while predicting. */ readonly cause?: 'broken' | undefined }
  | { readonly act: 'pause' | 'resume' };

/** What a deployment is to a rollout: it begins one, or does something to it. */
export type RolloutRecord = { readonly act: 'start'; readonly strategy: Strategy } | RolloutAct;

const id = v.nullable(v.pipe(v.string(), v.maxLength(200)));

/** The schema of a stored record. */
export const rolloutRecordSchema = v.variant('act', [
  v.object({ act: v.literal('start'), strategy: strategySchema }),
  v.object({ act: v.literal('setWeight'), id, weight: v.pipe(v.number(), v.minValue(0), v.maxValue(1)), step: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) }),
  v.object({ act: v.picklist(['promote', 'abort']), id, cause: v.optional(v.literal('broken')) }),
  v.object({ act: v.picklist(['pause', 'resume']) }),
]);

/** The id of the action that a record carries out; null for what a hand did. */
export function actionOf(record: RolloutRecord | undefined): string | null {
  return record && 'id' in record ? record.id : null;
}
