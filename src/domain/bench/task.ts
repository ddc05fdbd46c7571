import type { Params } from '../monitoring/detectors/detector.ts';
import type { BenchStream } from './stream.ts';

/** One line of the result: a row of the plan at one value of its sweep, or a baseline. */
export interface Candidate {
  readonly key: string;
  /** Position in `plan.detectors`; −1 for baselines. */
  readonly row: number;
  readonly detector: string;
  readonly signal: string;
  readonly params: Params;
  readonly swept: { readonly param: string; readonly value: number } | null;
}

/** Everything that is tried on one stream under one seed: what one worker does in one go. */
export interface BenchTask {
  readonly stream: BenchStream;
  readonly seed: number;
  readonly events: number;
  readonly acceptanceEvents: number;
  readonly candidates: readonly Candidate[];
}
