import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { crc32 } from '../../src/domain/common/crc32.ts';
import { liveColourModel, openApp, type LineStatus } from './harness/app.ts';
import { blob, expect, test } from './harness/test.ts';

type Api = Awaited<ReturnType<typeof openApp>>;
interface RuleAnswer { key: string; rule: { alert?: string; record?: string }; off: boolean; state: string; message: string }

const DEEP = '('.repeat(5000);
/** Each of them once kept its worker busy for ever, or exhausted its memory or its stack. */
const RULES = `groups:
- name: hostile
  rules:
  - {alert: endless, expr: 'max_over_time(vector(1)[100y:1ms]) > 0'}
  - {alert: standing, expr: 'absent_over_time(up[100y:1ms] @ 9e18)'}
  - {alert: nowhere, expr: 'absent_over_time(up[5m:1m] @ Inf)'}
  - {alert: wild, expr: 'count({__name__=~"((a*)*)*b|(.*r.*){2}_.*"}) > 0'}
  - {alert: large, expr: 'up{x=~"(a{1000}){1000}"} > 0'}
  - {alert: deep, expr: '${DEEP}1'}
  - {record: 'a:b', expr: 'sum_over_time(sum_over_time(sum_over_time(vector(1)[1h:1s])[1h:1s])[1h:1s])'}
  - alert: wordy
    expr: vector(1)
    annotations: {summary: '{{ define "a" }}{{ template "b" . }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ template "c" . }}{{ template "c" . }}{{ end }}{{ define "c" }}{{ template "a" . }}{{ end }}{{ template "a" . }}'}
  - {alert: sound, expr: 'orchard_events_total >= 0 or vector(1)'}
`;
const MONITORS = Array.from({ length: 64 }, (_, i) => ({
  id: `m${i}`, name: `Test ${i}`, signal: 'confidence', reference: { kind: 'first', rows: 500 }, window: { by: 'count', rows: 500, every: 1 },
  minimumSample: 20, judge: { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 },
}));

/** The project of a page, with other rules and monitors than it has. */
async function projectWith(api: Api, alerting: object): Promise<Buffer> {
  const { bytes } = await api.call<{ bytes: Buffer }>('project.export');
  const files = unzipSync(bytes);
  const settings = (JSON.parse(strFromU8(files['rows/settings.json']!)) as [string, unknown][]).filter(([key]) => key !== 'alerting');
  files['rows/settings.json'] = strToU8(JSON.stringify([...settings, ['alerting', alerting]]));
  const manifest = JSON.parse(strFromU8(files['manifest.json']!)) as { files: { name: string; sizeBytes: number; sha256: string }[] };
  for (const file of manifest.files) {
    const content = files[file.name]!;
    Object.assign(file, { sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
  }
  files['manifest.json'] = strToU8(JSON.stringify(manifest));
  return Buffer.from(zipSync(files));
}

/** Writes a setting as an earlier visit would have left it. */
async function leave(page: Page, key: string, value: string): Promise<void> {
  await page.evaluate(async ([at, what]) => {
    const [{ name }] = (await indexedDB.databases()) as [{ name: string }];
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onerror = () => reject(request.error!);
      request.onsuccess = () => {
        const writing = request.result.transaction('settings', 'readwrite');
        writing.objectStore('settings').put(what, at);
        writing.oncomplete = () => { request.result.close(); resolve(); };
        writing.onerror = () => reject(writing.error!);
      };
    });
  }, [key, value] as const);
}

const byName = async (api: Api) => new Map((await api.call<RuleAnswer[]>('alerts.rules')).map((status) => [status.rule.alert ?? status.rule.record, status]));

test('a project with rules and monitors without end is opened, says which are off, and stays usable through a reload', async ({ page }) => {
  test.setTimeout(180_000);
  const api = await openApp(page, './#/alerts');
  await liveColourModel(page);
  await api.call('line.step', 1200);
  await api.call('project.import', blob(await projectWith(api, { monitors: MONITORS, rules: RULES, notify: false, sound: false })));
  await api.call('line.step', 300);
  const expected = async () => {
    const rules = await byName(api);
    expect(Object.fromEntries([...rules].map(([name, { off, state }]) => [name, off ? 'off' : state]))).toMatchObject({ endless: 'off', standing: 'off', 'a:b': 'off', wild: 'firing', wordy: 'firing', sound: 'firing' });
    expect(rules.get('endless')!.message).toMatch(/line 1, column 15: the subquery looks at 3153600000000 moments/);
    expect(['nowhere', 'deep', 'large'].filter((name) => rules.has(name))).toEqual([]);
    expect((await api.call<{ off: boolean }[]>('monitor.status')).every(({ off }) => off)).toBe(true);
  };
  await expected();

  await page.reload();
  await api.ready();
  await expect.poll(async () => (await api.call<LineStatus>('line.status')).index).toBe(1500);
  await api.call('line.step', 100);
  await expected();

  await page.getByRole('radio', { name: 'Rules' }).check();
  await expect(page.getByText(/^3 problems: these rules of your file are not watched/)).toBeVisible();
  await expect(page.getByText('is switched off').first()).toBeVisible();
  await page.getByRole('button', { name: 'Let it run again: endless' }).click();
  await expect(page.getByRole('button', { name: 'Let it run again: endless' })).toHaveCount(0);
  await api.call('line.step', 100);
  await expect(page.getByRole('button', { name: 'Let it run again: endless' })).toBeVisible();

  await expect(api.call('promql', 'max_over_time(vector(1)[100y:1ms])')).rejects.toMatchObject({ code: 'over-budget' });
  await expect(api.call('promql', 'absent_over_time(up[5m:1m] @ Inf)')).rejects.toMatchObject({ code: 'argument-invalid' });
  await expect(api.call('render', { scenario: 'nothing-happens', index: 1, size: 20_000 })).rejects.toMatchObject({ code: 'index-out-of-range' });
  await expect(api.call('detectors.run', 'KSWIN', { window_size: 100_000, stat_size: 50_000 }, Array(1000).fill(0))).rejects.toMatchObject({ code: 'over-budget' });
});

test('rules whose first run did not end on the last visit are held back, which is said, until somebody lets them run', async ({ page }) => {
  const api = await openApp(page, './#/alerts');
  await liveColourModel(page);
  await api.call('line.step', 1200);
  const own = 'groups:\n- name: mine\n  rules:\n  - {alert: mine, expr: vector(1)}\n';
  expect(await api.call('alerts.setFile', own)).toEqual([]);
  await api.call('line.step', 100);
  expect((await byName(api)).get('mine')).toMatchObject({ state: 'firing' });

  await leave(page, 'watchTrial', crc32(Buffer.from(JSON.stringify([own, null]))).toString(16));
  await page.reload();
  await api.ready();
  const banner = page.getByRole('group', { name: 'Your own rules and monitors are held back' });
  await expect(banner).toBeVisible();
  expect(await api.call('monitor.heldBack')).toBe(true);
  await api.call('line.step', 100);
  expect(await api.call<unknown[]>('alerts.rules')).toEqual([]);
  expect(await api.call('alerts.file')).toBe(own);
  await page.goto('./#/monitor');
  await expect(banner).toBeVisible();
  await expect(page.locator('#headline')).toContainText('held back');
  await expect(page.getByRole('button', { name: 'Let them run' })).toHaveCount(1);

  await banner.getByRole('button', { name: 'Let them run' }).click();
  await expect(banner).toHaveCount(0);
  await api.call('line.step', 100);
  expect((await byName(api)).get('mine')).toMatchObject({ state: 'firing' });
  await page.reload();
  await api.ready();
  expect(await api.call('monitor.heldBack')).toBe(false);
});
