import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withTables } from '../../../scripts/experiments/tables.ts';
import { AA_PLANS, peek } from '../../../src/domain/experiment/peeking.ts';

const page = readFileSync(new URL('../../../docs/experiments.md', import.meta.url), 'utf8');

describe('the tables of the page on experiments', () => {
  test('are what the simulation says', () => {
    const rows = page.split('\n').filter((line) => /^\| (?:canary|A\/B).*%/.test(line)).slice(0, AA_PLANS.length).map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows.map((cells) => Number(cells[2]))).toEqual(AA_PLANS.map(({ champion }) => champion));
    const { blocks, discordant } = peek({ ...AA_PLANS[1]!, tests: ['blocks', 'discordant'] });
    expect([rows[1]![6], rows[1]![8]]).toEqual([blocks, discordant].map(({ found }) => `${(100 * found).toFixed(1)} %`));
  });

  test('stand between marks, and nothing else of the page is changed', () => {
    const other = '# A page\n<!-- table: unknown -->\nkept\n<!-- end of table -->\n';
    expect(withTables(other)).toBe(other);
    expect([...page.matchAll(/<!-- table: ([\w-]+) -->/g)].map(([, name]) => name)).toEqual(['false-alarms', 'differences-found', 'drifting-alarms']);
  });
});
