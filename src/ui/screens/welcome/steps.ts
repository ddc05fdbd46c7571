/** How far a step of the first visit is. */
export interface StepState {
  step: string;
  /** 0..1; null while it is under way and nobody knows how far. */
  filled: number | null;
  here: boolean;
}

/** The steps with how far each is: done ones are full, later ones empty, the present one as far as was measured. */
export function stepStates(steps: readonly string[], done: readonly string[], current: string | null, progress: { done: number; total: number } | null): StepState[] {
  return steps.map((step) => {
    if (done.includes(step)) return { step, filled: 1, here: false };
    if (step !== current) return { step, filled: 0, here: false };
    return { step, filled: progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null, here: true };
  });
}
