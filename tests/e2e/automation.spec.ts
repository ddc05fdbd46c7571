import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { liveColourModel, openApp } from './harness/app.ts';
import { pngOf } from './harness/png.ts';
import { blob, expect, test } from './harness/test.ts';

interface Row {
  /** The call's name, such as `line.look`. */
  name: string;
  /** What the page says that it answers, as the keys of each form that is named: all, and those that must be there. */
  forms: { keys: Set<string>; required: Set<string> }[];
}

const DOCS = readFileSync('docs/automation.md', 'utf8');

/** The keys on the outer level of `{ a, b?, c: { d } }` or `[{ … }]`. */
function keysOf(form: string): Row['forms'][number] {
  const inner = form.replace(/^\[?\{/u, '').replace(/\}\]?$/u, '');
  let depth = 0;
  const parts = [''];
  for (const sign of inner) {
    if ('{['.includes(sign)) depth += 1;
    if ('}]'.includes(sign)) depth -= 1;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  const names = parts.map((part) => part.split(':')[0]!.trim()).filter((name) => name !== '');
  return { keys: new Set(names.map((name) => name.replace('?', ''))), required: new Set(names.filter((name) => !name.endsWith('?'))) };
}

/** The rows of the page's tables, a row a call. */
const ROWS: Row[] = DOCS.split('\n').filter((line) => /^\| `/u.test(line)).flatMap((line) => {
  const [calls = '', ...others] = line.slice(2).split(' | ');
  const answers = others.join(' | ');
  const names = [...calls.matchAll(/`(?:orchard\.)?([a-zA-Z.]+)\(/gu)].map(([, name]) => name!);
  const forms = names.length === 1 ? [...answers.matchAll(/`(\[?\{[^`]*\}\]?)`/gu)].map(([, form]) => keysOf(form!)) : [];
  return names.map((name) => ({ name, forms }));
});

/** Every method of `window.orchard`, by its path. */
const methodsOf = (page: Page): Promise<string[]> => page.evaluate(() => {
  const walk = (value: object, path: string): string[] => Object.entries(value).flatMap(([key, inner]: [string, unknown]) => (
    typeof inner === 'function' ? [path + key] : typeof inner === 'object' && inner !== null && !(inner instanceof Promise) ? walk(inner, `${path}${key}.`) : []));
  return walk((window as unknown as { orchard: object }).orchard, '');
});

test('the automation page names every call that there is, and none that there is not', async ({ page }) => {
  await openApp(page);
  const documented = new Set([...ROWS.map(({ name }) => name), ...[...DOCS.matchAll(/`(train|bench|policies|alerts\.silences|alerts\.endSilence)\(/gu)].map(([, name]) => name!)]);
  expect([...documented].sort()).toEqual((await methodsOf(page)).sort());
});

test('what a call answers has the keys that the automation page says', async ({ page }) => {
  test.setTimeout(240_000);
  const api = await openApp(page);
  await liveColourModel(page, 160);
  await api.call('line.load', 'lamp-ages', { seed: 7 });
  await api.call('line.play', { speed: 'max', until: 9000 });
  await api.call('line.reached', 9000);
  await api.call('data.collect', 30);
  await api.call('train', { kind: 'colour' });
  const [incident] = await api.call<{ parts: { labels: unknown; firedAt: number }[] }[]>('alerts.incidents');
  const [part] = incident!.parts;
  const png = blob(pngOf(64, 64, [200, 40, 30]), 'image/png');
  const inputs: Record<string, unknown[]> = {
    compute: [], 'data.add': ['ripe', [png]], 'data.pick': [{ count: 4, seed: 9 }], 'data.collect': [5], 'data.summary': [], actions: [], 'models.compare': [1, 2], classify: [png],
    'line.look': [5], 'line.status': [], 'monitor.series': ['accuracy', {}], 'alerts.list': [], 'monitor.status': [], 'monitor.explain': ['psi-brightness'],
    'monitor.reference': [], 'alerts.rules': [], 'alerts.incidents': [], 'alerts.why': [part!.labels, part!.firedAt], promql: ['orchard_accuracy'],
    'detectors.run': ['ADWIN', {}, [0, 1, 0, 1]], 'improve.replay': [{ versions: [1], from: 0, to: 100 }], 'improve.remedies': [], 'improve.try': ['new-data', { count: 20 }], 'journal.list': [], 'models.deploy': [2], 'line.load': ['nothing-happens'],
  };
  for (const [name, args] of Object.entries(inputs)) {
    const forms = ROWS.find((row) => row.name === name)?.forms ?? [];
    expect(forms.length, `${name} says what it answers`).toBeGreaterThan(0);
    const answer = await api.call<object>(name, ...args);
    const one = Array.isArray(answer) ? (answer[0] as object) : answer;
    const keys = Object.keys(one);
    const fits = forms.some((form) => keys.every((key) => form.keys.has(key)) && [...form.required].every((key) => key in one));
    expect(fits, `${name} answers ${keys.join(', ')}`).toBe(true);
  }
});
