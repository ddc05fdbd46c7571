/** Texts as the bytes that Go sees. */

/** UTF-8. A lone half of a surrogate pair becomes U+FFFD. */
export function bytesOf(text: string): number[] {
  const bytes: number[] = [];
  for (const sign of text) {
    const code = sign.codePointAt(0)!;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return bytes;
}

/** The text of UTF-8 bytes; each byte that belongs to no character becomes U+FFFD. */
export function textOfBytes(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i]!;
    const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    const rest = bytes.slice(i + 1, i + length);
    const point = rest.reduce((sum, byte) => (sum << 6) | (byte & 63), length === 1 ? first : first & (0x7f >> length));
    const least = [0, 0, 0x80, 0x800, 0x10000][length]!;
    const sound = length > 0 && rest.length === length - 1 && rest.every((byte) => byte >> 6 === 2) && point >= least && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    text += sound ? String.fromCodePoint(point) : '\ufffd';
    i += sound ? length : 1;
  }
  return text;
}
