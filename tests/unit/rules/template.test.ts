import { expect, test } from 'vitest';
import { EXPANSIONS } from './expansions.ts';
import { fillTemplate, parseTemplate } from '../../../src/domain/rules/template.ts';

const context = { labels: { job: 'line', mode: 'max' }, value: 1_234_567 };

test.each(EXPANSIONS.map(([template, value, text]) => ({ template, value, text })))('$template of $value is $text', ({ template, value, text }) => {
  expect(parseTemplate(template)({ ...context, value })).toBe(text);
});

test('what the language has beyond is refused when read', () => {
  for (const bad of ['{{', '{{ }}', '{{ if $value }}x{{ end }}', '{{ . }}', '{{ $x }}', '{{ | humanize }}', '{{ $value | }}', '{{ humanize }}', '{{ humanize $value $value }}', '{{ printf }}', '{{ constructor $value }}']) {
    expect(() => parseTemplate(bad), bad).toThrow(/template/u);
  }
});

test('a template that fails when filled says so and loses no alert', () => {
  expect(fillTemplate(parseTemplate('{{ $labels.job | humanize }}'), context)).toContain('error expanding template');
  expect(fillTemplate(parseTemplate('{{ printf "%d" $value }}'), context)).toContain('error expanding template');
});
