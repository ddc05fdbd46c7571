import type { Picture } from '../../src/domain/common/picture.ts';
import { augmentedCopy } from '../../src/domain/data/augmentation/augment.ts';
import { shownAt } from '../../src/domain/data/features/resample.ts';
import type { TrainerOperations } from '../protocol/trainer.ts';
import type { TrainerDeps } from './deps.ts';

/** The first copies of one stored picture, at the size at which they are learnt from. Throws OrchardError `picture-undecodable`. */
export async function previewCopies({ blob, id, augmentation, copies, inputSize }: TrainerOperations['previewCopies']['in'], { codec }: TrainerDeps): Promise<Picture[]> {
  const shown = shownAt(await codec.decode(blob), inputSize);
  return Array.from({ length: copies }, (_, i) => augmentedCopy(shown, id, augmentation, i + 1));
}
