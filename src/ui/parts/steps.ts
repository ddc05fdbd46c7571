/** A step of a course: done, where it stands, or to come. */
export interface Step {
  key: string;
  label: string;
  state: 'done' | 'current' | 'to-come';
  /** Lines under it: `fruit 10 312`, `21 Apr, 19:26`. Left out where there is no room. */
  notes?: readonly string[];
  /** What lies between it and the next one: `38 fruits`. */
  until?: string | undefined;
  /** It began with an alert. */
  alert?: boolean;
}
