import { innerHeight } from 'svelte/reactivity/window';
import type { App } from '../../../app/app.svelte.ts';
import type { Domain } from '../../charts/axis.ts';
import type { Bracket, Lane } from '../../charts/series.ts';
import { number } from '../../format.ts';
import { firstTruthText } from '../../line/truth-text.ts';
import { alertOn } from './alert-moments.ts';
import { answerOf, type Answer } from './answers.ts';
import type { GroupId } from './groups.ts';
import type { GroupStanding } from './overview.ts';
import { questionLane, seriesOfLane, type LaneText } from './question-lane.ts';
import { lineStanding, type LineStanding } from './standing.ts';
import { candidatesFor, parsePins, shownLane } from './shown-lane.ts';
import type { WatchView } from './watch-view.svelte.ts';
import { referenceStretch, Windows } from './windows.svelte.ts';
import { alertSentence } from '../../../domain/alerting/incidents/title.ts';

/** A question with its answer and the lane that speaks for it. */
export interface Question {
  group: GroupStanding;
  answer: Answer;
  lane: Lane;
  words: LaneText;
}

const LANE_PX = 90;
/** Beside the tray of a reference that is being collected. */
const LOW_LANE_PX = 62;
/** A window of this height has room for lanes of the plainest height; what a taller one has more is theirs, a share of it each, up to a most. */
const PLAIN_WINDOW_PX = 900;
const LANE_SHARE = 1 / 5;
const MOST_MORE_PX = 70;
/** The axis of a line that is younger than its reference ends at a multiple of so many events behind the first comparison. */
const ROUND_EVENTS = 500;
const TIME_LANES = ['latency', 'queue'];
const NO_REFERENCE = { kind: 'none' } as const;

/** The first view of the Monitor: how the line stands, and four questions with a lane each. Made while a component is being made. */
export class MonitorBoard {
  readonly windows: Windows;
  readonly #app: App;
  readonly #watch: WatchView;
  #more = $derived.by(() => Math.round(Math.min(MOST_MORE_PX, Math.max(0, ((innerHeight.current ?? PLAIN_WINDOW_PX) - PLAIN_WINDOW_PX) * LANE_SHARE))));
  /** Lanes that spoke last. Only read to stay with them. */
  #shown: Partial<Record<GroupId, string>> = {};

  constructor(app: App, watch: WatchView, truthKnown: () => boolean) {
    this.#app = app;
    this.#watch = watch;
    this.#truthKnown = truthKnown;
    this.windows = new Windows(app);
  }

  readonly #truthKnown: () => boolean;
  reference = $derived.by(() => this.#watch.report?.reference ?? NO_REFERENCE);
  /** Pictures that the live version learned from; null where that is not known. */
  learnt = $derived.by(() => {
    const { registry, data } = this.#app;
    return data.versions.find(({ number: of }) => of === registry.live?.lineage.dataSetVersion)?.samples.filter(({ split }) => split === 'train').length ?? null;
  });
  standing: LineStanding = $derived.by(() => lineStanding({
    groups: this.#watch.groups, compared: this.windows.compared, reference: this.reference, live: this.#app.registry.live, learnt: this.learnt, truthKnown: this.#truthKnown(),
    heldBack: this.#watch.report?.heldBack ?? false, rulesOff: (this.#watch.report?.rules ?? []).filter(({ off }) => off).length,
    failed: (this.#watch.report?.failure ?? null) !== null,
    alerts: (this.#watch.report?.groups ?? []).flatMap(({ alerts }) => alerts).flatMap((alert) => (alert.state === 'resolved' ? [] : [{ name: lowered(alertSentence(alert)), state: alert.state }])),
  }));
  speaking: Record<GroupId, string | undefined> = $derived.by(() => {
    const pins = parsePins(this.#app.monitoring.choice);
    const chosen = this.#watch.groups.map((group) => [group.id, shownLane(candidatesFor(group, this.standing, this.#watch.extras.levels, this.#truthKnown()), this.#shown[group.id], pins[group.id])] as const);
    this.#shown = Object.fromEntries(chosen.filter(([, lane]) => lane !== undefined));
    return Object.fromEntries(chosen) as Record<GroupId, string | undefined>;
  });
  /** Series to be kept fresh, as text, so that equal ones do not start the watching anew. */
  series = $derived.by(() => Object.values(this.speaking).flatMap((lane) => (lane === undefined ? [] : seriesOfLane(lane))).join('\n'));
  /** When the first truth comes, in words; null once one has. */
  firstTruth = $derived.by(() => {
    const { line } = this.#app;
    const first = line.revisions[0]?.from ?? 0;
    const at = first + line.scenario.labelDelay;
    return line.knownTo > first ? null : firstTruthText(at + 1 - line.now, at, line.playing);
  });
  #timeAlert = $derived.by(() => alertOn(TIME_LANES, this.#watch.report?.rules ?? []));
  questions: Question[] = $derived.by(() => this.#watch.groups.flatMap((group): Question[] => {
    const id = this.speaking[group.id];
    if (id === undefined) return [];
    const { monitoring } = this.#app;
    const made = questionLane(id, {
      group, standing: this.standing, series: monitoring.series, extras: this.#watch.extras, windowEvents: monitoring.windowEvents, first: monitoring.extent[0],
      firstTruth: this.#truthKnown() ? this.firstTruth : null, reference: this.reference, compared: this.#firstCompared, labelDelay: this.#app.line.scenario.labelDelay, height: (this.reference.kind === 'collecting' ? LOW_LANE_PX : LANE_PX) + this.#more,
    });
    return [{ group, answer: answerOf(group, this.standing, this.reference, { lane: id, alert: this.#timeAlert }), ...made }];
  }));

  /** Events of a reference at rest; null without one. */
  atRest = $derived.by(() => (this.reference.kind === 'at-rest' ? ([this.reference.from, this.reference.to] as const) : null));

  /** The first event at which predictions are compared like with like, and where the reference before it ends; null once it has passed, and while nothing will be compared. */
  #firstCompared = $derived.by(() => {
    const { reference } = this;
    if (reference.kind !== 'collecting' && reference.kind !== 'at-rest') return null;
    const from = reference.kind === 'collecting' ? reference.from + reference.needed : reference.to;
    const index = from + this.#app.monitoring.windowEvents + this.#app.line.scenario.labelDelay;
    return this.#app.line.knownTo > from + this.#app.monitoring.windowEvents ? null : { index, from };
  });

  /** Shows where the comparison will begin, until it has begun. */
  ahead(domain: Domain): Domain {
    if (!this.#firstCompared || this.#app.monitoring.domain || this.#app.monitoring.followed !== null) return domain;
    return [domain[0], Math.max(domain[1], Math.ceil(this.#firstCompared.index / ROUND_EVENTS) * ROUND_EVENTS)];
  }

  /** The compared stretches over the first lane. */
  get brackets(): Bracket[] {
    const { reference } = this;
    const { windowEvents } = this.#app.monitoring;
    if (reference.kind === 'collecting') {
      const to = reference.from + reference.needed;
      return [{ from: reference.from, to, words: `reference, ${number(reference.from)} to ${number(to)}` }, { from: to, to: to + windowEvents, words: `first window, ${number(windowEvents)}` }];
    }
    const of = referenceStretch(reference);
    const signal = this.questions[0]?.lane.id ?? 'accuracy';
    const now = this.standing.nowOf(signal);
    const truths = signal === 'accuracy' ? ' truths' : '';
    return [
      ...(of && reference.kind === 'at-rest' ? [{ from: of[0], to: of[1], words: of[0] === this.#app.monitoring.extent[0] ? `reference, the first ${number(of[1] - of[0])}` : `reference, ${number(of[0])} to ${number(of[1])}` }] : []),
      ...(now ? [{ from: now.from, to: now.to, words: now.to - now.from < windowEvents ? `now, ${number(now.to - now.from)}${truths} so far` : `now, the newest ${number(windowEvents)}${truths}` }] : []),
    ];
  }
}

const lowered = (text: string): string => text.replace(/^./u, (letter) => letter.toLowerCase());
