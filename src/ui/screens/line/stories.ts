/** Narrowest that a story may be, px. */
const LEAST_WIDTH = 158;
const MOST_COLUMNS = 5;

/** How many stories stand side by side. */
export function storyColumns(width: number): number {
  return Math.max(2, Math.min(MOST_COLUMNS, Math.floor((width + 24) / (LEAST_WIDTH + 24))));
}

/** The first `count` stories; the one that is being told is always among them. */
export function storiesInSight<T extends { id: string }>(stories: readonly T[], count: number, active: string | null): readonly T[] {
  const first = stories.slice(0, count);
  const told = stories.find(({ id }) => id === active);
  return !told || first.includes(told) ? first : [told, ...first.slice(0, count - 1)];
}
