import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Labels } from '../../../../src/domain/alerting/alerts/matcher.ts';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { evaluatePromql } from '../../../../src/domain/alerting/promql/evaluate.ts';
import { seriesStore } from '../../../../src/domain/alerting/promql/series.ts';
import { fillTemplate, parseTemplate, type Template } from '../../../../src/domain/alerting/rules/template.ts';
import { Dice } from './grammar/dice.ts';
import { promtoolFills, promtoolFires, promtoolIsPresent, promtoolRefuses, QUERIED, type Filling } from './grammar/promtool.ts';
import { parseRuleFile, readRuleFile } from '../../../../src/domain/alerting/rules/read-rules.ts';
import { RuleEngine } from '../../../../src/domain/alerting/rules/rule-engine.ts';
import { isError } from '../../../../src/domain/alerting/rules/rule-file.ts';
import { writeRuleFile } from '../../../../src/domain/alerting/rules/write-rules.ts';
import { MINUTES, playedGroup } from './grammar/histories.ts';
import { ANCHORED, ODD_TEXTS, ruleFile } from './grammar/rule-files.ts';
import { LABELS, template, VALUES } from './grammar/templates.ts';

const present = promtoolIsPresent();
let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'orchard-differential-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const store = seriesStore(QUERIED.map(({ labels, value }) => ({ labels, times: [0], values: [value] })));
function query(expr: string) {
  const value = evaluatePromql(expr, 0, store);
  if (value.type === 'vector') return value.samples;
  if (value.type === 'scalar') return [{ labels: {}, value: value.value }];
  throw new Error('neither a vector nor a scalar');
}

/** What Orchard refuses and Prometheus does not; docs/conformance.md lists it. */
const UNSUPPORTED = '<not supported>';

/**
 * promtool lets a rule pass whose expression yields a text or a range, though Prometheus can never evaluate it, and reads no further
 * than the end of a root in braces.
 */
const isStricter = ({ detail }: { detail: string }) => /not a (?:range vector|string)$|^Unexpected flow-(?:map|seq)-end token/u.test(detail);

/** Null where we refuse it; failures are one, since their words are Go's own. */
function ours({ template: text, labels, value }: Filling, i: number): string | null {
  let read: Template;
  try {
    read = parseTemplate(text);
  } catch (error) {
    return /not supported/u.test(String(error)) ? UNSUPPORTED : null;
  }
  return withoutReason(fillTemplate(read, { labels: { __name__: 'm', i: String(i), ...labels }, value, query }));
}

const withoutReason = (text: string | null) => (text?.startsWith('<error expanding template') ? '<error>' : text);

const SEED = Number(process.env['ORCHARD_SEED'] ?? 7);
const COUNT = Number(process.env['ORCHARD_COUNT'] ?? 1200);

describe.skipIf(!present)('beside promtool 2.42', () => {
  test('templates of a grammar, sound and broken, are refused alike and become the same text', () => {
    const dice = new Dice(SEED);
    const fillings = Array.from({ length: COUNT }, (): Filling => {
      const sound = template(dice);
      return { template: dice.chance(0.2) ? dice.broken(sound, '{}|()"`$.:=- \\a1%') : sound, labels: LABELS, value: dice.pick(VALUES) };
    });
    const theirs = promtoolFills(folder, fillings).map(withoutReason);
    const differences = fillings.map((filling, i) => ({ i, template: filling.template, value: filling.value, theirs: theirs[i], ours: ours(filling, i) })).filter((each) => each.theirs !== each.ours && each.ours !== UNSUPPORTED);
    expect(differences).toEqual([]);
    const texts = theirs.filter((text) => text !== null && text !== '<error>');
    expect(texts.length).toBeGreaterThan(COUNT / 3);
  }, 60_000);

  test('alerts and recorded series come and go alike, at every minute', () => {
    const dice = new Dice(SEED + 2);
    const played = Array.from({ length: 60 }, (_, i) => playedGroup(dice, i));
    const file = { groups: played.map(({ group }) => group) };
    const histories = played.flatMap((each) => each.histories);
    const theirs = promtoolFires(folder, file, histories, MINUTES);
    // Prometheus 2.42 still sees a sample of exactly five minutes ago, Prometheus 3 and Orchard do not.
    const engine = new RuleEngine(file, { lookbackSeconds: 301, intervalSeconds: 60 });
    const samples = new SampledStore();
    const written = (labels: Labels) => `{${Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => `${name}=${JSON.stringify(text)}`).join(', ')}}`;
    const differences: object[] = [];
    let fired = 0;
    for (let minute = 0; minute < MINUTES; minute += 1) {
      for (const { metric, k, values } of histories) if (values[minute] !== null) samples.append({ __name__: metric, k }, minute * 60, values[minute]!);
      engine.evaluate(samples, minute * 60);
      for (const { rule, alerts } of engine.status()) {
        if (rule.kind === 'record') continue;
        const firing = alerts.filter(({ state }) => state === 'firing').map(({ labels, annotations }) => `${written(labels)} ${written(annotations)}`).sort();
        fired += firing.length;
        const wanted = theirs(rule.alert, minute);
        if (JSON.stringify(firing) !== JSON.stringify(wanted)) differences.push({ minute, rule, firing, wanted });
      }
    }
    expect(differences.slice(0, 5)).toEqual([]);
    expect(fired).toBeGreaterThan(500);
  }, 60_000);

  test('rule files of a grammar, sound and broken, are refused alike, and those that we write are taken', () => {
    const dice = new Dice(SEED + 1);
    const texts = [...ANCHORED, ...Array.from({ length: COUNT / 2 }, () => ruleFile(dice))];
    const refused = promtoolRefuses(folder, texts);
    const read = texts.map((text) => readRuleFile(text));
    const differences = texts.map((text, i) => ({ text, theirs: refused.get(i) ?? 'taken', ours: read[i]!.problems.filter(isError) }))
      .filter(({ theirs, ours: problems }) => (theirs === 'taken') !== (problems.length === 0) && !problems.every(isStricter));
    expect(differences.slice(0, 20)).toEqual([]);
    const sound = read.filter(({ problems }) => !problems.some(isError)).map(({ file }) => file);
    const written = [...sound, ODD_TEXTS].map(writeRuleFile);
    expect([...promtoolRefuses(folder, written).values()]).toEqual([]);
    expect(written.map(parseRuleFile)).toEqual([...sound, ODD_TEXTS]);
    expect(sound.length).toBeGreaterThan(COUNT / 8);
    expect(refused.size).toBeGreaterThan(COUNT / 8);
  }, 60_000);
});
