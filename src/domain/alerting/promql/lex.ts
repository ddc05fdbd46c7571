import { refusal } from './refusal.ts';

/**
 * A word of a query. `kind` is 'name', 'metric' (a name with colons), 'number', 'duration', 'string' or 'eof', else the sign or the
 * keyword itself in lower case.
 */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export const AGGREGATORS: ReadonlySet<string> = new Set(['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'count_values', 'quantile']);
const KEYWORDS: ReadonlySet<string> = new Set([
  ...AGGREGATORS, 'and', 'or', 'unless', 'atan2', 'offset', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'bool', 'start', 'end',
]);

const BLANK = /(?:[ \t\r\n]|#[^\r\n]*)+/y;
const SPACES = /[ \t\r\n]*/y;
const DURATION = /\d+[smhdwy]s?(?:\d+[smhdw]s?)*(?![a-zA-Z0-9_])/y;
const NUMBER = /(?:0[xX][0-9a-fA-F]*(?:\.[0-9a-fA-F]*)?|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d*)?)(?![a-zA-Z0-9_])/y;
const STRING = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`[^`]*`/y;
const WORD = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const SIGN = /==|!=|<=|>=|[-+*/%^=<>,()[\]{}@:]/y;
const MATCH_SIGN = /=~|!~|!=|=|[,}]/y;

/** The words of a query, comments and blanks left out, an 'eof' last. Throws `argument-invalid` at a sign that no word begins with. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let [inBraces, inBrackets] = [false, false];
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const text = pattern.exec(query)?.[0] ?? null;
    if (text !== null) at += text.length;
    return text;
  };
  const add = (kind: string, text: string) => tokens.push({ kind, text, from: at - text.length, to: at });
  const takeAs = (kind: string, pattern: RegExp): boolean => {
    const text = take(pattern);
    if (text !== null) add(kind, text);
    return text !== null;
  };
  for (;;) {
    take(BLANK);
    if (at === query.length) break;
    if (takeAs('string', STRING)) continue;
    if (inBraces) {
      if (takeAs('name', LABEL)) continue;
    } else {
      if (takeAs('number', NUMBER) || takeAs('duration', DURATION)) continue;
      const word = inBrackets ? null : take(WORD);
      if (word !== null) {
        add(kindOf(word), word);
        continue;
      }
    }
    const sign = take(inBraces ? MATCH_SIGN : SIGN);
    if (sign === null) throw unexpected(query, at);
    add(sign, sign);
    if (sign === '{' || sign === '}') inBraces = sign === '{';
    if (sign === ']') inBrackets = false;
    if (sign === '[') {
      inBrackets = true;
      take(SPACES);
      if (!takeAs('duration', DURATION)) throw at === query.length ? unexpected(query, at) : refusal(`a range in [] is a duration such as 5m, not ${JSON.stringify(query.slice(at, at + 20))}`);
    }
  }
  tokens.push({ kind: 'eof', text: '', from: at, to: at });
  return tokens;
}

function kindOf(word: string): string {
  const lower = word.toLowerCase();
  if (KEYWORDS.has(lower)) return lower;
  if (lower === 'inf' || lower === 'nan') return 'number';
  return word.includes(':') ? 'metric' : 'name';
}

/** What to say where a query cannot go on. */
export function unexpected(query: string, position: number) {
  const rest = query.slice(position, position + 20);
  return refusal(rest.trim() === '' ? 'the expression breaks off' : `unexpected ${JSON.stringify(rest)} at position ${position + 1}`);
}
