import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelKey, writeMatcher, type Labels } from '../../../../src/domain/alerting/alerts/matcher.ts';
import { matchesAll, parseMatcher } from '../../../../src/domain/alerting/alerts/matching.ts';
import { groupAlerts } from '../../../../src/domain/alerting/alerts/routing.ts';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { parseExposition, writeExposition } from '../../../../src/domain/alerting/metrics/text-format.ts';
import { evaluatePromql } from '../../../../src/domain/alerting/promql/evaluate.ts';
import { AlertCentre } from '../../../../src/domain/alerting/rules/alert-centre.ts';
import { DEFAULT_CENTRE } from '../../../../src/domain/alerting/rules/default-rules.ts';
import { parseRuleFile } from '../../../../src/domain/alerting/rules/read-rules.ts';
import { RuleEngine } from '../../../../src/domain/alerting/rules/rule-engine.ts';
import { parseTemplate } from '../../../../src/domain/alerting/rules/template.ts';
import { writeRuleFile } from '../../../../src/domain/alerting/rules/write-rules.ts';

/** Every name that an object has without being given it, and some others. */
const name = fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype).filter((own) => own !== '__defineGetter__'), 'prototype', 'job', '_', 'length');
const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((text) => !/[\r\n\0\u0085\p{Surrogate}]/u.test(text));
const labelsOf = fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 4 }).map((entries): Labels => Object.fromEntries(entries));
/** Own properties as they are: `toEqual` passes over `__proto__`. */
const entriesOf = (labels: Labels) => Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));

describe('a label may have any name, constructor and __proto__ too', () => {
  test('in the text format, in samples and in queries', () => {
    fc.assert(fc.property(labelsOf, (labels) => {
      const named = { ...labels, ['__name__']: 'm' };
      const [family] = parseExposition(writeExposition([{ name: 'm', type: 'gauge', help: '', samples: [{ labels: named, value: 1 }] }]));
      expect(entriesOf(family!.samples[0]!.labels)).toEqual(entriesOf(named));
      const store = new SampledStore();
      store.sample([family!], 10);
      const copy = SampledStore.restore(JSON.parse(JSON.stringify(store.snapshot())));
      for (const kept of [store, copy]) {
        const answer = evaluatePromql('m', 10, kept);
        expect(answer.type === 'vector' && answer.samples.map((sample) => entriesOf(sample.labels))).toEqual([entriesOf(named)]);
      }
    }));
  });

  test('in matchers, groups, acknowledgements and keys', () => {
    fc.assert(fc.property(labelsOf, labelsOf, (labels, others) => {
      const matchers = Object.entries(labels).map(([key, text]) => ({ name: key, value: text, isRegex: false, isEqual: true }));
      expect(matchesAll(matchers, labels)).toBe(true);
      expect(matchesAll(matchers, {})).toBe(false);
      expect(matchers.map((matcher) => parseMatcher(writeMatcher(matcher)))).toEqual(matchers);
      expect(labelKey(labels) === labelKey(others)).toBe(JSON.stringify(entriesOf(labels)) === JSON.stringify(entriesOf(others)));
      expect(groupAlerts([labels], Object.keys(labels)).map((group) => entriesOf(group.labels))).toEqual([entriesOf(labels)]);
      const centre = new AlertCentre(DEFAULT_CENTRE);
      centre.acknowledge(labels, 0);
      const copy = new AlertCentre(DEFAULT_CENTRE);
      copy.restore(JSON.parse(JSON.stringify(centre.snapshot())));
      expect(entriesOf(copy.snapshot().acknowledgements[0]!.labels)).toEqual(entriesOf(labels));
    }));
  });

  test('in rules, alerts, templates and their snapshots', () => {
    fc.assert(fc.property(labelsOf, labelsOf, (labels, own) => {
      const file = parseRuleFile(writeRuleFile({ groups: [{ name: 'g', intervalSeconds: null, limit: 0, rules: [
        { kind: 'alert', alert: 'A', expr: 'm', forSeconds: 0, keepFiringForSeconds: 0, labels: Object.fromEntries(Object.keys(own).map((key) => [key, 'mine'])), annotations: { text: '{{ $labels.constructor }}' } },
      ] }] }));
      const store = new SampledStore();
      store.append({ ...labels, ['__name__']: 'm' }, 60, 1);
      const engine = new RuleEngine(file);
      engine.evaluate(store, 60);
      const copy = new RuleEngine(file);
      copy.restore(JSON.parse(JSON.stringify(engine.snapshot())));
      const expected = entriesOf({ ...labels, ...Object.fromEntries(Object.keys(own).map((key) => [key, 'mine'])), alertname: 'A' });
      for (const { alerts } of [...engine.status(), ...copy.status()]) {
        expect(alerts.map((alert) => entriesOf(alert.labels))).toEqual([expected]);
        expect(alerts[0]!.annotations['text']).toBe(Object.hasOwn(labels, 'constructor') ? labels['constructor'] : '');
      }
      for (const [key, text] of Object.entries(labels)) expect(parseTemplate(`{{ $labels.${key} }}`)({ labels, value: 0 })).toBe(text);
    }));
  });
});

test('the two series of labels such as toString are two', () => {
  expect(parseExposition('m{constructor="x"} 1\nm{toString="x",job="b"} 2\n')[0]!.samples.map(({ labels }) => Object.keys(labels))).toEqual([['__name__', 'constructor'], ['__name__', 'toString', 'job']]);
  expect(() => parseExposition('m{__proto__="x",__proto__="y"} 1\n')).toThrow(/comes twice/u);
});
