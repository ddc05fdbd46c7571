import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { logAnswers, otherAnswers, type Call } from '../fixtures/stored/answers.ts';
import type { Expected } from '../fixtures/stored/make.ts';
import { openApp, type LineStatus } from './harness/app.ts';
import { blob, expect, test } from './harness/test.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/stored/database-2-project-1');
const { at, log, others } = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as Expected;
const logOf = (call: Call) => logAnswers(call, Object.keys(log.columns), Object.keys(log.byVersion).map(Number), Object.values(at));

test('a project file of an earlier version opens with its versions, log and alerts, and the line runs on', async ({ page }) => {
  const { call } = await openApp(page);
  await call('project.import', blob(gunzipSync(readFileSync(join(FOLDER, 'project.zip.gz')))));
  const { index } = others.line;
  expect(await call('line.status')).toMatchObject({ ...others.line, durable: index });
  expect(await logOf(call)).toEqual(log);
  // Found anew, alerts are of the version that predicts, and fire no earlier than that predicted its first.
  await expect.poll(async () => (await otherAnswers(call)).alerts.map(({ rule }) => rule)).toEqual(others.alerts.map(({ rule }) => rule));
  const { models, rules, monitors, data } = await otherAnswers(call);
  expect({ models, rules, monitors, data }).toEqual({ models: others.models, rules: others.rules, monitors: others.monitors, data: others.data });

  await call('line.play', { speed: 'max', until: index + 100 });
  expect(await call<LineStatus>('line.reached', index + 100)).toMatchObject({ index: index + 100, beltSpeed: others.line.beltSpeed });
  expect([await call('log.count'), await call('log.count', { from: index, version: 1 })]).toEqual([log.rows + 100, 100]);
});
