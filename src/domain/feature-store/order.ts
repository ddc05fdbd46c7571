const DIGIT_BITS = [11, 11, 10] as const;
const BUCKETS = 2048;

/**
 * Positions of the keys from the least to the greatest; equal keys keep the order of `among`, or their own. Radix sort over the bits of a double, least
 * significant digit first (Knuth, The Art of Computer Programming 3, 5.2.5): digits that all keys share cost nothing. No key is NaN.
 */
export function ascending(keys: Float64Array, among: Uint32Array = identity(keys.length)): Uint32Array {
  if (isAscending(keys, among)) return among;
  const [lower, upper] = [new Uint32Array(keys.length), new Uint32Array(keys.length)];
  const key = new Float64Array(1);
  const words = new Uint32Array(key.buffer);
  for (let i = 0; i < keys.length; i += 1) {
    // −0 is 0.
    key[0] = keys[i]! + 0;
    // Bits of negative numbers fall where the numbers rise.
    const flipped = words[1]! >>> 31 === 1 ? 0xffffffff : 0;
    lower[i] = words[0]! ^ flipped;
    upper[i] = words[1]! ^ (flipped | 0x80000000);
  }
  let from = among;
  for (const half of [lower, upper]) {
    let shift = 0;
    for (const bits of DIGIT_BITS) {
      from = byDigit(half, from, shift, (1 << bits) - 1);
      shift += bits;
    }
  }
  return from;
}

function byDigit(words: Uint32Array, from: Uint32Array, shift: number, mask: number): Uint32Array {
  const next = new Uint32Array(BUCKETS + 1);
  for (let at = 0; at < from.length; at += 1) next[((words[from[at]!]! >>> shift) & mask) + 1]! += 1;
  if (from.length === 0 || next[((words[from[0]!]! >>> shift) & mask) + 1] === from.length) return from;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) next[bucket + 1]! += next[bucket]!;
  const to = new Uint32Array(from.length);
  for (let at = 0; at < from.length; at += 1) {
    const bucket = (words[from[at]!]! >>> shift) & mask;
    to[next[bucket]!] = from[at]!;
    next[bucket]! += 1;
  }
  return to;
}

function isAscending(keys: Float64Array, among: Uint32Array): boolean {
  for (let i = 1; i < among.length; i += 1) if (keys[among[i - 1]!]! > keys[among[i]!]!) return false;
  return true;
}

export function identity(length: number): Uint32Array {
  const positions = new Uint32Array(length);
  for (let i = 0; i < length; i += 1) positions[i] = i;
  return positions;
}

/** Rows put together by group, each group in the order of `among`: group g has those from `starts[g]` to before `starts[g + 1]`. Rows of group −1 are left out. */
export function grouped(groups: Int32Array, count: number, among: Uint32Array): { readonly starts: Uint32Array; readonly rows: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (let at = 0; at < among.length; at += 1) if (groups[among[at]!]! >= 0) starts[groups[among[at]!]! + 1]! += 1;
  for (let group = 0; group < count; group += 1) starts[group + 1]! += starts[group]!;
  const [next, rows] = [starts.slice(), new Uint32Array(starts[count]!)];
  for (let at = 0; at < among.length; at += 1) {
    const group = groups[among[at]!]!;
    if (group < 0) continue;
    rows[next[group]!] = among[at]!;
    next[group]! += 1;
  }
  return { starts, rows };
}
