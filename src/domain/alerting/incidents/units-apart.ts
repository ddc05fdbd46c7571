/** No-break, and thin in the faces of the page. */
const SPACE = '\u00a0';
/** What `humanizeDuration` writes from a minute on: `1h 1m 40s`. Not what stands in the brackets of a query. */
const COMPOUND = /(?<![\w.[])(?:\d+d )?(?:\d+h )?\d+m \d+s(?!\w)/gu;
/** `58.25s`, `151.2ms`, `12.34%`. A decade such as the 1990s is no time. */
const SINGLE = /(?<![\w.[])(?!(?:19|20)\d\ds)(\d+(?:\.\d+)?)(ms|us|ns|s|%)(?![\w%\]])/gu;

/** A text that a rule's template made, with its numbers set apart from their units as everywhere on the page: `58.25 s`, `1 h 1 min 40 s`, `12.34 %`. */
export function unitsApart(text: string): string {
  return text
    .replace(COMPOUND, (found) => found.replace(/(\d+)([dhms]) ?/gu, (_, count: string, unit: string) => `${count}${SPACE}${unit === 'm' ? 'min' : unit} `).trimEnd())
    .replace(SINGLE, (_, count: string, unit: string) => `${count}${SPACE}${unit.replace('us', 'µs')}`);
}
