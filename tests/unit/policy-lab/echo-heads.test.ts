import { expect, it } from 'vitest';
import { USUAL_HEADS } from '../../../src/domain/learning/online/heads.ts';
import { echoHeads, type EchoCourse } from '../../../src/domain/policy-lab/echo-heads.ts';
import { DrawnLabLines } from '../../../src/domain/policy-lab/task.ts';
import { presetOf } from '../../../src/domain/world/drift/presets.ts';

const lines = new DrawnLabLines(4);

function run(exploration: number) {
  const work = echoHeads({ scenario: { ...presetOf('the-echo')!.scenario(7), exploration }, seed: 7, events: 10_000, settings: USUAL_HEADS, bins: 20 }, lines);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Share right over the second half of the story, by all truths and by those that came. */
function later({ bins, told }: EchoCourse): [so: number, said: number] {
  return [bins, told.bins].map((each) => each.slice(10)).map((each) => each.reduce((sum, { right }) => sum + right, 0) / each.reduce((sum, { of }) => sum + of, 0)) as [number, number];
}

it('in the echo each is told better than it is; exploration lets the heads hear what they get wrong', () => {
  const { index, courses } = run(0);
  expect(index).toHaveLength(20);
  expect(courses.map(({ key }) => key)).toEqual(['live', 'rls', 'sgd']);
  expect(courses[0]!.learnt).toBe(0);
  for (const course of courses) {
    const [so, said] = later(course);
    expect(said - so, course.key).toBeGreaterThan(0.04);
    expect(course.of).toBe(10_000);
    expect(course.told.of).toBeLessThan(8000);
  }
  const explored = run(0.05).courses;
  for (const key of [1, 2]) expect(later(explored[key]!)[0]).toBeGreaterThan(later(courses[key]!)[0] + 0.02);
}, 300_000);
