const DAY_MS = 86_400_000;

/** Parts of a moment given in seconds since 1970, in UTC. NaN beyond what a Date can hold, 270,000 years either way. */
export const CALENDAR_FUNCTIONS: ReadonlyMap<string, (seconds: number) => number> = new Map([
  ['minute', part((date) => date.getUTCMinutes())],
  ['hour', part((date) => date.getUTCHours())],
  ['day_of_week', part((date) => date.getUTCDay())],
  ['day_of_month', part((date) => date.getUTCDate())],
  ['day_of_year', part((date) => Math.floor((date.getTime() - new Date(date).setUTCMonth(0, 1)) / DAY_MS) + 1)],
  ['days_in_month', part((date) => new Date(new Date(date).setUTCMonth(date.getUTCMonth() + 1, 0)).getUTCDate())],
  ['month', part((date) => date.getUTCMonth() + 1)],
  ['year', part((date) => date.getUTCFullYear())],
]);

function part(of: (date: Date) => number): (seconds: number) => number {
  return (seconds) => of(new Date(Math.trunc(seconds) * 1000));
}
