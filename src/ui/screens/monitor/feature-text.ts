import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import { number } from '../../format.ts';

/** How a readable feature is written: digits that mean something at its usual spread. */
export function featureFormat(position: number, std = 0.1): (value: number) => string {
  const unit = READABLE_FEATURES[position]?.unit ?? '';
  const digits = unit !== '' ? 0 : std >= 0.05 ? 2 : std >= 0.005 ? 3 : 4;
  return (value) => number(value, digits) + unit;
}

/** A feature's label without what stands in brackets; `Mean` before a single word. */
export function featureTitle(label: string): string {
  const plain = label.replace(/ \(.*\)$/u, '');
  return plain.includes(' ') ? plain : `Mean ${plain.toLowerCase()}`;
}
