import { copyKey, type Augmentation } from './augmentation.ts';
import { VIEWS } from './views.ts';

/** What stands behind a picture that is learnt from: with `views` its other views, then the changed copies of an augmentation. Copies are counted from 1. */
export interface Copies {
  readonly views: boolean;
  readonly augmentation: Augmentation | undefined;
}

/** How many of the copies are views of the picture. */
export function viewCopies({ views }: Pick<Copies, 'views'>): number {
  return views ? VIEWS - 1 : 0;
}

/** By what the vectors of the picture itself are cached where it is looked at as the first of several views; undefined where as any picture. */
export function ownKey({ views }: Pick<Copies, 'views'>): string | undefined {
  return views ? 'view=0' : undefined;
}

/** By what the vectors of each copy are cached, in order. */
export function copyKeys(copies: Copies): string[] {
  const { augmentation } = copies;
  return [
    ...Array.from({ length: viewCopies(copies) }, (_, i) => `view=${i + 1}`),
    ...Array.from({ length: augmentation?.copies ?? 0 }, (_, i) => copyKey(augmentation!, i + 1)),
  ];
}
