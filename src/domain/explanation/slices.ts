import { OrchardError } from '../common/errors.ts';
import { ANY_SHARE } from '../experiment/interval.ts';
import { wilsonInterval } from '../experiment/proportions.ts';

/** One value of one attribute, such as species = mango, and how well its predictions were. */
export interface SliceQuality {
  readonly attribute: string;
  readonly value: string;
  readonly count: number;
  readonly right: number;
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy, which stays honest for few predictions. */
  readonly lower: number;
  readonly upper: number;
}

/** An attribute of every prediction, by name. */
export type Attributes = Readonly<Record<string, readonly string[]>>;

/** Accuracy of every value of every attribute, largest slices first within an attribute. Throws `argument-invalid` when lengths differ. */
export function sliceQuality(right: ArrayLike<boolean | number>, attributes: Attributes): SliceQuality[] {
  return Object.entries(attributes).flatMap(([attribute, values]) => {
    if (values.length !== right.length) throw new OrchardError('argument-invalid', `${attribute} has ${values.length} values for ${right.length} predictions`);
    const slices = new Map<string, { count: number; right: number }>();
    values.forEach((value, i) => {
      const slice = slices.get(value) ?? { count: 0, right: 0 };
      slices.set(value, slice);
      slice.count += 1;
      if (right[i]) slice.right += 1;
    });
    return [...slices]
      .map(([value, slice]) => ({ attribute, value, ...slice, accuracy: slice.right / slice.count, ...(wilsonInterval({ trials: slice.count, successes: slice.right }) ?? ANY_SHARE) }))
      .sort((a, b) => b.count - a.count);
  });
}
