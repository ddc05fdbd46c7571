import { defaultWorld } from '../orchard/world-default.ts';
import { SCENARIO_DEFAULTS, type Scenario } from './scenario.ts';

/** The scenario of someone who has chosen nothing: the first screen's. */
export const defaultScenario: Scenario = { schema: 1, ...SCENARIO_DEFAULTS, name: 'A quiet line', world: defaultWorld, drifts: [] };
