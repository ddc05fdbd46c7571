import type { Labels } from '../../../../../src/domain/alerting/alerts/matcher.ts';
import type { Rule, RuleGroup } from '../../../../../src/domain/alerting/rules/rule-file.ts';
import type { Dice } from './dice.ts';

/** Samples of one series, one a minute; null: none. */
export interface History {
  readonly metric: string;
  readonly k: string;
  readonly values: readonly (number | null)[];
}

/** Minutes that are played. */
export const MINUTES = 16;

/** A group of rules over a metric of its own, and what that metric does: it rises and falls, pauses and ends. */
export function playedGroup(dice: Dice, number: number): { readonly group: RuleGroup; readonly histories: readonly History[] } {
  const metric = `m${number}`;
  const histories = dice.times(1, 3, () => dice.pick(['a', 'b', 'c', 'd'])).filter((k, i, all) => all.indexOf(k) === i).map((k): History => {
    let value: number | null = dice.pick([0, 2]);
    const calm = dice.pick([0.5, 0.8]);
    return { metric, k, values: Array.from({ length: MINUTES }, () => (value = dice.chance(calm) ? value : dice.pick([0, 0, 2, 3, 0.125, null]))) };
  });
  const recorded = `r${number}`;
  const alert = (name: string, expr: string): Rule => ({
    kind: 'alert', alert: name, expr, forSeconds: dice.pick([0, 0, 60, 120, 180]), keepFiringForSeconds: dice.pick([0, 0, 60, 180]),
    labels: dice.pick<Labels>([{}, { severity: 'page' }, { k: 'all {{ $labels.k }}', level: '{{ if gt $value 2.0 }}high{{ else }}low{{ end }}' }]),
    annotations: { text: '{{ $labels.__name__ }} {{ $labels.k }} {{ $labels.severity }} is {{ printf "%.2f" $value }} of {{ with query "sum(up)" }}{{ . | first | value }}{{ else }}none{{ end }}' },
  });
  const rules: Rule[] = [
    alert(`A${number}`, dice.pick([`${metric} > 1`, `sum(${metric}) > 2`, `${metric} offset 2m > 1`, `absent(${metric}{k="a"})`, `max_over_time(${metric}[150s]) > 1`, `${metric} == 0`])),
    { kind: 'record', record: recorded, expr: dice.pick([`${metric} > 1`, `sum by (k) (${metric} == 2)`, `count(${metric} > 1)`]), labels: dice.pick<Labels>([{}, { by: 'rule' }]) },
    alert(`B${number}`, dice.pick([recorded, `${recorded} > 2`, `count_over_time(${recorded}[270s]) > 2`, `${recorded} offset 1m`, `absent(${recorded})`])),
    alert(`C${number}`, dice.pick([`ALERTS{alertname="A${number}", alertstate="firing"}`, `ALERTS{alertname="B${number}", alertstate="pending"}`, `time() - ALERTS_FOR_STATE{alertname="A${number}"} > 60`, `count(ALERTS{alertname="A${number}"})`])),
  ];
  return { group: { name: `g${number}`, intervalSeconds: 60, limit: 0, rules }, histories };
}
