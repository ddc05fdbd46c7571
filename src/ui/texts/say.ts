/** The forms of a word by how many there are, as `Intl.PluralRules` names them: English has `one` and `other`. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** What texts of a language are put together with. */
export interface Say {
  /** `18 412`, `0.5`. */
  number(value: number, digits?: number): string;
  /** The form of a word that goes with a number. */
  form(n: number, forms: Forms): string;
  /** `1 picture`, `476 pictures`. */
  count(n: number, forms: Forms): string;
  /** A day of the line's calendar, which is read as UTC: `14 March 2026`. */
  date(ms: number): string;
}

/** As `format.ts` writes them: thousands apart by a no-break space, and a real minus. */
const DRESSED: Partial<Record<Intl.NumberFormatPartTypes, string>> = { group: '\u00a0', minusSign: '\u2212' };

/** The words of numbers in a language, by its tag (BCP 47). */
export function sayIn(tag: string): Say {
  const plurals = new Intl.PluralRules(tag);
  const numbers = new Map<number, Intl.NumberFormat>();
  let dates: Intl.DateTimeFormat | undefined;
  const say: Say = {
    number(value, digits = 0) {
      let format = numbers.get(digits);
      if (!format) numbers.set(digits, format = new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' }));
      return format.formatToParts(value).map(({ type, value: text }) => DRESSED[type] ?? text).join('');
    },
    form: (n, forms) => forms[plurals.select(n)] ?? forms.other,
    count: (n, forms) => `${say.number(n)} ${say.form(n, forms)}`,
    date: (ms) => (dates ??= new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })).format(ms),
  };
  return say;
}
