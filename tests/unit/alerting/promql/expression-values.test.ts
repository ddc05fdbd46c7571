import { expect, it } from 'vitest';
import { SampledStore } from '../../../../src/domain/alerting/metrics/sampled-store.ts';
import { expressionValues } from '../../../../src/domain/alerting/promql/expression-values.ts';

const store = new SampledStore();
store.append({ __name__: 'accuracy', window: '500' }, 100, 0.7143212);
store.append({ __name__: 'reference', version: '3' }, 100, 0.95);
store.append({ __name__: 'psi', monitor: 'hue' }, 100, 0.4);
store.append({ __name__: 'psi', monitor: 'light' }, 100, 0.1);

it('puts the numbers of the moment in place of what they are of', () => {
  expect(expressionValues('accuracy{window="500"} < scalar(max(reference)) - 0.1', 100, store, { alertname: 'low', window: '500' })).toEqual({
    live: '0.7143 < 0.95 - 0.1',
    parts: [{ text: 'accuracy{window="500"}', value: 0.7143212 }, { text: 'scalar(max(reference))', value: 0.95 }],
  });
});

it('means the series of the alert, and says so where there is none or there are several', () => {
  expect(expressionValues('(psi > 0.25)', 100, store, { monitor: 'hue' }).live).toBe('(0.4 > 0.25)');
  expect(expressionValues('psi > 0.25', 100, store, {}).parts).toEqual([{ text: 'psi', value: null }]);
  expect(expressionValues('psi > 0.25', 9000, store, { monitor: 'hue' }).live).toBe('psi > 0.25');
});
