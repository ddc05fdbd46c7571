/** Each is what `promtool test rules` 2.42 expands. */
export const EXPANSIONS: readonly (readonly [template: string, value: number, text: string])[] = [
  ['{{ printf "%0.0f" $value }}%', 97.25, '97%'], ['{{ printf "%+.2f" $value }}', 3.14159, '+3.14'], ['{{ printf "%.f" $value }}', 42, '42'],
  ['{{ printf "%.0f" $value }}', 2.5, '2'], ['{{ printf "%.2f" $value }}', 0.125, '0.12'], ['{{ $value | humanize }}', 8.0625, '8.062'],
  ['{{ $labels.fruit | title }}', 1, 'Äpfel Rot'], ['{{ $labels.constructor }}{{ $labels.__proto__ }}{{ index $labels "toString" }}', 1, ''], ['{{ $labels.__name__ }}', 1, 'm'],
  ['{{ printf "%d" $value }}', 1.5, '%!d(float64=1.5)'], ['{{ printf "%s and %s" "a" }}', 1, 'a and %!s(MISSING)'], ['{{ if gt $value 1.0 }}high{{ else }}low{{ end }}', 2, 'high'],
  ['{{ range $name, $text := $labels }}{{ if ne $name "i" }}{{ $name }}={{ $text }} {{ end }}{{ end }}', 1, '__name__=m fruit=äpfel rot job=line '],
  ['{{ $value }}', 0.25, '0.25'], ['{{ $value }}', 1_234_567, '1.234567e+06'], ['{{ $value }}', 0.00001, '1e-05'], ['{{ $value }}', 100_000, '100000'],
  ['{{ $value | humanize }}', 1_234_567, '1.235M'], ['{{ humanize $value }}', 0.00123, '1.23m'], ['{{ $value | humanize }}', 0, '0'],
  ['{{ $value | humanize }}', -1500, '-1.5k'], ['{{ $value | humanize1024 }}', 2048, '2ki'], ['{{ $value | humanizePercentage }}', 0.12345, '12.35%'],
  ['{{ $value | humanizeDuration }}', 3700, '1h 1m 40s'], ['{{ $value | humanizeDuration }}', 0.02, '20ms'], ['{{ $value | humanizeDuration }}', 90_061, '1d 1h 1m 1s'],
  ['{{ $value | humanizeDuration }}', 59.5, '59.5s'], ['{{ $value | humanizeTimestamp }}', 1_772_344_800, '2026-03-01 06:00:00 +0000 UTC'],
  ['{{ printf "%.2f" $value }}', 2 / 3, '0.67'], ['{{ printf "%.3g%%" $value }}', 66.666, '66.7%'], ['{{ $value | printf "%.1f" }}', 3, '3.0'],
  ['{{ $labels.job | toUpper }}', 1, 'LINE'], ['{{ $labels.job | title }}: {{ $labels.nothing }}.', 1, 'Line: .'], ['a {{- " b " -}} c', 1, 'a b c'],
];
