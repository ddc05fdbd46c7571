import type { ExpressionValues } from '../../../../domain/alerting/promql/expression-values.ts';
import type { Changed, Measured } from '../../../../domain/watch/explanation.ts';

/** Fewer fruits than this in either window say little. */
const FEW = 100;

/** An expression with its numbers, cut where a number stands that was measured: those are the values, the rest is the rule's. */
export function liveParts({ live, parts }: ExpressionValues): { text: string; value: boolean }[] {
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
export function sizesOf({ result, measurement, monitor }: Pick<Measured, 'result' | 'measurement' | 'monitor'>, comparison: Changed['comparison']): { before: number; after: number; few: boolean } {
  const own = result && measurement === result.detail ? result : null;
  const after = own?.sampleSize ?? measurement?.values['m'] ?? comparison?.rows.after ?? 0;
  const before = (own && own.referenceSize > 0 ? own.referenceSize : null) ?? measurement?.values['n'] ?? comparison?.rows.before ?? 0;
  return { before, after, few: after < Math.min(FEW, monitor?.spec.minimumSample ?? FEW) || before < Math.min(FEW, monitor?.spec.minimumSample ?? FEW) };
}
