import type { CleaningAct } from './decisions.ts';
import type { DeskAct, PutAct } from './desk.ts';

/** What was done in a review, as it is kept: the present state is made of these, oldest first. */
export type ReviewAct = CleaningAct | DeskAct | PutAct;
