import fc from 'fast-check';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { parseExposition, writeExposition } from '../../../src/domain/alerting/metrics/text-format.ts';
import { evaluatePromql } from '../../../src/domain/alerting/promql/evaluate.ts';
import { seriesStore } from '../../../src/domain/alerting/promql/series.ts';
import { searchPattern, wholePattern } from '../../../src/domain/common/re2.ts';
import { DEFAULT_RULES_YAML } from '../../../src/domain/alerting/rules/default-rules.ts';
import { readEngineSnapshot } from '../../../src/domain/alerting/rules/engine-snapshot.ts';
import { readRuleFile } from '../../../src/domain/alerting/rules/read-rules.ts';
import { isError } from '../../../src/domain/alerting/rules/rule-file.ts';
import { fillTemplate, parseTemplate } from '../../../src/domain/alerting/rules/template.ts';
import { writeRuleFile } from '../../../src/domain/alerting/rules/write-rules.ts';
import { strategyOf } from '../../../src/domain/rollout/default-strategy.ts';
import { parseStrategy, readStrategy } from '../../../src/domain/rollout/read-strategy.ts';
import { ROLLOUT_MODES } from '../../../src/domain/rollout/strategy.ts';
import { writeStrategy } from '../../../src/domain/rollout/write-strategy.ts';
import type { Random } from '../../../src/domain/common/random/random.ts';
import { anyMoment, anyQuery } from '../../interop/queries.ts';
import { awkwardSeries } from '../../interop/world.ts';
import { Dice } from '../../unit/alerting/rules/grammar/dice.ts';
import { ruleFile } from '../../unit/alerting/rules/grammar/rule-files.ts';
import { LABELS, template } from '../../unit/alerting/rules/grammar/templates.ts';
import { sampledLine } from '../../unit/alerting/rules/sampled-line.ts';
import { damagedJson, damagedText, pick } from '../mutate.ts';
import { Broken, faultOf, mustBeWritable, type Target } from '../target.ts';

const drawn = <T>(random: Random, arbitrary: fc.Arbitrary<T>): T => fc.sample(arbitrary, { numRuns: 1, seed: random.word() | 0 })[0]!;

const store = seriesStore(awkwardSeries());
const exposition = writeExposition(sampledLine().metrics.families());
const QUERY_SIGNS = ['(', ')', '{', '}', '[', ']', '"', '+', '-', '^', ' by (k)', 'sum(', 'up[5m:1s]', ' offset 1m', 'avg_over_time(', '\\', '1e999', '[1y:1ms]', ' or ', ' and ', '\u202e', '(?:', '.*', '{1000}'];
const PATTERN_SIGNS = ['(', ')', '[', ']', '{', '}', '{1000}', '{2,1000}', '*', '+', '?', '|', '.', '\\', '\\p{L}', '(?i)', '(?P<n>', '^', '$', 'a', '\u{1f34c}', '[^', '\\Q', '\ud800'];
const TEMPLATE_SIGNS = ['{{', '}}', '{{ end }}', '{{ range query "neg" }}', '{{ if true }}', '(', ')', '|', '.', '$', '"', '`', '%1000000d', '{{ printf "%*d" 9 }}', '{{ define "a" }}', '{{ template "a" }}', '-', ' '];
const YAML_SIGNS = [' ', '\n', '  ', '- ', ':', '&a ', '*a', '[', ']', '{', '}', '"', '|', '>', '#', '!!', '---\n', '? ', '\t', '<<: *a', '%', '@', 'expr: ', 'for: 5m'];
const STRATEGY_SIGNS = [...YAML_SIGNS, 'setWeight: 101', 'pause: {}', 'duration: 3', 'duration: 1h', 'kind: AnalysisTemplate', 'result[0] >= 1e999', 'failureLimit: -1', 'orchard/mode: ab', 'steps:', 'provider:', 'interval: 5m'];
const METRIC_SIGNS = ['{', '}', '"', ',', '=', '\n', ' ', '# HELP ', '# TYPE a histogram\n', 'NaN', '+Inf', '1e999', '\\', 'le="', '_bucket', '_sum', '\u00e4'];

/** What is written by hand to watch the line. */
export const RULES: readonly Target[] = [
  {
    name: 'rule file',
    make(random) {
      const seed = pick(random, [() => DEFAULT_RULES_YAML, () => ruleFile(new Dice(random.word()))])();
      const input = random.int(4) === 0 ? seed : damagedText(random, seed, YAML_SIGNS);
      return {
        input,
        run() {
          const { file, problems } = readRuleFile(input);
          for (const { detail } of problems) {
            const fault = faultOf(new OrchardError('file-schema', detail));
            if (fault !== null) throw new Broken(fault);
          }
          mustBeWritable(file);
          if (problems.some(isError)) return;
          const again = readRuleFile(writeRuleFile(file));
          if (again.problems.some(isError)) throw new Broken(`rules that do not read back: ${again.problems[0]!.detail}`);
        },
      };
    },
  },
  {
    name: 'strategy',
    make(random) {
      const mode = pick(random, ROLLOUT_MODES);
      const own = strategyOf({
        mode, champion: 1 + random.int(9), challenger: 10 + random.int(9), lots: random.int(2) === 0, ...(random.int(2) === 0 ? {} : { weight: random.int(101) }),
        ...(random.int(2) === 0 ? {} : { steps: Array.from({ length: random.int(5) }, () => (mode !== 'shadow' && random.int(2) === 0 ? { kind: 'setWeight' as const, weight: random.int(101) } : { kind: 'pause' as const, seconds: random.int(3) === 0 ? null : random.int(1e6) })) }),
      });
      const seed = writeStrategy(own);
      const whole = random.int(4) === 0;
      const input = whole ? seed : damagedText(random, seed, STRATEGY_SIGNS);
      return {
        input,
        run() {
          const { strategy, problems } = readStrategy(input);
          for (const { detail } of problems) {
            const fault = faultOf(new OrchardError('strategy-invalid', detail));
            if (fault !== null) throw new Broken(fault);
          }
          if (whole && (strategy === null || writeStrategy(strategy) !== seed)) throw new Broken('a strategy that was written reads back as another');
          const parsed = parseStrategy(input);
          mustBeWritable(parsed);
          const written = writeStrategy(parsed);
          if (writeStrategy(parseStrategy(written)) !== written) throw new Broken('a strategy that was read reads back as another');
        },
      };
    },
  },
  {
    name: 'query',
    make(random) {
      const query = drawn(random, anyQuery);
      const input = random.int(3) === 0 ? query : damagedText(random, query, QUERY_SIGNS);
      const at = drawn(random, anyMoment);
      return { input: `${input} at ${at}`, run: () => evaluatePromql(input, at, store) };
    },
  },
  {
    name: 'template',
    make(random) {
      const written = template(new Dice(random.word()));
      const input = random.int(3) === 0 ? written : damagedText(random, written, TEMPLATE_SIGNS);
      return { input, run: () => fillTemplate(parseTemplate(input), { labels: LABELS, value: 2.5, query: () => [{ labels: { __name__: 'n', i: '1' }, value: 2.5 }] }) };
    },
  },
  {
    name: 'pattern',
    make(random) {
      const input = damagedText(random, pick(random, ['.*', 'a|b', '(?i:[a-z]+)(\\d{1,3})', 'line-\\d+', '[[:alpha:]]+']), PATTERN_SIGNS);
      const text = 'a'.repeat(random.int(2000));
      return {
        input,
        run() {
          wholePattern(input).test(text);
          wholePattern(input).expand(text, '$1 ${n}');
          searchPattern(input).replaceAll(text, '<$1>', () => {});
        },
      };
    },
  },
  {
    name: 'exposition',
    make(random) {
      const input = damagedText(random, exposition, METRIC_SIGNS);
      return { input, run: () => parseExposition(writeExposition(parseExposition(input))) };
    },
  },
  {
    name: 'snapshot of alerts',
    make(random) {
      const alert = { labels: { alertname: 'A' }, annotations: {}, state: 'firing', value: 1, activeAt: 1, firedAt: 2, resolvedAt: null, keepFiringSince: null };
      const input = damagedJson(random, {
        version: 1, at: 5, evaluatedAt: { g: 5 }, rules: [{ key: 'g/A', health: 'ok', message: '', alerts: [alert], resolved: [alert] }],
        history: [{ at: 1, group: 'g', rule: 'A', kind: 'firing', labels: { a: 'b' }, annotations: {}, value: 1, message: '' }],
      });
      let value: unknown;
      try {
        value = JSON.parse(input);
      } catch {
        value = input;
      }
      return { input, run: () => readEngineSnapshot(value) };
    },
  },
];
