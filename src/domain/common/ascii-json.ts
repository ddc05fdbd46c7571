/** A value as JSON in ASCII bytes: whatever else stands in its texts is escaped. */
export function asciiJson(value: unknown): Uint8Array {
  const text = JSON.stringify(value).replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
