/** All that running a plan takes, in one piece: the page fetches it when the bench is first used. */
export { costOf, parsePlan, tasksOf } from './plan.ts';
export { resultOf } from './result.ts';
