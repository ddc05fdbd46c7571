import { expect, it } from 'vitest';
import { Standstill } from '../../../workers/monitor/standstill.ts';

/** One task after the other, as the intake has it. */
function queue(): { hold<T>(task: () => Promise<T> | T): Promise<T> } {
  let last: Promise<unknown> = Promise.resolve();
  return { hold: (task) => { const next = last.then(task); last = next.catch(() => {}); return next; } };
}

it('keeps what comes waiting from when it has settled until it ends', async () => {
  const [intake, standstill] = [queue(), new Standstill()];
  await standstill.begin(intake, async () => { expect(standstill.holds).toBe(false); });
  expect(standstill.holds).toBe(true);
  let came = false;
  const next = intake.hold(() => { came = true; });
  await Promise.resolve();
  expect(came).toBe(false);
  standstill.end();
  await next;
  expect(standstill.holds).toBe(false);
});

it('keeps nobody waiting where it was ended before it began', async () => {
  const [intake, standstill] = [queue(), new Standstill()];
  const begun = standstill.begin(intake, async () => {});
  standstill.end();
  await begun;
  await intake.hold(() => {});
  expect(standstill.holds).toBe(false);
});
