import type { Stage } from './stage.ts';

/** Draws one fruit of a species, shadow first, on a stage. */
export type Painter = (stage: Stage) => void;
