import { parsePlan } from '../../../src/domain/bench/plan.ts';
import * as streams from '../../../src/domain/bench/stream.ts';
import type { Scenario } from '../../../src/domain/world/drift/scenario.ts';

const parsed = (stream: object): streams.BenchStream => parsePlan({ detectors: [{ detector: 'ADWIN' }], streams: [stream] }).streams[0]!;

/** The drifts of a stream as a plan would write it. */
export const driftsOf = (stream: object) => streams.driftsOf(parsed(stream));

/** The scenario of a preset's stream. */
export function lineStreamOf(preset: string): Scenario {
  const stream = parsed({ kind: 'line', preset });
  if (stream.kind !== 'line') throw new Error('no line');
  return stream.scenario;
}
