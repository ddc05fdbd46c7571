import type { Random } from '../../src/domain/common/random/random.ts';

/** Bytes that lengths, offsets and counts are damaged to. */
const EDGES = [0, 1, 2, 3, 7, 8, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** One of these. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[random.int(choices.length)]!;
}

/** Bytes with a fault, or a few: flips, numbers at their edges, parts that are cut, doubled, swapped, blanked or made up. */
export function damagedBytes(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let made = bytes.slice();
  for (let left = 1 + (random.int(3) === 0 ? random.int(5) : 0); left > 0; left -= 1) made = damagedOnce(random, made);
  return made;
}

function damagedOnce(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = random.int(bytes.length + 1);
  // Mostly short, now and then as long as the file.
  const length = random.int(16) === 0 ? random.int(bytes.length + 1) : random.int(24);
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  const noise = () => Uint8Array.from({ length: Math.min(length, 4096) }, () => random.int(256));
  switch (random.int(10)) {
    case 0: case 1: return edited(bytes, at, (byte) => byte ^ (1 << random.int(8)));
    case 2: return edited(bytes, at, () => pick(random, [0, 1, 0x7f, 0x80, 0xff, random.int(256)]));
    case 3: case 4: return withNumber(bytes, at, pick(random, EDGES), pick(random, [2, 4, 8]), random.int(2) === 0);
    case 5: return joined(before, after);
    case 6: return joined(before, part, part, after);
    case 7: return joined(before, new Uint8Array(part.length), after);
    case 8: return joined(before, noise(), random.int(2) === 0 ? after : part, after);
    default: return random.int(2) === 0 ? bytes.slice(0, at) : joined(after, part, before);
  }
}

function edited(bytes: Uint8Array<ArrayBuffer>, at: number, edit: (byte: number) => number): Uint8Array<ArrayBuffer> {
  if (at < bytes.length) bytes[at] = edit(bytes[at]!);
  return bytes;
}

function withNumber(bytes: Uint8Array<ArrayBuffer>, at: number, value: number, size: number, little: boolean): Uint8Array<ArrayBuffer> {
  for (let i = 0; i < size && at + i < bytes.length; i += 1) {
    const shift = little ? i : size - 1 - i;
    bytes[at + i] = shift >= 4 ? 0 : (value >>> (8 * shift)) & 255;
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const ODD_TEXTS = [
  '', ' ', '\0', '\n', 'constructor', '__proto__', 'toString', '\u202edlog', '\u2066a', 'a\u2069\u202eb', '\ud800', '\u{1f34c}', '=1+1', '<img src=x>', '../..', 'NaN', '1e999',
  '\u0627\u0644\u0641', 'A'.repeat(300), 'x'.repeat(100_000), '0'.repeat(64), 'data:text/html,x', 'image/png',
];
const ODD_NUMBERS = [0, -0, -1, 1, 0.5, 2, 255, 65_536, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 53, 1e300, -1e300, 5e-324, 1e-9];

/** Deeper than any value of ours, and deeper than a function that calls itself can go. */
const DEEP = [100, 5000, 50_000];

/** JSON text of a value with one to three faults somewhere in it. Written as text, so that keys may come twice and depth has no end. */
export function damagedJson(random: Random, value: unknown): string {
  let text = JSON.stringify(value);
  for (let left = random.int(3); left > 0; left -= 1) text = random.int(3) === 0 ? text : damagedTree(random, text, TREE_FAULTS);
  return damagedTree(random, text, TREE_FAULTS + TEXT_FAULTS);
}

/** Faults that leave a tree to go on with, and those that only the text can have. */
const TREE_FAULTS = 9;
const TEXT_FAULTS = 4;

function damagedTree(random: Random, json: string, kinds: number): string {
  const parsed: unknown = JSON.parse(json);
  // The place is marked by a text that stands nowhere else, and filled in afterwards.
  const mark = `\u0001${random.word()}\u0001`;
  const places: [object, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || places.length > 20_000) return;
    for (const key of Object.keys(node)) {
      places.push([node, key]);
      visit((node as Record<string, unknown>)[key]);
    }
  };
  const root = { root: parsed };
  visit(root);
  const [node, key] = pick(random, places);
  const old = (node as Record<string, unknown>)[key];
  const put = (other: unknown) => { (node as Record<string, unknown>)[key] = other; };
  const write = () => JSON.stringify(root.root) ?? 'null';
  const filled = (text: string): string => {
    put(mark);
    return write().replace(JSON.stringify(mark), () => text);
  };
  switch (random.int(kinds)) {
    case 0: case 1: put(typeof old === 'number' ? pick(random, ODD_NUMBERS) : pick(random, ODD_TEXTS)); break;
    case 2: put(pick(random, [null, true, [], {}, '', 0, [[]], 'x'])); break;
    case 3: put(pick<unknown>(random, [pick(random, ODD_NUMBERS), pick(random, ODD_TEXTS)])); break;
    case 4: if (Array.isArray(node)) node.splice(Number(key), 1); else delete (node as Record<string, unknown>)[key]; break;
    case 5: if (Array.isArray(node)) node.push(structuredClone(old)); else (node as Record<string, unknown>)[pick(random, ODD_TEXTS.slice(0, 10))] = old; break;
    case 6: if (typeof old === 'number') put(old * pick(random, [-1, 0.5, 1000, 1e9])); else if (typeof old === 'string') put(old.slice(random.int(old.length + 1))); break;
    case 7: {
      const other = places[random.int(places.length)]!;
      put(structuredClone((other[0] as Record<string, unknown>)[other[1]]));
      break;
    }
    case 8: put({ constructor: old, length: 1, toJSON: old }); break;
    case 9: {
      const count = pick(random, [3, 101, 300, 5000, 100_000]);
      const item = JSON.stringify(Array.isArray(old) ? (old[0] ?? 0) : old) ?? 'null';
      return filled(`[${Array.from({ length: item.length > 200 ? Math.min(count, 300) : count }, () => item).join(',')}]`);
    }
    case 10: {
      const depth = pick(random, DEEP);
      return filled(random.int(2) === 0 ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
    }
    case 11: return filled(`{"__proto__":{"polluted":1},"constructor":${JSON.stringify(old)}}`);
    default: return filled(pick(random, ['1e999', '-1e999', '1E400', '-0', '1.0', '9'.repeat(400), '"\\ud800"', 'NaN', '01']));
  }
  return write();
}

/** Text with one to four faults: signs that are cut, doubled, put in, pieces that come over and over. */
export function damagedText(random: Random, text: string, snippets: readonly string[]): string {
  let made = text;
  for (let left = 1 + random.int(4); left > 0; left -= 1) {
    const at = random.int(made.length + 1);
    const length = random.int(6) === 0 ? random.int(made.length + 1) : random.int(12);
    const [before, part, after] = [made.slice(0, at), made.slice(at, at + length), made.slice(at + length)];
    switch (random.int(8)) {
      case 0: made = before + after; break;
      case 1: made = before + part + part + after; break;
      case 2: case 3: case 4: made = before + pick(random, snippets) + part + after; break;
      case 5: made = before + pick(random, snippets).repeat(pick(random, [2, 20, 300, 5000])) + part + after; break;
      case 6: made = before + pick(random, ODD_TEXTS) + part + after; break;
      default: made = after + part + before;
    }
    if (made.length > 400_000) made = made.slice(0, 400_000);
  }
  return made;
}
