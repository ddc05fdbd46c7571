import { OrchardError, type ErrorCode } from './errors.ts';

/** How deep JSON of others may be nested, and how many values it may hold, keys not counted. Nothing that Orchard writes comes near. */
export const JSON_LIMITS = { depth: 64, values: 10_000_000 } as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** `[` and `{`, `]` and `}`: each two signs differ in one bit. */
const BRACKET_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * The value of a JSON text of any origin. It is counted before memory is spent on it. Throws `code`, about what is wrong, for text
 * that is not JSON, or goes beyond `JSON_LIMITS`.
 */
export function readJson(text: string, code: ErrorCode = 'file-schema'): unknown {
  const wrong = textWrong(text);
  if (wrong !== null) throw refused(code, wrong);
  try {
    return JSON.parse(text);
  } catch {
    throw refused(code, 'it is not JSON');
  }
}

function refused(code: ErrorCode, about: string): OrchardError {
  return new OrchardError(code, about, { about });
}

function textWrong(text: string): string | null {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) {
      at = endOfText(text, at + 1);
    } else if (sign === COMMA) {
      values += 1;
    } else if ((sign | BRACKET_BIT) === OPENING) {
      depth += 1;
      values += 1;
      if (depth > JSON_LIMITS.depth) return `it is nested more than ${JSON_LIMITS.depth} deep`;
    } else if ((sign | BRACKET_BIT) === CLOSING) {
      depth -= 1;
    }
  }
  return values > JSON_LIMITS.values ? `it holds more than ${JSON_LIMITS.values.toLocaleString('en')} values` : null;
}

/** Where the quote stands that ends a text. */
function endOfText(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
