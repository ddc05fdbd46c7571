/**
 * Numbers as the templates of Prometheus write them. Source: `template/template.go` of Prometheus 2.42 and the verbs of Go's `fmt`.
 */

/** Go's `%.<digits>g`: significant digits, no trailing zeros, an exponent below 1e-4 and from 10^digits on. */
export function significant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return plain(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) return `${trimmed(mantissa)}e${exponentText(exponent)}`;
  return trimmed(value.toFixed(Math.max(0, digits - 1 - exponent)));
}

/** Go's `%v` of a float: the shortest digits that read back the same, an exponent below 1e-4 and from 1e6 on. */
export function plain(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [mantissa = '', power = '0'] = value.toExponential().split('e');
    return `${mantissa}e${exponentText(Number(power))}`;
  }
  return String(value);
}

/** Metric prefixes: 1234567 is `1.235M`, 0.00123 is `1.23m`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return significant(value, 4);
  return Math.abs(value) >= 1 ? scaledDown(value, 1000, ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']) : scaledUp(value, '');
}

/** Binary prefixes: 2048 is `2ki`. */
export function humanize1024(value: number): string {
  if (!(Math.abs(value) > 1) || !Number.isFinite(value)) return significant(value, 4);
  return scaledDown(value, 1024, ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']);
}

/** Seconds: 3700 is `1h 1m 40s`, 0.02 is `20ms`. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return significant(seconds, 4);
  if (seconds === 0) return '0s';
  if (Math.abs(seconds) < 1) return scaledUp(seconds, 's');
  const sign = seconds < 0 ? '-' : '';
  const size = Math.abs(seconds);
  const whole = Math.floor(size);
  const [days, hours, minutes, rest] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${rest}s`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${rest}s`;
  if (minutes > 0) return `${sign}${minutes}m ${rest}s`;
  return `${sign}${significant(size, 4)}s`;
}

/** A share: 0.1234 is `12.34%`. */
export function humanizePercentage(value: number): string {
  return `${significant(value * 100, 4)}%`;
}

/** Seconds since 1970 as Go prints a time: `2026-03-01 06:00:00 +0000 UTC`. */
export function humanizeTimestamp(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return significant(seconds, 4);
  const [day = '', time = ''] = date.toISOString().split('T');
  return `${day} ${time.replace(/\.?0*Z$/u, '')} +0000 UTC`;
}

function scaledDown(value: number, step: number, prefixes: readonly string[]): string {
  let prefix = '';
  for (const next of prefixes) {
    if (Math.abs(value) < step) break;
    prefix = next;
    value /= step;
  }
  return significant(value, 4) + prefix;
}

function scaledUp(value: number, unit: string): string {
  let prefix = '';
  for (const next of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
    if (Math.abs(value) >= 1) break;
    prefix = next;
    value *= 1000;
  }
  return significant(value, 4) + prefix + unit;
}

function trimmed(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/u, '') : digits;
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
