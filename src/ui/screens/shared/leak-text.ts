import type { Leak } from '../../../domain/data/dataset/dataset.ts';
import { nameText } from '../../names.ts';
import { number } from '../../format.ts';

/** Why a label's test is not honest. */
export function leakText({ label, pictures, others = 0 }: Leak): string {
  const name = `“${nameText(label)}”`;
  if (others === 0) return `${pictures === 2 ? 'Both' : `All ${number(pictures)}`} pictures of ${name} are one burst: the test would ask what was learnt by heart.`;
  return `${number(pictures)} of ${number(pictures + others)} pictures of ${name} are one burst: ${others === 1 ? 'one other picture is' : `${number(others)} others are`} too little to test on.`;
}

/** What leaks mean for the figures of a result. */
export function leakConsequence(leaks: readonly Leak[]): string {
  return leaks.some(({ others = 0 }) => others === 0) ? 'The figures below are better than the model.' : 'The figures below say little of it.';
}
