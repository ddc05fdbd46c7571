/** Shapes by which policies are told apart without colour, as SVG paths round the origin; hollow ones are rings. */
const SHAPES = [
  { d: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z', hollow: false }, { d: 'M0-5 5 0 0 5-5 0Z', hollow: false }, { d: 'M-3.6-3.6h7.2v7.2h-7.2Z', hollow: false }, { d: 'M0-4.8 4.6 3.6H-4.6Z', hollow: false },
  { d: 'M-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0Z', hollow: true }, { d: 'M0-4.6 4.6 0 0 4.6-4.6 0Z', hollow: true }, { d: 'M-3.4-3.4h6.8v6.8h-6.8Z', hollow: true }, { d: 'M0-4.4 4.2 3.2H-4.2Z', hollow: true },
] as const;

export interface MarkShape {
  readonly d: string;
  readonly hollow: boolean;
}

/** The mark of the policy at a place in the list. */
export function markOf(at: number): MarkShape {
  return SHAPES[at % SHAPES.length]!;
}

/** The marks of the baselines: a star, a cross, a triangle that points down. */
export const BASELINE_MARKS = {
  optimum: { d: 'M0-6 1.5-2 5.7-1.9 2.4.8 3.5 4.9 0 2.5-3.5 4.9-2.4.8-5.7-1.9-1.5-2Z', hollow: false }, never: { d: 'M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5', hollow: true }, always: { d: 'M0 4.6 4.4-3.4H-4.4Z', hollow: true },
} as const satisfies Record<string, MarkShape>;
