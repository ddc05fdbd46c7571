import type { Readings, Why } from '../../../../state/reasons.ts';

/** Fewer fruits than this in either window say little. */
const FEW = 100;

/** An expression with its numbers, cut where a number stands that was measured: those are the values, the rest is the rule's. */
export function liveParts({ live, parts }: Readings): { text: string; value: boolean }[] {
  const pieces: { text: string; value: boolean }[] = [];
  let rest = live;
  for (const { value } of parts) {
    if (value === null) continue;
    const number = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
    const at = rest.indexOf(number);
    if (at < 0) continue;
    pieces.push({ text: rest.slice(0, at), value: false }, { text: number, value: true });
    rest = rest.slice(at + number.length);
  }
  return [...pieces, { text: rest, value: false }].filter(({ text }) => text !== '');
}

/** Values that were compared, and whether they are too few to say much. */
export function sizesOf({ finding, detail, comparison, monitor }: Pick<Why, 'finding' | 'detail' | 'comparison' | 'monitor'>): { before: number; after: number; few: boolean } {
  const judged = finding && detail === finding.detail ? finding : null;
  const after = judged?.sampleSize ?? detail?.values['m'] ?? comparison?.rows.after ?? 0;
  const before = (judged && judged.referenceSize > 0 ? judged.referenceSize : null) ?? detail?.values['n'] ?? comparison?.rows.before ?? 0;
  return { before, after, few: after < Math.min(FEW, monitor?.spec.minimumSample ?? FEW) || before < Math.min(FEW, monitor?.spec.minimumSample ?? FEW) };
}
