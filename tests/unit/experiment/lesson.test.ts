import { describe, expect, it } from 'vitest';
import { aaLesson, LESSON_MODES, USUAL_LESSON, type Lesson, type LessonPlan } from '../../../src/domain/experiment/lesson.ts';
import { peek, type PeekingPlan } from '../../../src/domain/experiment/peeking.ts';
import { alarmRows } from '../../../src/ui/screens/rollout/lesson.ts';

function lesson(plan: Partial<LessonPlan> = {}, told: number[] = []): Lesson {
  const work = aaLesson({ ...USUAL_LESSON, ...plan });
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    told.push(step.value);
  }
}

describe('the A/A lesson', () => {
  it.each([...LESSON_MODES])('%s: peeking multiplies the false alarms of the ordinary test, and not those of the one that is made for it', (mode) => {
    const told: number[] = [];
    const { peeked, once, always } = lesson({ mode, fruits: 1000 }, told);
    expect(peeked.count).toBeGreaterThan(15);
    expect(once.count).toBeLessThan(12);
    expect(always.count).toBeLessThan(6);
    expect(peeked.at).toHaveLength(100);
    // Whoever finds something at the end would have found it when looking all the time.
    once.at.forEach((at, rollout) => { if (at !== null) expect([at, peeked.at[rollout] !== null]).toEqual([999, true]); });
    expect(told.length).toBe(200);
    expect(told.every((share, i) => share > (told[i - 1] ?? 0) && share <= 1)).toBe(true);
  });

  it('is the same for the same plan, and another for another seed', () => {
    const small = { rollouts: 20, fruits: 300 };
    expect(lesson(small)).toEqual(lesson(small));
    expect(lesson({ ...small, seed: 2 }).peeked.at).not.toEqual(lesson(small).peeked.at);
    expect(() => lesson({ accuracy: 1 })).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  });

  it('counts what the tables of docs/experiments.md count', () => {
    const plan: PeekingPlan = { rollouts: 40, fruits: 400, weight: 0.5, champion: 0.9, challenger: 0.9, seed: 3, tests: ['pooled'] };
    expect(lesson({ rollouts: 40, fruits: 400, seed: 3 }).peeked.count / 40).toBe(peek(plan).pooled.found);
  });

  it('draws alarms first, the earliest on top', () => {
    expect(alarmRows([null, 7, null, 2])).toEqual([2, 7, null, null]);
  });
});
