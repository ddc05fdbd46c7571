import type { Leak } from '../../../domain/dataset/dataset.ts';

/** Why a label's test is not honest. */
export function leakText({ label, pictures }: Leak): string {
  return `${pictures === 2 ? 'Both' : `All ${pictures}`} pictures of “${label}” are one burst: the test would ask what was learnt by heart.`;
}
