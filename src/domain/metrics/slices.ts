import { OrchardError } from '../errors.ts';

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

/** z of a two-sided 95 % interval. */
const Z95 = 1.959963984540054;

/** Wilson's score interval for a share of n. Wilson, JASA 22, 1927. */
export function wilsonInterval(right: number, n: number, z = Z95): { readonly lower: number; readonly upper: number } {
  if (n === 0) return { lower: 0, upper: 1 };
  const share = right / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

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
      .map(([value, slice]) => ({ attribute, value, ...slice, accuracy: slice.right / slice.count, ...wilsonInterval(slice.right, slice.count) }))
      .sort((a, b) => b.count - a.count);
  });
}
