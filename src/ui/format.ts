/**
 * Between thousands, and between a number and its unit. Both faces draw the no-break space at under a quarter of an em,
 * which reads as thin; the narrow one falls back to another font at half of that, too tight at 13 px.
 */
const THIN = '\u00a0';
const MINUS = '\u2212';
const NONE = '\u2013';

/** Groups the digits of a plain decimal string and gives it a real minus. */
function dress(text: string): string {
  const negative = text.startsWith('-') && /[1-9]/.test(text);
  const [whole = '0', fraction] = text.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  return (negative ? MINUS : '') + grouped + (fraction === undefined ? '' : `.${fraction}`);
}

/** `18 412`, `−0.031`; a dash when there is no number to show. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? '\u221e' : `${MINUS}\u221e`;
  return dress(value.toFixed(digits));
}

/** A sentence with its whole numbers grouped as `number` does, but for those in “names”: `The line goes on from fruit 1 501`. */
export function grouped(text: string): string {
  return text.replace(/“[^”]*”|(?<![\w.])\d{4,}(?!\.?\d)/gu, (found) => (found.startsWith('“') ? found : number(Number(found))));
}

/** A number at a given count of significant digits, without an exponent: `0.0031`, `1 200`. */
export function significant(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return number(value);
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(12, Math.max(0, digits - 1 - magnitude));
  const scale = 10 ** Math.max(0, magnitude - digits + 1);
  const text = (Math.round(value / scale) * scale).toFixed(0);
  return dress(decimals > 0 ? trimZeros(value.toFixed(decimals)) : text);
}

/** A share in 0..1 as `88.6 %`. */
export function percent(share: number | null | undefined, digits = 1): string {
  const text = number(share === null || share === undefined ? share : share * 100, digits);
  return text === NONE ? text : text + THIN + '%';
}

/** A share in 0..1 as the bare number of percent, for figures whose unit stands apart: `88.6`. */
export function percentNumber(share: number | null | undefined, digits = 1): string {
  return number(share === null || share === undefined ? share : share * 100, digits);
}

/** A difference always carries its sign: `+1.6`, `−0.031`, `±0`. */
export function signed(value: number | null | undefined, digits = 1): string {
  const text = number(value, digits);
  if (text === NONE || text.startsWith(MINUS)) return text;
  return /[1-9\u221e]/.test(text) ? `+${text}` : `\u00b1${text}`;
}

/** A probability, always with two decimals: `0.97`. Never rounds to a certainty that is not there. */
export function probability(value: number | null | undefined): string {
  if (value !== null && value !== undefined && value < 1 && value >= 0.995) return '0.99';
  if (value !== null && value !== undefined && value > 0 && value < 0.005) return '0.01';
  return number(value, 2);
}

/** Least p-value that is written in full. */
const LEAST_P = 0.001;

/** A p-value without its letter: `0.012`, or `below 0.001` (`below` the floor) when it is smaller; a dash when there is none. */
export function pNumber(p: number | null | undefined, floor = LEAST_P): string {
  if (p === null || p === undefined || Number.isNaN(p)) return NONE;
  return p < floor * (1 - 1e-9) ? `below ${significant(floor, 2)}` : significant(p, 2);
}

/** `p 0.012`, `p below 0.001`. */
export function pValue(p: number | null | undefined, floor = LEAST_P): string {
  return `p ${pNumber(p, floor)}`;
}

const SUPERSCRIPTS = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079';

/** A number by its power of ten, for what is too large or too small to be written out: `1.5 × 10⁻⁹`. */
export function powerOfTen(value: number, digits = 3): string {
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  const power = exponent.replace('+', '').replace('-', '\u207b').replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
  return `${dress(mantissa)}${THIN}×${THIN}10${power}`;
}

/** A measured time: `0.4 ms`, `6.8 ms`, `240 ms`, `1.9 s`, `2 min`, `1 h 20 min`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return NONE;
  if (ms < 99.5) return `${number(ms, ms < 9.95 ? 1 : 0)}${THIN}ms`;
  if (ms < 999.5) return `${number(ms)}${THIN}ms`;
  const seconds = ms / 1000;
  if (seconds < 59.5) return `${number(seconds, seconds < 9.95 ? 1 : 0)}${THIN}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${THIN}min`;
  const rest = minutes % 60;
  return `${number(Math.floor(minutes / 60))}${THIN}h` + (rest === 0 ? '' : ` ${rest}${THIN}min`);
}

/** `0 B`, `12 kB`, `214 MB`, `1.4 GB`; decimal units, as browsers report storage. */
export function bytes(count: number | null | undefined): string {
  if (count === null || count === undefined || !Number.isFinite(count)) return NONE;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = Math.max(0, count);
  let unit = 0;
  while (unit < units.length - 1 && value >= 999.5) {
    value /= 1000;
    unit += 1;
  }
  return `${number(value, unit > 0 && value < 9.95 ? 1 : 0)}${THIN}${units[unit]}`;
}

/** A short axis label for an event index: `0`, `4 k`, `1.2 M`. */
export function indexLabel(index: number): string {
  if (Math.abs(index) >= 1e6) return `${dress(trimZeros((index / 1e6).toFixed(2)))}${THIN}M`;
  if (Math.abs(index) >= 1000) return `${dress(trimZeros((index / 1000).toFixed(1)))}${THIN}k`;
  return number(index);
}

/** Fruits a second: `148`, `0.5`, `2 140`. */
export function rate(perSecond: number | null | undefined): string {
  return number(perSecond, perSecond !== null && perSecond !== undefined && perSecond > 0 && perSecond < 9.95 ? 1 : 0);
}

/** `1 picture`, `476 pictures`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const pad = (n: number): string => String(n).padStart(2, '0');

/** Simulated time is one calendar for everybody, so it is read as UTC: `14 March 2026`. */
export function simulatedDate(ms: number): string {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return NONE;
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** The clock of the simulated day, UTC: `10:42`. */
export function simulatedTime(ms: number): string {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? NONE : `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`;
}

/** A real moment in the reader's own time zone: `10:42` today, else `2 February`, with the year when it is another. */
export function moment(ms: number, nowMs: number): string {
  const at = new Date(ms);
  const now = new Date(nowMs);
  if (Number.isNaN(at.getTime())) return NONE;
  if (at.toDateString() === now.toDateString()) return `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  const day = `${at.getDate()} ${MONTHS[at.getMonth()]}`;
  return at.getFullYear() === now.getFullYear() ? day : `${day} ${at.getFullYear()}`;
}

/** What is left of a wait, in the tone of somebody who guesses: `about 12 s left`. */
export function timeLeft(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '';
  return ms < 500 ? 'almost done' : `about ${duration(ms)} left`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A name as it stands within a sentence. */
export function inSentence(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
