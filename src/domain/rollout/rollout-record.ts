import type { Strategy } from './strategy.ts';

/**
 * Events from a decision to where it takes effect: more than may be on their way from a model to the monitor while somebody is under trial, so that a
 * decision never comes too late, on whichever machine.
 */
export const LAG_EVENTS = 256;

/** What a deployment does to the rollout that goes on. `id` is that of the action that asked for it; a hand's has none. */
export type RolloutAct =
  | { readonly act: 'setWeight'; readonly id: string | null; readonly weight: number; /** The step that a hand skipped to. */ readonly step?: number | undefined }
  | { readonly act: 'promote' | 'abort'; readonly id: string | null; /** The challenger broke while predicting. */ readonly cause?: 'broken' | undefined }
  | { readonly act: 'pause' | 'resume' };

/** What a deployment is to a rollout: it begins one, or does something to it. */
export type RolloutRecord = { readonly act: 'start'; readonly strategy: Strategy } | RolloutAct;

/** The id of the action that a record carries out; null for what a hand did. */
export function actionOf(record: RolloutRecord | undefined): string | null {
  return record && 'id' in record ? record.id : null;
}
