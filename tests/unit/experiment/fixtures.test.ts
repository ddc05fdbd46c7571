import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../scripts/conformance/compare.ts';
import { answerPaired, answerTwoProportions } from '../../../scripts/conformance/experiment.ts';

interface Case { id: string; expected: Record<string, unknown> }

const casesOf = (file: string): Case[] => (JSON.parse(readFileSync(`tests/unit/experiment/${file}`, 'utf8')) as { cases: Case[] }).cases;

/** Of a fixture with more statistics than the product gives, those that it does give. */
function mismatches(answer: Record<string, unknown>, expected: Record<string, unknown>) {
  return compare(answer, Object.fromEntries(Object.keys(answer).map((name) => [name, expected[name]])));
}

describe('comparisons of shares are those of statsmodels and SciPy', () => {
  it.each(casesOf('experiment-two-proportions.json'))('two independent shares: $id', (given) => {
    expect(mismatches(answerTwoProportions(given as never), given.expected)).toEqual([]);
  });

  it.each(casesOf('experiment-paired.json'))('two versions on the same pictures: $id', (given) => {
    expect(mismatches(answerPaired(given as never), given.expected)).toEqual([]);
  });
});
