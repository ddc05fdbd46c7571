/** All that running a plan takes, in one piece: the page fetches it when the lab is first used. */
export { labCost, labTasks, parseLabPlan } from './plan.ts';
export { labResult } from './result.ts';
