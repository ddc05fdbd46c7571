import { clearedAlerts, evaluateAlerts, type Alert, type AlertEvent, type RuleAlerts } from '../alerts/alert-state.ts';
import { labelKey, type Labels } from '../alerts/matcher.ts';
import { Budget, type BudgetLimits, type Clock } from '../../common/budget.ts';
import { codeOf, OrchardError, textOfError } from '../../common/errors.ts';
import type { Expr } from '../promql/ast.ts';
import { parsePromql } from '../promql/parse.ts';
import { NAME, type SeriesStore } from '../promql/series.ts';
import type { Sample } from '../promql/value.ts';
import { readEngineSnapshot, writeAlert, ENGINE_SNAPSHOT_VERSION, type EngineSnapshot } from './engine-snapshot.ts';
import { evaluateRule, requireDistinct, requireWithin, withLabels, type RuleLimits, type RuleResult } from './evaluate-rule.ts';
import { ruleName, type AlertingRule, type RecordingRule, type Rule, type RuleFile } from './rule-file.ts';
import { fillTemplate, parseTemplate, type Template, type TemplateContext } from './template.ts';

/** Where rules find their series and put what they record. */
interface RuleStore extends SeriesStore {
  append(labels: Labels, timeSeconds: number, value: number): void;
  /** Says that a series has ended: from this moment on its newest sample is no longer seen. */
  end(labels: Labels, timeSeconds: number): void;
}

export type RuleState = 'inactive' | 'pending' | 'firing' | 'resolved' | 'no-data' | 'error';

export interface RuleAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly value: number;
  readonly activeAt: number | null;
  readonly firedAt: number | null;
  readonly resolvedAt: number | null;
}

export interface RuleStatus {
  /** By which it can be let run again. */
  readonly key: string;
  readonly group: string;
  readonly rule: Rule;
  readonly state: RuleState;
  readonly alerts: readonly RuleAlert[];
  /** What went wrong; '' when nothing did. */
  readonly message: string;
  /** It cost too much and is not evaluated any more, until it is let run again. */
  readonly off: boolean;
  /** Seconds; null for a rule that has yet to be evaluated, of which nothing can be said. */
  readonly evaluatedAt: number | null;
}

/** Something that changed, in the order of its time (seconds). */
export interface Transition {
  readonly at: number;
  readonly group: string;
  readonly rule: string;
  readonly kind: AlertEvent['kind'] | 'no-data' | 'error' | 'recovered';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value: number | null;
  readonly message: string;
}

export interface RuleEngineOptions extends Partial<RuleLimits> {
  /** Time between evaluations of groups that name none, seconds. */
  readonly intervalSeconds?: number;
  /** How long a resolved alert is still shown, seconds. */
  readonly resolvedForSeconds?: number;
  /** For the last line of the budgets; without one, steps alone are counted. */
  readonly clock?: Clock | null;
}

/** What one rule may cost at one evaluation, its templates included: a quarter of the samples that a line keeps. */
export const RULE_LIMITS: BudgetLimits = { steps: 250_000, ms: 2000 };
/** Steps that an alert costs beside its templates, so that there are at most 4,000: each is kept, shown and compared with silences. */
const ALERT_STEPS = 250;
/** What all rules that are due at a moment may cost together. */
export const EVALUATION_LIMITS: BudgetLimits = { steps: 1_000_000, ms: 5000 };

const MOST_TRANSITIONS = 500;

interface Running {
  readonly group: string;
  readonly limit: number;
  readonly rule: Rule;
  readonly expr: Expr;
  readonly labels: readonly (readonly [string, Template])[];
  readonly annotations: readonly (readonly [string, Template])[];
  alerts: RuleAlerts;
  resolved: ReadonlyMap<string, Alert>;
  /** The series that the latest evaluation wrote. */
  recorded: ReadonlyMap<string, Labels>;
  evaluatedAt: number | null;
  health: 'ok' | 'no-data' | 'error';
  message: string;
  off: boolean;
}

/** Evaluates rule groups over a series store, as Prometheus does, and remembers how each alert stands. Times are seconds. */
export class RuleEngine {
  readonly #options: Required<RuleEngineOptions>;
  #groups: { name: string; intervalSeconds: number; rules: Running[] }[] = [];
  #evaluatedAt = new Map<string, number>();
  #at = -Infinity;
  #history: Transition[] = [];

  /** Throws `argument-invalid` for a rule whose expression or templates cannot be read. */
  constructor(file: RuleFile, options: RuleEngineOptions = {}) {
    this.#options = { lookbackSeconds: 300, maxSeries: 1000, intervalSeconds: 60, resolvedForSeconds: 900, clock: null, ...options };
    this.setFile(file);
  }

  /** Exchanges the rules. Alerts of rules that stay as they are go on. Throws like the constructor, and then changes nothing. */
  setFile(file: RuleFile): void {
    const known = new Map(this.#all().map((running) => [keyOf(running.group, running.rule), running]));
    this.#groups = file.groups.map(({ name, intervalSeconds, limit, rules }) => ({
      name, intervalSeconds: intervalSeconds ?? this.#options.intervalSeconds,
      rules: rules.map((rule) => carriedOver(prepared(name, limit, rule), known.get(keyOf(name, rule)))),
    }));
  }

  /** Lets a rule that was switched off run again. Throws `argument-invalid` when there is none of that key. */
  letRun(key: string): void {
    const running = this.#all().find((each) => keyOf(each.group, each.rule) === key);
    if (!running) throw new OrchardError('argument-invalid', 'there is no such rule');
    if (running.off) Object.assign(running, { off: false, health: 'ok', message: '', evaluatedAt: null });
  }

  /** Transitions so far, oldest first, at most 500. */
  get history(): readonly Transition[] { return this.#history; }

  /**
   * Evaluates the groups that are due, each rule after the one before it, and answers what changed. A rule that fails keeps its
   * alerts; one that costs too much is switched off, and they are gone. Throws `argument-invalid` when time does not rise.
   */
  evaluate(store: RuleStore, at: number): Transition[] {
    if (!(at > this.#at)) throw new OrchardError('argument-invalid', `rules were evaluated at ${this.#at} s and cannot be at ${at} s`);
    this.#at = at;
    const transitions: Transition[] = [];
    const once = firstOnly(store);
    const budget = new Budget(EVALUATION_LIMITS, this.#options.clock);
    for (const { name, intervalSeconds, rules } of this.#groups) {
      if (at - (this.#evaluatedAt.get(name) ?? -Infinity) < intervalSeconds) continue;
      this.#evaluatedAt.set(name, at);
      for (const running of rules) if (!running.off) this.#run(running, once, at, transitions, budget);
    }
    this.#history = [...this.#history, ...transitions].slice(-MOST_TRANSITIONS);
    return transitions;
  }

  status(): RuleStatus[] {
    return this.#all().map(({ group, rule, alerts, resolved, health, message, evaluatedAt, off }) => {
      const listed = [...alerts.values(), ...resolved.values()].map((alert): RuleAlert => ({
        labels: alert.labels, annotations: alert.annotations,
        state: alert.state === 'inactive' ? 'resolved' : alert.state,
        value: alert.value, activeAt: alert.activeAt, firedAt: alert.firedAt, resolvedAt: alert.resolvedAt,
      }));
      const has = (state: RuleAlert['state']) => listed.some((alert) => alert.state === state);
      const state = health === 'error' ? 'error' : has('firing') ? 'firing' : has('pending') ? 'pending' : has('resolved') ? 'resolved' : health === 'no-data' ? 'no-data' : 'inactive';
      return { key: keyOf(group, rule), group, rule, state, alerts: listed, message, off, evaluatedAt };
    });
  }

  snapshot(): EngineSnapshot {
    return {
      version: ENGINE_SNAPSHOT_VERSION, at: Number.isFinite(this.#at) ? this.#at : null, evaluatedAt: Object.fromEntries(this.#evaluatedAt),
      rules: this.#all().map(({ group, rule, alerts, resolved, recorded, health, message, off }) => ({
        key: keyOf(group, rule), health, message, off, alerts: [...alerts.values()].map(writeAlert), resolved: [...resolved.values()].map(writeAlert),
        recorded: [...recorded.values()].map((labels) => ({ ...labels })),
      })),
      history: this.#history.map((transition) => ({ ...transition, value: Number.isFinite(transition.value) ? transition.value : null })),
    };
  }

  /** Takes over what a snapshot knows of the rules that are still there. Throws `file-version` or `file-schema` for one that does not fit. */
  restore(snapshot: unknown): void {
    const saved = readEngineSnapshot(snapshot);
    this.#at = saved.at ?? -Infinity;
    this.#evaluatedAt = new Map(Object.entries(saved.evaluatedAt));
    this.#history = saved.history;
    const known = new Map(saved.rules.map((rule) => [rule.key, rule]));
    const byKey = (alerts: readonly Alert[]) => new Map(alerts.map((alert) => [labelKey(alert.labels), alert]));
    for (const running of this.#all()) {
      const found = known.get(keyOf(running.group, running.rule));
      if (found) Object.assign(running, { health: found.health, message: found.message, off: found.off, alerts: byKey(found.alerts), resolved: byKey(found.resolved), recorded: keyed(found.recorded), evaluatedAt: this.#evaluatedAt.get(running.group) ?? null });
    }
  }

  #all(): Running[] {
    return this.#groups.flatMap(({ rules }) => rules);
  }

  #run(running: Running, store: RuleStore, at: number, transitions: Transition[], whole: Budget): void {
    const { rule } = running;
    const budget = new Budget(RULE_LIMITS, this.#options.clock, whole);
    running.evaluatedAt = at;
    try {
      const result = evaluateRule(running.expr, rule.expr, at, store, this.#options, budget);
      const series = rule.kind === 'record' ? recordedBy(rule, running.limit, result) : this.#alert(running, rule, result, store, at, transitions, budget);
      this.#write(running, series, store, at);
      this.#setHealth(running, result.noData ? 'no-data' : 'ok', '', at, transitions);
    } catch (error) {
      const over = codeOf(error) === 'over-budget';
      // What others wasted before they were switched off is not held against a rule: it waits for the next time.
      if (over && whole.isOver && !budget.isOver && this.#all().some(({ off, evaluatedAt }) => off && evaluatedAt === at)) return;
      if (over) this.#switchOff(running, store, at, transitions);
      this.#setHealth(running, 'error', textOfError(error), at, transitions);
    }
  }

  /** What it said before would be said for ever: its alerts go, and its series end. */
  #switchOff(running: Running, store: RuleStore, at: number, transitions: Transition[]): void {
    running.off = true;
    transitions.push(...clearedAlerts(running.alerts, at).map((event) => told(running, event, at)));
    running.alerts = new Map();
    running.resolved = new Map();
    this.#write(running, [], store, at);
  }

  /** Appends what a rule returned, and ends what it returned before and does not any more. */
  #write(running: Running, series: readonly Sample[], store: RuleStore, at: number): void {
    const recorded = keyed(series.map(({ labels }) => labels));
    for (const { labels, value } of series) store.append(labels, at, value);
    for (const [key, labels] of running.recorded) if (!recorded.has(key)) store.end(labels, at);
    running.recorded = recorded;
  }

  /** Brings the alerts of a rule up to date and answers the series that tell of them. */
  #alert(running: Running, rule: AlertingRule, { samples }: RuleResult, store: RuleStore, at: number, transitions: Transition[], budget: Budget): Sample[] {
    const query = (expr: string) => evaluateRule(parsePromql(expr, budget), expr, at, store, this.#options, budget).samples;
    budget.spend(samples.length * ALERT_STEPS);
    const results = samples.map(({ labels, value }) => {
      const context: TemplateContext = { labels, value, query, budget };
      return {
        labels: withLabels(labels, { ...filled(running.labels, context), alertname: rule.alert }), value,
        annotations: filled(running.annotations, context),
      };
    });
    requireDistinct(results.map(({ labels }) => labels));
    const { alerts, events } = evaluateAlerts(running.alerts, results, at, rule);
    if (running.limit > 0 && alerts.size > running.limit) {
      transitions.push(...clearedAlerts(running.alerts, at).map((event) => told(running, event, at)));
      running.alerts = new Map();
      requireWithin(alerts.size, running.limit);
    }
    running.alerts = alerts;
    const resolved = new Map([...running.resolved].filter(([key, { resolvedAt }]) => !alerts.has(key) && at - (resolvedAt ?? 0) < this.#options.resolvedForSeconds));
    for (const event of events) if (event.kind === 'resolved') resolved.set(labelKey(event.alert.labels), event.alert);
    transitions.push(...events.map((event) => told(running, event, at)));
    running.resolved = resolved;
    return [...alerts.values()].flatMap(({ labels, state, activeAt }) => [
      { labels: { ...labels, [NAME]: 'ALERTS', alertstate: state }, value: 1 }, { labels: { ...labels, [NAME]: 'ALERTS_FOR_STATE' }, value: Math.floor(activeAt ?? at) },
    ]);
  }

  #setHealth(running: Running, health: Running['health'], message: string, at: number, transitions: Transition[]): void {
    if (health !== running.health) {
      transitions.push({
        at, group: running.group, rule: ruleName(running.rule), kind: health === 'ok' ? 'recovered' : health, labels: {}, annotations: {}, value: null, message,
      });
    }
    running.health = health;
    running.message = message;
  }
}

/** An event of an alert as something that changed. */
function told({ group, rule }: Running, { kind, alert: { labels, annotations, value } }: AlertEvent, at: number): Transition {
  return { at, group, rule: ruleName(rule), kind, labels, annotations, value, message: '' };
}

function prepared(group: string, limit: number, rule: Rule): Running {
  const templates = (texts: Labels) => Object.entries(texts).map(([name, text]) => [name, parseTemplate(text)] as const);
  return {
    group, limit, rule, expr: parsePromql(rule.expr),
    labels: rule.kind === 'alert' ? templates(rule.labels) : [], annotations: rule.kind === 'alert' ? templates(rule.annotations) : [],
    alerts: new Map(), resolved: new Map(), recorded: new Map(), evaluatedAt: null, health: 'ok', message: '', off: false,
  };
}

function carriedOver(running: Running, before: Running | undefined): Running {
  return before ? { ...running, alerts: before.alerts, resolved: before.resolved, recorded: before.recorded, evaluatedAt: before.evaluatedAt, health: before.health, message: before.message, off: before.off } : running;
}

function filled(templates: readonly (readonly [string, Template])[], context: TemplateContext): Labels {
  return Object.fromEntries(templates.map(([name, template]) => [name, fillTemplate(template, context)]));
}

/** The series that a recording rule makes of what its expression returned. Throws `argument-invalid` for too many, and for two of the same labels. */
function recordedBy(rule: RecordingRule, limit: number, { samples }: RuleResult): Sample[] {
  const series = samples.map(({ labels, value }) => ({ labels: { ...withLabels(labels, rule.labels), [NAME]: rule.record }, value }));
  requireDistinct(series.map(({ labels }) => labels));
  if (limit > 0) requireWithin(series.length, limit);
  return series;
}

/** A store in which, of two rules that write the same series, the first one counts, as in Prometheus. */
function firstOnly(store: RuleStore): RuleStore {
  const written = new Set<string>();
  return {
    select: (matchers, pay) => store.select(matchers, pay),
    end: (labels, at) => (written.has(labelKey(labels)) ? undefined : store.end(labels, at)),
    append(labels, at, value) {
      const key = labelKey(labels);
      if (written.has(key)) return;
      written.add(key);
      store.append(labels, at, value);
    },
  };
}

const keyed = (all: readonly Labels[]): Map<string, Labels> => new Map(all.map((labels) => [labelKey(labels), labels]));

/** Two rules of the same group, name, expression and labels are the same rule. */
function keyOf(group: string, rule: Rule): string {
  return JSON.stringify([group, rule.kind, ruleName(rule), rule.expr, Object.entries(rule.labels).sort()]);
}
