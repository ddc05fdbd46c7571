import { AA_PLANS, peek, type Peeked, type PeekingPlan, type PeekingResult } from '../../src/domain/experiment/peeking.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const mode = ({ weight }: PeekingPlan): string => (weight === 0.5 ? 'A/B, half each' : `canary, ${100 * weight} %`);
const rates = ({ champion, challenger }: PeekingPlan): string => (champion === challenger ? String(champion) : `${champion} → ${challenger}`);

/** In the order of the table's columns. */
const COLUMNS: readonly (readonly [Peeked, string])[] = [
  ['pooled', 'pooled z, p < 0.05'], ['mixture-from-start', 'mixture SPRT from the start'], ['mixture', 'mixture SPRT from 100 an arm on'], ['blocks', 'block e-variable'],
  ['mcnemar', 'shadow: McNemar, p < 0.05'], ['discordant', 'shadow: e-process'],
];

/** Share of A/A rollouts in which each test finds a difference at any look. */
export function falseAlarms(): string {
  return table(['fruit goes to', 'accuracy of both', ...COLUMNS.map(([, name]) => name)], AA_PLANS.map((plan) => {
    const results = peek(plan);
    return [mode(plan), rates(plan), ...COLUMNS.map(([name]) => percent(results[name].found))];
  }));
}

const DIFFERENCES = [0.1, 0.5].flatMap((weight) => [[0.97, 0.9], [0.9, 0.97], [0.9, 0.8]].map(([champion, challenger]): PeekingPlan => ({ ...AA_PLANS[0]!, weight, champion: champion!, challenger: challenger! })));
const VALID = ['mixture', 'blocks', 'discordant'] as const;

/** What the tests that may be looked at find where there is something to find, and after how many fruits half of them have. */
export function differencesFound(): string {
  const told = ({ found, half }: PeekingResult): string => (half === null ? percent(found) : `${percent(found)}, half by ${half.toLocaleString('en')}`);
  return table(['fruit goes to', 'accuracy', ...COLUMNS.filter(([name]) => (VALID as readonly string[]).includes(name)).map(([, name]) => name)], DIFFERENCES.map((plan) => {
    const results = peek({ ...plan, tests: VALID });
    return [mode(plan), rates(plan), ...VALID.map((name) => told(results[name]))];
  }));
}

/** False alarms of the block test while the line drifts under both versions, by how far an arm may be ahead. */
export function driftingAlarms(): string {
  const ahead = [4, 16, 64, Infinity];
  return table(['fruit goes to', ...ahead.map((blocks) => (blocks === Infinity ? 'any number' : `${blocks} blocks`))], [0.1, 0.5].map((weight) => {
    const plan: PeekingPlan = { ...AA_PLANS[1]!, weight, drift: { from: 1000, by: 0.27 }, tests: ['blocks'] };
    return [mode(plan), ...ahead.map((mostAhead) => percent(peek({ ...plan, mostAhead }).blocks.found))];
  }));
}

/** The page with its tables made anew: each stands between a comment that names it and one that ends it. */
export function withTables(page: string): string {
  const made: Readonly<Record<string, () => string>> = { 'false-alarms': falseAlarms, 'differences-found': differencesFound, 'drifting-alarms': driftingAlarms };
  return page.replaceAll(/(<!-- table: ([\w-]+) -->\n)[^]*?(<!-- end of table -->)/g, (whole: string, head: string, name: string, end: string) => (Object.hasOwn(made, name) ? `${head}${made[name]!()}\n${end}` : whole));
}
