import { OrchardError } from './errors.ts';

/** What Orchard writes is a few dozen deep; what is thousands deep cannot be kept or sent to a worker. */
const DEEPEST = 200;

const [QUOTE, BACKSLASH, BRACKET, BRACE] = [0x22, 0x5c, 0x5b, 0x7b];
/** From an opening bracket or brace to its closing one. */
const CLOSING = 2;

/** The value of a JSON text from outside. Throws `file-schema` for one that is nested too deeply, and a SyntaxError for what is no JSON. */
export function parseJson(text: string): unknown {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = endOfText(text, at);
    else if (sign === BRACKET || sign === BRACE) depth += 1;
    else if (sign === BRACKET + CLOSING || sign === BRACE + CLOSING) depth -= 1;
    if (depth > DEEPEST) throw new OrchardError('file-schema', `it is nested more than ${DEEPEST} deep`);
  }
  return JSON.parse(text);
}

/** Where the text in quotes that begins at a place ends. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
