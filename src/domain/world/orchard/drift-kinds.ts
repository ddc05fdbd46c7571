/** What changes when a parameter of the world changes: P(x), P(y), P(y given x), or the quality of the data. */
export const DRIFT_KINDS = ['covariate', 'prior', 'concept', 'fault'] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];
