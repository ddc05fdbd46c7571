import { describe, expect, it } from 'vitest';
import { Records } from '../../../src/clients/records.ts';
import { fileOf, rowsOf, sourcesOf, textOf } from '../../../src/ui/debug/rows.ts';

const about = { appVersion: '1.2.3', nowMs: Date.UTC(2026, 2, 14, 10, 42) };

function recorded(): Records {
  const records = new Records();
  records.begin('monitor', 'count', 'where')('ok', 'nine bytes');
  records.record({ kind: 'notice', from: 'orchard', name: 'line', bytes: 0 });
  records.begin('monitor', 'query', null)('over-budget');
  records.begin('monitor', 'usage', null)('cancelled');
  records.begin('serving', 'prepare', null);
  return records;
}

describe('the rows of the debug record', () => {
  it('put what waits first and then the newest, and mark what failed', () => {
    const rows = rowsOf(recorded(), null, Date.now());
    expect(rows.map(({ from, name, outcome, tone }) => [from, name, outcome, tone])).toEqual([
      ['serving', 'prepare', 'not answered', 'warn'], ['monitor', 'usage', 'cancelled', 'warn'], ['monitor', 'query', 'over-budget', 'alert'], ['orchard', 'line', '', undefined], ['monitor', 'count', 'ok', undefined],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(rows.at(-1)!.size).toBe('→ 5\u00a0B ← 10\u00a0B');
  });

  it('can be those of one worker', () => {
    const records = recorded();
    expect(sourcesOf(records)).toEqual(['monitor', 'orchard', 'serving']);
    expect(rowsOf(records, 'orchard', Date.now()).map(({ name }) => name)).toEqual(['line']);
    expect(rowsOf(records, 'serving', Date.now()).map(({ name }) => name)).toEqual(['prepare']);
  });

  it('read as text from the oldest on', () => {
    const lines = textOf(rowsOf(recorded(), null, Date.now()), about).trimEnd().split('\n');
    expect(lines[0]).toBe('Orchard 1.2.3, 2026-03-14T10:42:00.000Z, times in UTC');
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}monitor {3}call {5}count .* ok {2}→ 5 B ← 10 B$/u);
    expect(lines[5]).toMatch(/serving .* prepare .* not answered$/u);
  });

  it('are saved whole', async () => {
    const file = JSON.parse(await fileOf(recorded(), about).text()) as Record<string, unknown[]>;
    expect(file).toMatchObject({ format: 'orchard-debug', appVersion: '1.2.3', createdMs: about.nowMs, total: 4 });
    expect(file['entries']).toHaveLength(4);
    expect(file['waiting']).toHaveLength(1);
  });
});
