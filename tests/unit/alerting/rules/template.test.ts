import { expect, test } from 'vitest';
import { EXPANSIONS } from './expansions.ts';
import { fillTemplate, parseTemplate } from '../../../../src/domain/alerting/rules/template.ts';

const context = { labels: { __name__: 'm', fruit: 'äpfel rot', job: 'line' }, value: 1_234_567 };

test.each(EXPANSIONS.map(([template, value, text]) => ({ template, value, text })))('$template of $value is $text', ({ template, value, text }) => {
  expect(parseTemplate(template)({ ...context, value })).toBe(text);
});

test('what Go does not read is refused', () => {
  const bad = [
    '{{', '{{ }}', '{{ if $value }}x', '{{ end }}', '{{ $x }}', '{{ | humanize }}', '{{ constructor $value }}', '{{ $value "a" "b }}', '{{ "\\q" }}', '{{ $value - 1 }}',
    '{{ break }}', '{{ 1 | 2 }}', '{{ template }}', '{{ else }}', '{{ ($value }}', '{{ $labels.a-b }}', '{{ 08 }}', '{{ tmpl "x" . }}', '{{ define "x" }}{{ $labels }}{{ end }}',
  ];
  for (const text of bad) expect(() => parseTemplate(text), text).toThrow(/template: /u);
});

test('what is not supported is refused by name', () => {
  for (const name of ['toTime', 'safeHtml', 'externalURL', 'pathPrefix', 'call']) expect(() => parseTemplate(`{{ ${name} 1 }}`)).toThrow(`${name} is not supported`);
  expect(() => parseTemplate('{{ 1i }}')).toThrow(/not supported/u);
});

test('a template that fails when filled says so and loses no alert', () => {
  for (const text of ['{{ $labels.job | humanize }}', '{{ eq $value 1 }}', '{{ humanize $value $value }}', '{{ $value.x }}', '{{ query "up" }}', '{{ match "(" "a" }}', '{{ template "none" }}']) {
    expect(fillTemplate(parseTemplate(text), context), text).toMatch(/^<error expanding template: /u);
  }
});

test('a template asks for other series', () => {
  const query = (expr: string) => (expr === 'n' ? [{ labels: { __name__: 'n', i: '1' }, value: 3 }, { labels: { __name__: 'n', i: '2' }, value: 4 }] : []);
  const filled = (text: string) => fillTemplate(parseTemplate(text), { ...context, query });
  expect(filled('{{ range query "n" | sortByLabel "i" }}{{ .Labels.i }}: {{ .Value }} {{ end }}')).toBe('1: 3 2: 4 ');
  expect(filled('{{ with query "none" }}some{{ else }}none{{ end }}')).toBe('none');
  expect(filled('{{ query "none" | first }}')).toMatch(/^<error/u);
});

test('no template holds up the watch', () => {
  const bombs = [
    `{{ define "a" }}{{ template "a" }}{{ template "a" }}{{ end }}{{ template "a" }}`, '{{ printf "%1000000d" 1 }}', '{{ printf "%.1000000f" $value }}',
    `{{ $x := "xxxxxxxxxx" }}${'{{ $x = print $x $x }}'.repeat(60)}{{ $x }}`, `{{ $x := args "x" }}${'{{ $x = args $x $x }}'.repeat(60)}{{ $x }}`,
    `{{ $x := printf "%9999d" 1 }}{{ reReplaceAll "" $x $x }}`, `{{ range $labels }}{{ range $labels }}{{ range $labels }}{{ query "n" | len }}{{ end }}{{ end }}{{ end }}`, '{{ range $labels }}'.repeat(12) + 'x' + '{{ end }}'.repeat(12),
  ];
  for (const text of bombs) expect(fillTemplate(parseTemplate(text), { ...context, query: () => [], labels: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`l${i}`, 'v'])) }), text.slice(0, 60)).toMatch(/^<error expanding template: /u);
});
