import { Budget, type BudgetLimits } from '../../common/budget.ts';
import { OrchardError, textOfError } from '../../common/errors.ts';
import { labelOf } from './labels.ts';
import { labelKey, type Labels, type Matcher } from './matcher.ts';
import { checkedMatcher, matchesAll, matchesValue, payForPatterns } from './matching.ts';

/** Alerts that meet `target` are muted while one that meets `source` is active and shares the labels in `equal`. */
export interface InhibitRule {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/** A mute by hand, from `startsAt` to `endsAt` (exclusive), with a reason. Times are seconds. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly reason: string;
}

/** Matchers of one silence. */
const MOST_MATCHERS = 20;
/** What one silence may cost, all alerts looked through. There is no clock, so that who is muted depends on no machine. */
const SILENCE_LIMITS: BudgetLimits = { steps: 250_000, ms: Infinity };
/** What all silences may cost together. */
const SILENCES_LIMITS: BudgetLimits = { steps: 1_000_000, ms: Infinity };
/** UTF-16 units of a reason, a note, or what a matcher looks for: all of it is written with every checkpoint. */
export const MOST_CHARACTERS = 1000;

export interface AlertStanding {
  readonly labels: Labels;
  readonly state: 'active' | 'suppressed';
  /** One source that suffices to inhibit it, or null. */
  readonly inhibitedBy: Labels | null;
  /** Identifiers of the silences that cover it. */
  readonly silencedBy: readonly string[];
}

interface AlertGroup {
  readonly labels: Labels;
  readonly members: readonly Labels[];
}

/**
 * A silence that can be kept. Throws `argument-invalid` for one without a time at which it begins and ends, that ends before it begins or has already ended, that has no
 * reason or a text that is too long, or whose matchers would all accept an alert without labels, which would silence everything; `over-budget` for patterns that cost too
 * much.
 */
export function checkedSilence(silence: Silence, now: number): Silence {
  const refuse = (detail: string) => new OrchardError('argument-invalid', `silence: ${detail}`);
  if (silence.matchers.length > MOST_MATCHERS) throw refuse(`it has at most ${MOST_MATCHERS} matchers`);
  for (const text of [silence.reason, ...silence.matchers.flatMap(({ name, value }) => [name, value])]) {
    if (text.length > MOST_CHARACTERS) throw refuse(`a text of it has at most ${MOST_CHARACTERS} characters`);
  }
  checkMatchers(silence.matchers, new Budget(SILENCE_LIMITS));
  if (!Number.isFinite(silence.startsAt) || !Number.isFinite(silence.endsAt)) throw refuse('it must begin and end at a time');
  if (!(silence.endsAt > silence.startsAt)) throw refuse('it must end after it begins');
  if (silence.endsAt <= now) throw refuse('it has already ended');
  if (silence.reason.trim() === '') throw refuse('say why');
  if (silence.matchers.every((matcher) => matchesValue(matcher, ''))) throw refuse('at least one matcher must ask for a label that is not empty');
  return silence;
}

/** Throws `argument-invalid` for a matcher that cannot be read, `over-budget` for patterns that cost too much. */
function checkMatchers(matchers: readonly Matcher[], budget: Budget): void {
  payForPatterns(matchers, (steps) => budget.spend(steps));
  matchers.forEach(checkedMatcher);
}

/** Of some alerts those that a silence with these matchers would mute. `whole`: what all silences may still cost. Throws like `checkedSilence` for matchers, and `over-budget` for what costs too much. */
export function mutedBy(matchers: readonly Matcher[], alerts: readonly Labels[], whole: Budget | null = null): Labels[] {
  const budget = new Budget(SILENCE_LIMITS, null, whole);
  checkMatchers(matchers, budget);
  return alerts.filter((labels) => matchesAll(matchers, labels, (steps) => budget.spend(steps)));
}

/** Why a silence that was kept mutes nothing: its matchers cannot be read, or cost too much. Null when they can. */
export function silenceProblem({ matchers }: Silence): string | null {
  try {
    checkMatchers(matchers, new Budget(SILENCE_LIMITS));
    return null;
  } catch (error) {
    return textOfError(error);
  }
}

export function silenceIsActive(silence: Silence, now: number): boolean {
  return now >= silence.startsAt && now < silence.endsAt;
}

/**
 * Who notifies and who is muted, as Alertmanager 0.25 decides. A source counts even when it is itself inhibited or silenced.
 * An alert that meets both sides of a rule is not inhibited by another one that does, so that none inhibits itself. A silence that cannot be read or costs
 * too much mutes nothing.
 */
export function standings(alerts: readonly Labels[], inhibitRules: readonly InhibitRule[], silences: readonly Silence[], now: number): AlertStanding[] {
  const inhibitors = inhibitRules.map((rule) => ({ rule, sources: alerts.filter((labels) => matchesAll(rule.source, labels)) }));
  const silenced = silencesOf(alerts, silences.filter((silence) => silenceIsActive(silence, now)));
  return alerts.map((labels) => {
    const inhibitedBy = inhibitor(labels, inhibitors);
    const silencedBy = silenced.get(labels) ?? [];
    return { labels, state: inhibitedBy !== null || silencedBy.length > 0 ? 'suppressed' : 'active', inhibitedBy, silencedBy };
  });
}

/** The identifiers of the silences that mute each alert. */
function silencesOf(alerts: readonly Labels[], silences: readonly Silence[]): ReadonlyMap<Labels, readonly string[]> {
  const whole = new Budget(SILENCES_LIMITS);
  const ids = new Map<Labels, string[]>(alerts.map((labels) => [labels, []]));
  for (const { id, matchers } of silences) {
    try {
      for (const labels of mutedBy(matchers, alerts, whole)) ids.get(labels)!.push(id);
    } catch {
      // It mutes nothing: what is not silenced is heard.
    }
  }
  return ids;
}

function inhibitor(target: Labels, inhibitors: readonly { readonly rule: InhibitRule; readonly sources: readonly Labels[] }[]): Labels | null {
  for (const { rule, sources } of inhibitors) {
    if (!matchesAll(rule.target, target)) continue;
    const meetsBoth = matchesAll(rule.source, target);
    const source = sources.find((other) =>
      !(meetsBoth && matchesAll(rule.target, other)) &&
      rule.equal.every((name) => labelOf(other, name) === labelOf(target, name)));
    if (source) return source;
  }
  return null;
}

/** Alerts gathered by the values of some labels; a label that an alert lacks is left out of its group's. Muted ones count. */
export function groupAlerts(alerts: readonly Labels[], groupBy: readonly string[]): AlertGroup[] {
  const groups = new Map<string, { labels: Labels; members: Labels[] }>();
  for (const labels of alerts) {
    const own = Object.fromEntries(groupBy.filter((name) => labelOf(labels, name) !== '').map((name) => [name, labelOf(labels, name)]));
    const key = labelKey(own);
    const group = groups.get(key);
    if (group) group.members.push(labels);
    else groups.set(key, { labels: own, members: [labels] });
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
