/** Rollouts as rows of a drawing: those that raised a false alarm first, the earliest on top; null for one that raised none. */
export function alarmRows(at: readonly (number | null)[]): (number | null)[] {
  const alarms = at.filter((each) => each !== null).sort((a, b) => a - b);
  return [...alarms, ...new Array<null>(at.length - alarms.length).fill(null)];
}
