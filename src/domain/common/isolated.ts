const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
/** What sets or turns the direction of a text (Unicode Bidi_Control). */
const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name of somebody's as it is kept: on one line, and without what sets or turns the direction of a text. */
export function plainName(name: string): string {
  return name.replace(CONTROLS, '').replace(/\p{Cc}+/gu, ' ').trim();
}

/** A text apart from the words around it where its script runs from right to left. */
export function apart(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}` : text;
}

/** A name of somebody's for a sentence of ours: on one line, without what would turn the words around it, and apart from them where its own script runs the other way. */
export function isolated(name: string): string {
  return apart(plainName(name));
}

/**
 * A sentence of ours with names of somebody's in “quotes”, or isolated already: each name isolated, and nothing left in it that turns it round. For
 * text; markup has `<bdi>`.
 */
export function withNamesIsolated(sentence: string): string {
  return sentence.split(/(“[^”]*”|\u2068[^\u2066-\u2069]*\u2069)/u).map((part, i) => {
    if (i % 2 === 0) return part.replace(CONTROLS, '');
    return part.startsWith('“') ? `“${isolated(part.slice(1, -1))}”` : isolated(part);
  }).join('');
}

/** At most so many letters of a text, an ellipsis where it goes on. A name that is cut stays isolated from what comes after it. */
export function shortened(text: string, letters: number): string {
  if (text.length <= letters) return text;
  const kept = text.slice(0, letters - 1);
  return `${kept}${kept.lastIndexOf(FIRST_STRONG_ISOLATE) > kept.lastIndexOf(POP_ISOLATE) ? POP_ISOLATE : ''}…`;
}

/** JSON text in which what would turn the lines around it is escaped: it reads back as the same value. */
export function withoutTurns(json: string): string {
  return json.replace(CONTROLS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
