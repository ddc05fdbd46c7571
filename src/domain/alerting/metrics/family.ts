import type { Labels } from '../alerts/matcher.ts';

export const METRIC_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** One number of a family. Its labels hold the name of the series as `__name__`, which for histograms is not the family's. */
export interface MetricSample {
  readonly labels: Labels;
  readonly value: number;
  /** Unix ms, where the text says so. */
  readonly timestampMs?: number;
}

/** All series of one metric. */
export interface MetricFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

export const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/u;
export const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/u;
