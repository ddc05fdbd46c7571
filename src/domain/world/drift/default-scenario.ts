import { parseScenario } from './schema.ts';
import type { Scenario } from './scenario.ts';

/** The scenario of someone who has chosen nothing: the first screen's. */
export const defaultScenario: Scenario = parseScenario({ name: 'A quiet line', world: {} });
