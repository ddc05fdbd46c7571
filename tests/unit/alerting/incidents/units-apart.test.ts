import { describe, expect, it } from 'vitest';
import { alertSentence } from '../../../../src/domain/alerting/incidents/title.ts';
import { unitsApart } from '../../../../src/domain/alerting/incidents/units-apart.ts';
import { humanizeDuration, humanizePercentage } from '../../../../src/domain/alerting/rules/template/humanize.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', '_');

describe('what a rule says', () => {
  it.each([
    [`up to ${humanizeDuration(58.25)}, and more`, 'up to 58.25_s, and more'],
    [`up to ${humanizeDuration(0.1512)}.`, 'up to 151.2_ms.'],
    [humanizeDuration(3700), '1_h 1_min 40_s'],
    [humanizePercentage(0.1234), '12.34_%'],
    ['of [5m] and [200s], of v2s, since the 1990s, 100%', 'of [5m] and [200s], of v2s, since the 1990s, 100_%'],
  ])('sets numbers apart from their units: %s', (text, told) => {
    expect(plain(unitsApart(text))).toBe(told);
  });

  it('is told so in the sentence of an alert', () => {
    expect(plain(alertSentence({ labels: { alertname: 'late' }, annotations: { summary: '95 % of predictions take up to 58.25s' } }))).toBe('95 % of predictions take up to 58.25_s');
  });
});
