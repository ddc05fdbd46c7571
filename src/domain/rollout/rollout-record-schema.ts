import * as v from 'valibot';
import { strategySchema } from './strategy.ts';

const id = v.nullable(v.pipe(v.string(), v.maxLength(200)));

/** The schema of a stored record. */
export const rolloutRecordSchema = v.variant('act', [
  v.object({ act: v.literal('start'), strategy: strategySchema }),
  v.object({ act: v.literal('setWeight'), id, weight: v.pipe(v.number(), v.minValue(0), v.maxValue(1)), step: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) }),
  v.object({ act: v.picklist(['promote', 'abort']), id, cause: v.optional(v.literal('broken')) }),
  v.object({ act: v.picklist(['pause', 'resume']) }),
]);
