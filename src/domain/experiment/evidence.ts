/** A test that may be looked at at any time: `peak` is ln of its greatest evidence so far against "no difference", 0 at least. */
export interface Evidence {
  readonly peak: number;
}

/** The p-value that is valid whenever it is looked at: it never rises. 1 at first. */
export function alwaysValidP({ peak }: Evidence): number {
  return Math.exp(-peak);
}

/** Whether a difference was found, with a chance of `alpha` at most that there is none (Ville 1939). */
export function isFound({ peak }: Evidence, alpha: number): boolean {
  return peak >= Math.log(1 / alpha);
}
