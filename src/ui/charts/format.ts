/** U+202F: groups digits and never breaks a line. */
const THIN_SPACE = '\u202f';

/** A whole number in groups of three, with a real minus: `18 412`. */
export function formatCount(value: number): string {
  const digits = String(Math.abs(Math.round(value))).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return value <= -0.5 ? `−${digits}` : digits;
}

/** An event index on an axis: `0`, `800`, `4 k`, `12.5 k`, `2 M`. */
export function formatIndexTick(index: number): string {
  if (Math.abs(index) >= 1e6) return `${trimmed(index / 1e6)} M`;
  if (Math.abs(index) >= 1e4 || (index !== 0 && index % 1000 === 0)) return `${trimmed(index / 1e3)} k`;
  return formatCount(index);
}

/** A share in 0..1 as percent with one digit: `88.6 %`; a dash when there is none. */
export function formatPercent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${formatDecimal(share * 100, digits)} %` : '–';
}

/** A number with fixed digits and a real minus; a dash when there is none. */
export function formatDecimal(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

function trimmed(value: number): string {
  return formatDecimal(value, 3).replace(/\.?0+$/, '');
}
