import type { DriftKind, Drift } from '../../domain/world/drift/scenario.ts';

/** A change of who is live, as a flag on the axis. */
export interface DeploymentMark {
  index: number;
  version: number;
  /** The version under trial beside it. */
  challenger?: number;
}

type AlertState = 'pending' | 'firing' | 'resolved';

/** A change of an alert's state, as a diamond on the axis. */
export interface AlertMark {
  index: number;
  state: AlertState;
  /** Which rule, for the tooltip. */
  rule?: string;
}

/** The tokens that colour each kind, as CSS values. */
export const KIND_COLOUR: Record<DriftKind, string> = {
  covariate: 'var(--covariate)',
  prior: 'var(--prior)',
  concept: 'var(--concept)',
  fault: 'var(--fault)',
};

/** What a drift that is added somewhere is given to start with; the rest is asked for or has a default. */
export type DriftAt = Pick<Drift, 'onset'> & Partial<Drift>;
