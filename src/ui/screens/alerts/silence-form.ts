import type { Labels, Matcher } from '../../../domain/alerting/alerts/matcher.ts';
import { checkedMatcher, matchesValue } from '../../../domain/alerting/alerts/matching.ts';
import { mutedBy, type Silence } from '../../../domain/alerting/alerts/routing.ts';
import { FRUIT_INTERVAL_MS, timeAt } from '../../../domain/world/stream/time.ts';
import type { SilenceProblem } from '../../alert-texts.ts';

export const OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type Operator = (typeof OPERATORS)[number];

/** How the end of a silence is given: a stretch from now on, or the fruit that it lasts until. */
export const ENDS = ['hours', 'days', 'fruits', 'until'] as const;

interface MatcherRow { name: string; operator: Operator; value: string }
export interface SilenceForm {
  matchers: MatcherRow[];
  amount: number;
  end: (typeof ENDS)[number];
  reason: string;
}

/** What is wrong with a form; `row` counts the matchers from 0. */
interface FormProblem { code: SilenceProblem; row?: number }

const SECONDS = { hours: 3600, days: 86_400, fruits: FRUIT_INTERVAL_MS / 1000 } as const;

/** A form that would silence exactly the alert with these labels, for a simulated day. */
export function formOf(labels: Labels): SilenceForm {
  return { matchers: Object.entries(labels).map(([name, value]) => ({ name, operator: '=', value })), amount: 1, end: 'days', reason: '' };
}

/** A form that would silence all alerts of these rules; with one alert exactly that one. */
export function formOfAll(alerts: readonly Labels[]): SilenceForm {
  const names = [...new Set(alerts.map((labels) => labels['alertname'] ?? ''))];
  if (alerts.length === 1) return formOf(alerts[0]!);
  const value = names.map((name) => name.replace(/[\\^$.|?*+()[\]{}]/gu, '\\$&')).join('|');
  return { ...formOf({}), matchers: [names.length === 1 ? { name: 'alertname', operator: '=', value: names[0]! } : { name: 'alertname', operator: '=~', value }] };
}

function matcherOf({ name, operator, value }: MatcherRow): Matcher {
  return { name: name.trim(), value, isRegex: operator.endsWith('~'), isEqual: !operator.startsWith('!') };
}

/** The silence that a form asks for at a moment, simulated seconds. */
export function silenceOf({ matchers, amount, end, reason }: SilenceForm, nowSeconds: number): Omit<Silence, 'id' | 'startsAt'> {
  return { matchers: matchers.map(matcherOf), endsAt: end === 'until' ? timeAt(amount) / 1000 : nowSeconds + amount * SECONDS[end], reason: reason.trim() };
}

/** Why a form cannot be a silence; empty when it can. */
export function problemsOf(form: SilenceForm, nowSeconds: number): FormProblem[] {
  const { matchers, endsAt, reason } = silenceOf(form, nowSeconds);
  const problems: FormProblem[] = [];
  matchers.forEach((matcher, row) => {
    try {
      checkedMatcher(matcher);
    } catch {
      problems.push({ code: checksName(matcher) ? 'pattern' : 'name', row });
    }
  });
  if (problems.length === 0 && matchers.every((matcher) => matchesValue(matcher, ''))) problems.push({ code: 'everything' });
  if (!(endsAt > nowSeconds)) problems.push({ code: 'past' });
  if (reason === '') problems.push({ code: 'reason' });
  return problems;
}

/** How many of the alerts a form would mute; null while its matchers cannot be read or cost too much. */
export function mutes(form: SilenceForm, alerts: readonly { labels: Labels }[]): number | null {
  try {
    const matchers = form.matchers.map((row) => checkedMatcher(matcherOf(row)));
    return matchers.every((matcher) => matchesValue(matcher, '')) ? null : mutedBy(matchers, alerts.map(({ labels }) => labels)).length;
  } catch {
    return null;
  }
}

function checksName({ name }: Matcher): boolean {
  try {
    checkedMatcher({ name, value: '', isRegex: false, isEqual: true });
    return true;
  } catch {
    return false;
  }
}
