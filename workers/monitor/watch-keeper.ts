import type { Clock } from '../../src/domain/common/budget.ts';
import { OrchardError } from '../../src/domain/common/errors.ts';
import { decodeSegment } from '../../src/domain/log/segment.ts';
import { sliceRows } from '../../src/domain/log/rows.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import { lookedAt } from '../../src/domain/monitoring/monitors/reference-check.ts';
import { defaultMonitors } from '../../src/domain/monitoring/monitors/defaults.ts';
import { unpackBytes } from '../../src/domain/common/base64.ts';
import { parseMonitors, readStoredMonitors, requireFitting, type MonitorSpec } from '../../src/domain/monitoring/monitors/spec.ts';
import { DEFAULT_RULES_YAML, defaultRules } from '../../src/domain/alerting/rules/default-rules.ts';
import { LINE_KNOWN, LineWatch } from '../../src/domain/watch/line-watch.ts';
import { isPolicyEvent, type RecordedEvent } from '../../src/domain/policy/policy-events.ts';
import { readPolicyRecord } from '../../src/domain/policy/policy-record.ts';
import type { ToldDeployment } from '../../src/domain/delivery/roles.ts';
import type { WatchedVersion } from '../../src/domain/watch/place-watch.ts';
import type { WatchSnapshot } from '../../src/domain/watch/watch-snapshot.ts';
import { needsAttention } from '../../src/domain/alerting/rules/centre-alert.ts';
import { readRuleFile } from '../../src/domain/alerting/rules/read-rules.ts';
import type { Transition } from '../../src/domain/alerting/rules/rule-engine.ts';
import { isError, type RuleFile, type RuleProblem } from '../../src/domain/alerting/rules/rule-file.ts';
import { RIPENESS_LABELS } from '../../src/domain/world/stream/event.ts';
import type { LogStore } from '../../src/storage/index.ts';
import type { EventRange } from '../protocol/evidence.ts';
import { pause } from '../protocol/pause.ts';
import type { AlertCounts, WatchReport, WatchSetup, WatchVersion } from '../protocol/watch.ts';
import { readStretch } from './records.ts';
import type { StoredSegment } from './records.ts';
import { Trial, type TrialMark } from './trial.ts';

/** Without a checkpoint so many of the newest rows are watched again, and older ones never. */
const MOST_REPLAYED = 65_536;
/** Rows that are watched again at a time: whoever asks for a chart meanwhile waits no longer than they take. */
const REPLAYED_AT_ONCE = 256;
/** What is watched by while the rules that were brought are held back. */
const NO_RULES: RuleFile = { groups: [] };

interface KeeperOptions {
  /** For the last line of what rules and queries may cost. */
  readonly clock?: Clock | null;
  readonly mark?: TrialMark;
}

/** Keeps a `LineWatch` true to the log: made from settings, restored from a checkpoint, brought up to date from stored rows. */
export class WatchKeeper {
  watch: LineWatch;
  /** Counts what changed rules, alerts or silences: whoever shows them asks again when it has risen. */
  revision = 0;
  /** Why the watch stands still; null while it goes on. */
  failure: string | null = null;
  /** Rules and monitors that someone brought did not finish on the last visit: they are not run until somebody says so. */
  heldBack = false;
  /** Told when rows were watched, or will not be. */
  watched: () => void = () => {};
  readonly #clock: Clock | null;
  readonly #trial: Trial;
  readonly #ownFeatures: readonly string[];
  #features: readonly string[];
  #labels: readonly string[] = RIPENESS_LABELS;
  /** Null: the defaults. */
  #monitors: readonly MonitorSpec[] | null = null;
  #rulesText: string | null = null;
  #rules: RuleFile = defaultRules;
  /** Why some rules of the text are not watched. */
  #ruleProblems: readonly RuleProblem[] = [];
  readonly #versions = new Map<number, WatchVersion>();
  #deployments: readonly ToldDeployment[] = [];
  #policies: readonly RecordedEvent[] = [];
  #isOpening = false;
  #newTransitions: Transition[] = [];
  /** Rows that wait until what is stored has been watched; null when nothing has to wait. */
  #waiting: LogRows[] | null = null;

  constructor(features: readonly string[], { clock = null, mark }: KeeperOptions = {}) {
    this.#clock = clock;
    this.#trial = new Trial(mark);
    this.#ownFeatures = features;
    this.#features = features;
    this.watch = this.#fresh(0);
  }

  /**
   * What the project says of monitors, rules and versions. Monitors that cannot be read any more give way to the defaults; of a rule file
   * the rules that can be read are watched, and the report tells of the others.
   */
  setUp({ versions, deployments, policies, monitors, rules }: WatchSetup): void {
    this.#versions.clear();
    for (const version of versions) this.#versions.set(version.version, version);
    this.#adopt(versions.at(-1));
    [this.#deployments, this.#policies] = [deployments, policies];
    try {
      this.#monitors = monitors && readStoredMonitors(monitors);
    } catch {
      this.#monitors = null;
    }
    // Ours have been read once, and reading takes as long as all the rest of this.
    const { file, problems } = rules === null ? { file: defaultRules, problems: [] } : readRuleFile(rules);
    [this.#rules, this.#rulesText, this.#ruleProblems] = [file, rules, problems.filter(isError)];
    this.heldBack = false;
    this.#toBeTried();
  }

  /**
   * Begins to watch a log from a checkpoint on; without one, or when it cannot be read, afresh. Rows that come meanwhile are watched
   * at the end. Silences and acknowledgements stay when it is the `sameLine`. A storage that fails stops the watch. Nothing is watched, and
   * so no rule is run, before `begin` resolves.
   */
  async open(store: LogStore, segments: readonly StoredSegment[], checkpoint: number | null, labelDelay: number, sameLine: boolean, begin: Promise<void>): Promise<void> {
    const waiting: LogRows[] = [];
    [this.#waiting, this.#isOpening] = [waiting, true];
    try {
      await this.#catchUp(waiting, store, segments, checkpoint, labelDelay, sameLine, begin);
    } catch (error) {
      if (this.#waiting !== waiting) return;
      [this.#waiting, this.#isOpening] = [null, false];
      this.#stop(error);
      this.watched();
    }
  }

  async #catchUp(waiting: LogRows[], store: LogStore, segments: readonly StoredSegment[], checkpoint: number | null, labelDelay: number, sameLine: boolean, begin: Promise<void>): Promise<void> {
    const centre = sameLine ? this.watch.centre.snapshot() : null;
    this.heldBack ||= await this.#trial.failedBefore();
    const watch = await this.#restored(store, checkpoint, labelDelay) ?? this.#fresh(labelDelay);
    // Another opening has overtaken this one.
    if (this.#waiting !== waiting) return;
    this.failure = null;
    this.watch = watch;
    if (centre) this.watch.centre.restore(centre);
    this.watch.labelDelay = labelDelay;
    this.#passAll();
    this.watch.setMonitors(this.#specs());
    this.revision += 1;
    this.#isOpening = false;
    this.watched();
    await begin;
    if (this.#waiting !== waiting) return;
    const last = segments.at(-1);
    const from = Math.max(this.watch.monitors.lastIndex + 1, last ? last.firstIndex + last.count - MOST_REPLAYED : 0);
    for (const segment of segments) {
      if (segment.firstIndex + segment.count <= from) continue;
      const rows = await readStretch(store, segment);
      if (typeof rows === 'string') continue;
      for (let row = Math.max(0, from - rows.firstIndex); row < rows.count; row += REPLAYED_AT_ONCE) {
        if (this.#waiting !== waiting) return;
        await this.#try(sliceRows(rows, row, Math.min(rows.count, row + REPLAYED_AT_ONCE)));
        await pause();
      }
    }
    if (!await this.#release(waiting)) return;
    this.watch.settleAcknowledgements();
    this.#newTransitions = [];
    this.revision += 1;
  }

  /** Takes rows as the log keeps them. What goes wrong in here stops the watch, never the line. */
  take(rows: LogRows): void {
    if (this.#waiting) this.#waiting.push(rows);
    else if (!this.#trial.due || this.heldBack) this.#take(rows);
    else void this.#release(this.#waiting = [rows]);
  }

  /** Watches the rows that had to wait, those included that come meanwhile; then none has to wait any more. False when another opening has overtaken it. */
  async #release(waiting: LogRows[]): Promise<boolean> {
    while (this.#waiting === waiting && waiting.length > 0) await this.#try(waiting.shift()!);
    if (this.#waiting !== waiting) return false;
    this.#waiting = null;
    return true;
  }

  /** Takes rows, under a mark when what watches them has never been run. */
  async #try(rows: LogRows): Promise<void> {
    if (!this.#trial.due || this.heldBack) this.#take(rows);
    else await this.#trial.run(() => this.#take(rows));
  }

  #toBeTried(): void {
    this.#trial.of(this.#rulesText, this.#monitors && JSON.stringify(this.#monitors));
  }

  #take(rows: LogRows): void {
    if (this.failure !== null) return;
    try {
      const { transitions } = this.watch.take(rows);
      if (transitions.length === 0) return;
      this.#newTransitions.push(...transitions);
      this.revision += 1;
    } catch (error) {
      this.#stop(error);
    } finally {
      this.watched();
    }
  }

  #stop(error: unknown): void {
    this.failure = error instanceof Error ? error.message : String(error);
    this.revision += 1;
  }

  /** What has happened since the last call. */
  takeTransitions(): Transition[] {
    return this.#newTransitions.splice(0);
  }

  /** The deployments of a line that is about to be opened. */
  setDeployments(deployments: readonly ToldDeployment[]): void {
    this.#deployments = deployments;
  }

  /** The line goes on from an event: later deployments are not of it any more. */
  forgetDeployments(after: number): void {
    this.#deployments = this.#deployments.filter(({ fromIndex }) => fromIndex <= after);
  }

  /** What the line's event log tells of policies, whenever that is more or less than before. */
  setPolicies(events: readonly RecordedEvent[]): void {
    this.#policies = events;
    this.watch.policy.tell(readPolicyRecord(events));
  }

  /** The line goes on from an event: what the event log told of policies behind it is gone, and `more` told. */
  forgetPolicies(after: number, more: readonly RecordedEvent[]): void {
    this.#policies = [...this.#policies.filter(({ index }) => index <= after), ...more.filter(isPolicyEvent)];
  }

  /** Which versions predict in a deployment whose rows are to come. */
  setDeployment(deployment: ToldDeployment): void {
    this.#deployments = [...this.#deployments.filter(({ id, fromIndex }) => id !== deployment.id && fromIndex <= deployment.fromIndex), deployment];
    this.watch.setDeployment(deployment);
  }

  setVersion(version: WatchVersion): void {
    this.#versions.set(version.version, version);
    this.#adopt(version);
    this.#pass(version);
    if (!this.#monitors) this.watch.setMonitors(this.#specs());
    this.revision += 1;
  }

  /** Exchanges the monitors; null goes back to the defaults. Throws `argument-invalid` for one that can never work, and then changes nothing. */
  setMonitors(monitors: unknown): void {
    this.#monitors = this.checkedMonitors(monitors);
    this.#changed();
  }

  /** Lets what was held back run, or one rule or monitor that was switched off. Throws `argument-invalid` for a monitor that is not there. */
  letRun({ rule, monitor }: { rule?: string; monitor?: string }): void {
    if (rule !== undefined) this.watch.letRuleRun(rule);
    else if (monitor !== undefined) this.watch.monitors.letRun(monitor);
    else this.#changed();
  }

  /** What watches the line is other than before, and nothing of it is held back. */
  #changed(): void {
    this.heldBack = false;
    this.#toBeTried();
    this.watch.setRules(this.#rules);
    this.watch.setMonitors(this.#specs());
    this.revision += 1;
  }

  /** Monitors from outside that can work here; null for the defaults. Throws `argument-invalid` for one that never can. */
  checkedMonitors(monitors: unknown): MonitorSpec[] | null {
    const specs = monitors === null ? null : parseMonitors(monitors);
    if (specs) requireFitting(specs, this.#labels);
    return specs;
  }

  /** The watch as it was. */
  goBack(before: WatchSnapshot): void {
    this.watch = LineWatch.restore(JSON.parse(JSON.stringify(before)), this.#inForce(), this.#clock);
    this.#passAll();
  }

  /**
   * Compares with `rows` events from `from` on, or from the next one on. Rows that come while the log is read are watched afterwards. Throws
   * `argument-invalid` like `MonitorSet.setReferenceStretch`, and then changes nothing. Answers the watch as it was.
   */
  async setReference({ from, rows }: { from: number | null; rows: number }, read: (range: EventRange) => Promise<LogRows[]>): Promise<WatchSnapshot> {
    while (this.#waiting) await pause();
    const before = this.watch.snapshot();
    const waiting: LogRows[] = [];
    this.#waiting = waiting;
    try {
      const { lastIndex, labelDelay } = this.watch.monitors;
      const begin = from ?? lastIndex + 1;
      const to = Math.min(lastIndex + 1, begin + lookedAt(rows, labelDelay));
      const passed = begin < to ? await read({ from: begin, to }) : [];
      if (this.#waiting === waiting) this.watch.monitors.setReferenceStretch(begin, rows, passed);
    } finally {
      await this.#release(waiting);
    }
    return before;
  }

  /** Lets drawn fruit stand in for a reference that is not at rest, once what is stored has been watched. Throws `storage-corrupt` for rows that cannot be read. */
  async setDrawn({ version, rows }: { version: number; rows: string }): Promise<void> {
    const drawn = decodeSegment(unpackBytes(rows).buffer);
    while (this.#waiting) await pause();
    this.watch.monitors.setDrawnRows(version, drawn);
  }

  /** Exchanges the rule file; null goes back to the defaults. Answers what is wrong with it; with an error nothing changes. */
  setRules(text: string | null): readonly RuleProblem[] {
    const { file, problems } = readRuleFile(text ?? DEFAULT_RULES_YAML, LINE_KNOWN);
    if (problems.some(isError)) return problems;
    this.watch.setRules(file);
    [this.#rules, this.#rulesText, this.#ruleProblems] = [file, text, []];
    this.#changed();
    return problems;
  }

  /** The first event that may not be predicted yet: see `LineRollouts.horizon` and `LinePolicy.horizon`; none while it is not known. A watch that has failed keeps nobody waiting. */
  get horizon(): number {
    const { rollouts, policy, monitors: { lastIndex } } = this.watch;
    return this.failure !== null ? Infinity : this.#isOpening ? 0 : Math.min(rollouts.horizon(lastIndex), policy.horizon(lastIndex));
  }

  counts(groups = this.watch.alerts()): AlertCounts {
    const alerts = groups.flatMap((group) => group.alerts);
    const of = (state: string) => alerts.filter((alert) => alert.state === state).length;
    return { firing: of('firing'), pending: of('pending'), unattended: alerts.filter(needsAttention).length, revision: this.revision };
  }

  report(): WatchReport {
    const { watch } = this;
    const groups = watch.alerts();
    return {
      lastIndex: watch.monitors.lastIndex, atSeconds: watch.atSeconds, failure: this.failure, heldBack: this.heldBack,
      monitors: watch.monitors.status(), customMonitors: this.#monitors !== null,
      rules: watch.rules(), rulesText: this.#rulesText ?? DEFAULT_RULES_YAML, customRules: this.#rulesText !== null, ruleProblems: [...this.#ruleProblems],
      groups, silences: [...watch.centre.silences], history: [...watch.history], counts: this.counts(groups), estimate: watch.estimate,
      reference: watch.monitors.referenceState, referenceAccuracy: watch.monitors.referenceAccuracy,
    };
  }

  #specs(): readonly MonitorSpec[] {
    if (this.#monitors) return this.heldBack ? [] : this.#monitors;
    return defaultMonitors(this.#labels, this.#features);
  }

  /** The rules that are run. */
  #inForce(): RuleFile {
    return this.heldBack && this.#rulesText !== null ? NO_RULES : this.#rules;
  }

  #fresh(labelDelay: number): LineWatch {
    return new LineWatch(this.#specs(), this.#inForce(), labelDelay, { clock: this.#clock });
  }

  async #restored(store: LogStore, checkpoint: number | null, labelDelay: number): Promise<LineWatch | null> {
    const saved = checkpoint === null ? null : await store.checkpoint(checkpoint);
    if (!saved) return null;
    let parsed: Partial<WatchSnapshot> | null = null;
    try {
      parsed = JSON.parse(saved.watch) as Partial<WatchSnapshot>;
      return LineWatch.restore(parsed, this.#inForce(), this.#clock);
    } catch {
      return parsed && this.#careOf(parsed, labelDelay);
    }
  }

  /** A fresh watch with what was done about alerts: rows bring back all the rest, and only that no row tells. Null where that cannot be read either. */
  #careOf(snapshot: Partial<WatchSnapshot>, labelDelay: number): LineWatch | null {
    const watch = this.#fresh(labelDelay);
    try {
      watch.unread = watch.centre.restore(snapshot.centre);
      return watch;
    } catch {
      return null;
    }
  }

  /** The defaults are for what the newest version answers and what is measured of its pictures. */
  #adopt(version: WatchVersion | undefined): void {
    this.#labels = version?.labels ?? RIPENESS_LABELS;
    this.#features = version?.reference.features ?? this.#ownFeatures;
  }

  #passAll(): void {
    for (const version of this.#versions.values()) this.#pass(version);
    for (const deployment of this.#deployments) this.watch.setDeployment(deployment);
    this.watch.policy.tell(readPolicyRecord(this.#policies));
  }

  #pass(version: WatchVersion): void {
    this.watch.setVersion(watched(version));
  }
}

function watched({ version, reference, testRows }: WatchVersion): WatchedVersion {
  const { accuracy, mean, std, rows } = reference;
  if (rows !== undefined) {
    try {
      return { version, accuracy, rows: [decodeSegment(unpackBytes(rows).buffer)] };
    } catch (error) {
      if (!(error instanceof OrchardError)) throw error;
    }
  }
  return { version, accuracy, moments: { features: reference.features ?? [], mean, std, count: testRows, accuracy } };
}
