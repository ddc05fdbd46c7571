import { Transferring, type CallContext } from '../protocol/message.ts';
import type { MeasureProgress } from '../protocol/sample.ts';
import type { TrainerOperations } from '../protocol/trainer.ts';
import type { TrainerDeps } from './deps.ts';
import { featureRows, prepareLearning } from './prepare.ts';

/** What a head takes of pictures. Throws what preparing throws, and `cancelled`. */
export async function measureRows(
  { samples, rows: { inputSize, blocks, normalise, levelling } }: TrainerOperations['measureRows']['in'], context: CallContext<MeasureProgress>, deps: TrainerDeps,
): Promise<Transferring<Float32Array<ArrayBuffer>>> {
  const { seen } = await prepareLearning({ samples, inputSize, blocks, pixels: false, levelling }, context, deps);
  const rows = featureRows(seen, samples.length, blocks, normalise);
  return new Transferring(rows, [rows.buffer]);
}
