import { FLAT, growth, residue, type Sample } from './memory.ts';
import type { Soaked } from './soak.ts';

const listed = (counts: ReadonlyMap<string, number>): string => [...counts].toSorted(([, a], [, b]) => b - a).map(([name, times]) => `${name} ${times}`).join(', ') || 'none';
const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, times) => sum + times, 0);
const signed = (value: number | null): string => (value === null ? 'too few samples' : `${value >= 0 ? '+' : ''}${value.toFixed(2)} MB a minute`);

/** The end of a soak in words, and whether all held. */
export function summary({ minutes, turns, acts, faults, refusals, calls, rowsCompared, mostRows, samples, found }: Soaked): { text: string; sound: boolean } {
  const memory = (['heapMb', 'processMb'] as const).map((of) => memoryLine(samples, of));
  const text = [
    `${minutes.toFixed(1)} minutes, ${turns} turns, ${calls} calls answered`,
    `acts (${total(acts)}): ${listed(acts)}`,
    `faults (${total(faults)}): ${listed(faults)}`,
    `refusals (${total(refusals)}): ${listed(refusals)}`,
    `rows: ${rowsCompared} compared with what was known of them, at most ${mostRows} in the log`,
    ...memory.map(({ line }) => line),
    `found: ${found.length}`,
    ...found.map((what) => `  ✗ ${what}`),
  ].join('\n');
  return { text, sound: found.length === 0 && memory.every(({ flat }) => flat) };
}

function memoryLine(samples: readonly Sample[], of: 'heapMb' | 'processMb'): { line: string; flat: boolean } {
  const known = samples.filter((sample) => sample[of] !== null);
  const [first, last] = [known[0]?.[of], known.at(-1)?.[of]];
  if (first === undefined || first === null || last === undefined || last === null) return { line: `${of}: not measured`, flat: true };
  const [grows, stays] = [growth(samples, of), residue(samples, of)];
  const flat = (grows ?? 0) <= FLAT[of] && (stays ?? 0) <= FLAT[of];
  const line = `${of === 'heapMb' ? 'heap of the page' : 'its process'}: first ${first.toFixed(1)} MB, last ${last.toFixed(1)} MB; in one life ${signed(grows)}, from life to life ${signed(stays)}: ${flat ? 'flat' : `NOT FLAT (${FLAT[of]} MB a minute)`}`;
  return { line, flat };
}
