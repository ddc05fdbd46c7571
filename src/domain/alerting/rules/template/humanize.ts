import { OrchardError } from '../../../common/errors.ts';
import { general } from './decimal.ts';

/**
 * Numbers as the templates of Prometheus write them. Source: `template/template.go` of Prometheus 2.42.
 */

/** Metric prefixes: 1234567 is `1.235M`, 0.00123 is `1.23m`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return general(value, 4);
  return Math.abs(value) >= 1 ? scaledDown(value, 1000, ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']) : scaledUp(value, '');
}

/** Binary prefixes: 2048 is `2ki`. */
export function humanize1024(value: number): string {
  if (!(Math.abs(value) > 1) || !Number.isFinite(value)) return general(value, 4);
  return scaledDown(value, 1024, ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']);
}

/** Seconds: 3700 is `1h 1m 40s`, 0.02 is `20ms`. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return general(seconds, 4);
  if (seconds === 0) return `${general(seconds, 4)}s`;
  if (Math.abs(seconds) < 1) return scaledUp(seconds, 's');
  const sign = seconds < 0 ? '-' : '';
  const size = Math.abs(seconds);
  // Beyond what its whole numbers hold, Go's conversion yields the least of them.
  const whole = size < 2 ** 63 ? BigInt(Math.trunc(size)) : -(2n ** 63n);
  const [days, hours, minutes, rest] = [whole / 86_400n, (whole / 3600n) % 24n, (whole / 60n) % 60n, whole % 60n];
  if (days !== 0n) return `${sign}${days}d ${hours}h ${minutes}m ${rest}s`;
  if (hours !== 0n) return `${sign}${hours}h ${minutes}m ${rest}s`;
  if (minutes !== 0n) return `${sign}${minutes}m ${rest}s`;
  return `${sign}${general(size, 4)}s`;
}

/** A share: 0.1234 is `12.34%`. */
export function humanizePercentage(value: number): string {
  return `${general(value * 100, 4)}%`;
}

/** Seconds since 1970 as Go prints a time: `2026-03-01 06:00:00 +0000 UTC`. Throws `argument-invalid` for a moment that 64-bit nanoseconds do not hold. */
export function humanizeTimestamp(seconds: number): string {
  if (!Number.isFinite(seconds)) return general(seconds, 4);
  const nanoseconds = seconds * 1e9;
  if (Math.abs(nanoseconds) > 2 ** 63) throw new OrchardError('argument-invalid', `template: ${seconds} s is no time`);
  const [day = '', time = ''] = new Date(Number(BigInt(Math.trunc(nanoseconds)) / 1_000_000n)).toISOString().split('T');
  return `${day} ${time.replace(/\.?0*Z$/u, '')} +0000 UTC`;
}

function scaledDown(value: number, step: number, prefixes: readonly string[]): string {
  let prefix = '';
  for (const next of prefixes) {
    if (Math.abs(value) < step) break;
    prefix = next;
    value /= step;
  }
  return general(value, 4) + prefix;
}

function scaledUp(value: number, unit: string): string {
  let prefix = '';
  for (const next of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
    if (Math.abs(value) >= 1) break;
    prefix = next;
    value *= 1000;
  }
  return general(value, 4) + prefix + unit;
}
