/** Per-class quality on the held-out split. */
export interface ClassMetrics {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  support: number;
}

/** Quality on the held-out test split. Shares are in 0..1, undefined ratios (0/0) are 0. */
export interface QualityMetrics {
  accuracy: number;
  /** Mean of the classes' recalls. */
  balancedAccuracy: number;
  macroF1: number;
  logLoss: number;
  /** Expected calibration error, 15 top-label bins. */
  ece: number;
  perClass: ClassMetrics[];
  /** Rows are truth, columns are predictions, both in the order of the labels. */
  confusion: number[][];
}
