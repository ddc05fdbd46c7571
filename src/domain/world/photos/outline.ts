/** A label of some photographs, and how many have it. */
export interface PhotoLabel {
  readonly name: string;
  readonly count: number;
}

/**
 * What the line has to know of a set of photographs, without a photograph: with it, which photograph an event shows and what is true of it are pure functions of scenario and
 * index. The photographs of a label lie one behind the other, in the order of the labels; those without a label come last.
 */
export interface PhotoOutline {
  /** SHA-256 (hex) over the photographs and their labels. */
  readonly id: string;
  readonly name: string;
  /** Photographs, at least one. */
  readonly count: number;
  readonly labels: readonly PhotoLabel[];
}

/** The label of the photograph at a position of a set, 0 ≤ position < count; null where it has none. */
export function photoLabelAt(labels: readonly PhotoLabel[], position: number): string | null {
  let from = 0;
  for (const { name, count } of labels) {
    from += count;
    if (position < from) return name;
  }
  return null;
}
