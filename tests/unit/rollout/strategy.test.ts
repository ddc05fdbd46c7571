import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategyOf } from '../../../src/domain/rollout/default-strategy.ts';
import { readGoDuration, writeGoDuration } from '../../../src/domain/rollout/duration.ts';
import { parseStrategy, readStrategy } from '../../../src/domain/rollout/read-strategy.ts';
import { ROLLOUT_MODES, type RolloutMetric, type Strategy } from '../../../src/domain/rollout/strategy.ts';
import { writeStrategy } from '../../../src/domain/rollout/write-strategy.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/u);
const seconds = fc.integer({ min: 0, max: 1e9 }).map((ms) => ms / 1000);
const condition = fc.option(fc.record({ op: fc.constantFrom('>=' as const, '<' as const, '!=' as const), value: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)) }));
const metric: fc.Arbitrary<RolloutMetric> = fc.record({
  name, query: fc.constantFrom('orchard_accuracy{version="4"}', 'max(orchard_queue_length) > bool 3', 'vector(1) # "why: not"'), success: condition, failure: condition,
  intervalSeconds: seconds, initialDelaySeconds: seconds, count: fc.constant(null), failureLimit: fc.option(fc.nat(9)), inconclusiveLimit: fc.option(fc.nat(9)), consecutiveErrorLimit: fc.option(fc.nat(9)), consecutiveSuccessLimit: fc.constant(null),
});
const strategy: fc.Arbitrary<Strategy> = fc.uniqueArray(fc.record({ name, metrics: fc.array(metric, { minLength: 1, maxLength: 3 }) }), { maxLength: 3, selector: (template) => template.name }).chain((templates) => {
  const named = templates.length === 0 ? fc.constant([] as string[]) : fc.array(fc.constantFrom(...templates.map((template) => template.name)), { maxLength: 2 });
  const steps = fc.oneof(
    fc.record({ kind: fc.constant('setWeight' as const), weight: fc.integer({ min: 0, max: 100 }) }), fc.record({ kind: fc.constant('pause' as const), seconds: fc.option(seconds) }),
    ...(templates.length === 0 ? [] : [fc.constantFrom(...templates.map((template) => ({ kind: 'analysis' as const, templates: [template.name] })))]),
  );
  return fc.record({ name, mode: fc.constantFrom(...ROLLOUT_MODES.filter((mode) => mode !== 'shadow')), promote: fc.constantFrom('end' as const, 'gain' as const), steps: fc.array(steps, { maxLength: 6 }), background: named, templates: fc.constant(templates) });
});

describe('a strategy as Argo Rollouts writes it', () => {
  it('comes back from its YAML as it was', () => {
    fc.assert(fc.property(strategy, (given) => {
      expect(parseStrategy(writeStrategy(given))).toEqual(given);
    }), { numRuns: 150 });
    for (const mode of ROLLOUT_MODES) expect(parseStrategy(writeStrategy(strategyOf({ mode, champion: 3, challenger: 4 })))).toEqual(strategyOf({ mode, champion: 3, challenger: 4 }));
  });

  it('durations come back to the millisecond, and Go knows no days', () => {
    fc.assert(fc.property(seconds, (given) => { expect(readGoDuration(writeGoDuration(given))).toBeCloseTo(given, 6); }));
    expect([readGoDuration('1h30m'), readGoDuration('90'), readGoDuration('1.5h')]).toEqual([5400, 90, 5400]);
    for (const bad of ['3d', '', '-1h', 'h', '1h 2m', '999999999999h']) expect(() => readGoDuration(bad), bad).toThrow(/argument-invalid/u);
  });

  const good = writeStrategy(strategyOf({ mode: 'canary', champion: 3, challenger: 4 }));
  it.each<[string, (yaml: string) => string, RegExp, number]>([
    ['a weight over 100', (yaml) => yaml.replace('setWeight: 20', 'setWeight: 120'), /0 to 100 percent, not 120/u, 11],
    ['a key that it does not know', (yaml) => yaml.replace('  strategy:', '  replicas: 3\n  strategy:'), /no "replicas" here/u, 6],
    ['an empty query', (yaml) => yaml.replace(/query: .*/u, 'query: ""'), /query is empty/u, 31],
    ['a query that cannot be read', (yaml) => yaml.replace(/query: .*/u, 'query: sum('), /PromQL/u, 31],
    ['a duration in days', (yaml) => yaml.replace('120h', '5d'), /not a duration/u, 12],
    ['a condition that is none', (yaml) => yaml.replace('result[0] >= -0.1', 'len(result) > 0'), /not a condition/u, 27],
    ['a template that is not there', (yaml) => yaml.replace('templateName: guard', 'templateName: gate'), /no AnalysisTemplate gate/u, 8],
    ['a kind that is none', (yaml) => yaml.replace('kind: Rollout', 'kind: Deployment'), /kind is Rollout/u, 2],
    ['YAML that is none', (yaml) => yaml.replace('steps:', 'steps: ['), /./u, 9],
  ])('refuses %s, with its line', (_, spoil, words, line) => {
    const { strategy: read, problems } = readStrategy(spoil(good));
    expect(read).toBeNull();
    expect(problems.map(({ detail }) => detail).join('\n')).toMatch(words);
    expect(problems.some((problem) => problem.line >= line - 1 && problem.line <= line + 2 && problem.column >= 1), JSON.stringify(problems)).toBe(true);
    expect(() => parseStrategy(spoil(good))).toThrow(/^strategy-invalid: line \d+, column \d+: /u);
  });

  it('tells every problem, in the order of the text', () => {
    const spoilt = good.replace('templateName: guard', 'templateName: gate').replace('120h', '5d').replace('result[0] >= -0.1', 'len(result) > 0');
    expect(readStrategy(spoilt).problems.map(({ line, column }) => [line, column])).toEqual([[8, 48], [13, 30], [28, 25]]);
  });

  it('tells of YAML that is none only that, and nothing of what it seems to say', () => {
    expect(readStrategy('kind: Rollout\nspec: [').problems).toEqual([expect.objectContaining({ line: 2, column: 8 })]);
  });

  it('refuses a text beyond all reason unread, at its beginning', () => {
    expect(readStrategy(good + '#'.repeat(100_001 - good.length)).problems).toEqual([{ detail: 'a strategy has at most 100000 characters', line: 1, column: 1 }]);
  });

  it('never hangs or throws anything else on nonsense', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.nat(good.length).map((at) => good.slice(0, at)), fc.tuple(fc.nat(good.length), fc.string({ maxLength: 5 })).map(([at, text]) => good.slice(0, at) + text + good.slice(at))), (text) => {
      const { strategy: read, problems } = readStrategy(text);
      expect(read === null).toBe(problems.length > 0);
    }), { numRuns: 200 });
  });
});
