import { STORY_LEAD, type storyWait } from '../../../domain/guidance/story-onset.ts';
import { number } from '../../format.ts';

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

/** When a story begins that is told now, and why then; on a line that has not begun (null), at once. */
export function storyWaitText(wait: ReturnType<typeof storyWait> | null): string {
  if (!wait) return 'each one begins a line of its own';
  const behind = wait.for === 'lead' ? `${STORY_LEAD} fruits on` : `${number(wait.onset - wait.referenceEnd)} behind the reference’s end`;
  return `each one begins at fruit ${number(wait.onset + 1)} or later, ${behind}`;
}
