import * as v from 'valibot';
import { namedLabelsSchema } from '../alerts/labels.ts';
import { labelKey, type Labels } from '../alerts/matcher.ts';
import { checkedSilence, groupAlerts, MOST_CHARACTERS, silenceIsActive, standings, type InhibitRule, type Silence } from '../alerts/routing.ts';
import { OrchardError } from '../../common/errors.ts';
import { needsAttention, type Acknowledgement, type CentreAlert, type CentreGroup } from './centre-alert.ts';
import { readRows } from '../../common/stored-rows.ts';
import type { RuleAlert } from './rule-engine.ts';

export interface CentreOptions {
  readonly inhibitRules: readonly InhibitRule[];
  /** Labels whose values make a group. */
  readonly groupBy: readonly string[];
}

/** Silences that are kept, those that are over included. */
const MOST_SILENCES = 500;

const SNAPSHOT_VERSION = 1;
const moment = v.pipe(v.number(), v.finite());
const text = v.pipe(v.string(), v.maxLength(MOST_CHARACTERS));
const silenceSchema = v.object({
  id: v.string(), startsAt: moment, endsAt: moment, reason: text,
  matchers: v.array(v.object({ name: text, value: text, isRegex: v.boolean(), isEqual: v.boolean() })),
});
const acknowledgementSchema = v.object({ labels: namedLabelsSchema, at: moment, note: text });
const schema = v.object({ version: v.literal(SNAPSHOT_VERSION), silences: v.array(v.unknown()), acknowledgements: v.array(v.unknown()) });

export interface CentreSnapshot {
  version: typeof SNAPSHOT_VERSION;
  silences: v.InferOutput<typeof silenceSchema>[];
  acknowledgements: v.InferOutput<typeof acknowledgementSchema>[];
}

/** What is done about alerts, as Alertmanager has it: grouped, inhibited, silenced; and acknowledged. Times are seconds. */
export class AlertCentre {
  readonly #options: CentreOptions;
  #silences: readonly Silence[] = [];
  #acknowledgements = new Map<string, Acknowledgement>();

  constructor(options: CentreOptions) {
    this.#options = options;
  }

  get silences(): readonly Silence[] { return this.#silences; }

  /** Mutes what the matchers meet. Throws `argument-invalid` for one in the past, without a reason, or that would mute everything, `over-budget` where there are too many. */
  silence(silence: Omit<Silence, 'id'>, now: number): Silence {
    let number = this.#silences.length + 1;
    while (this.#silences.some(({ id }) => id === `silence-${number}`)) number += 1;
    if (this.#silences.length >= MOST_SILENCES) this.#silences = this.#silences.filter(({ endsAt }) => endsAt > now);
    if (this.#silences.length >= MOST_SILENCES) throw new OrchardError('over-budget', `there are ${MOST_SILENCES} silences already`);
    const checked = checkedSilence({ ...silence, id: `silence-${number}` }, now);
    this.#silences = [...this.#silences, checked];
    return checked;
  }

  /** Ends a silence now. Throws `argument-invalid` when there is none of that id, or it is over. */
  endSilence(id: string, now: number): void {
    const found = this.#silences.find((silence) => silence.id === id);
    if (!found || found.endsAt <= now) throw new OrchardError('argument-invalid', `there is no active silence ${id}`);
    this.#silences = silenceIsActive(found, now)
      ? this.#silences.map((silence) => (silence === found ? { ...silence, endsAt: now } : silence))
      : this.#silences.filter((silence) => silence !== found);
  }

  /** Someone has seen the alert. Throws `argument-invalid` for a note that is too long. */
  acknowledge(alert: Labels, now: number, note = ''): void {
    if (note.length > MOST_CHARACTERS) throw new OrchardError('argument-invalid', `a note has at most ${MOST_CHARACTERS} characters`);
    this.#acknowledgements.set(labelKey(alert), { labels: alert, at: now, note });
  }

  /** An alert was resolved: that somebody had seen it before then is over. */
  resolve(alert: Labels, at: number): void {
    const key = labelKey(alert);
    const acknowledged = this.#acknowledgements.get(key);
    if (acknowledged && acknowledged.at <= at) this.#acknowledgements.delete(key);
  }

  /** Acknowledgements of alerts that are not among these, or resolved, are over. */
  keepActive(alerts: readonly RuleAlert[]): void {
    const active = new Set(alerts.filter(({ state }) => state !== 'resolved').map((alert) => labelKey(alert.labels)));
    this.#acknowledgements = new Map([...this.#acknowledgements].filter(([key]) => active.has(key)));
  }

  /** The alerts in groups, each with how it stands. Only firing ones inhibit and are muted. */
  view(alerts: readonly RuleAlert[], now: number): CentreGroup[] {
    const firing = alerts.filter(({ state }) => state === 'firing');
    const standing = new Map(standings(firing.map((alert) => alert.labels), this.#options.inhibitRules, this.#silences, now).map((entry) => [labelKey(entry.labels), entry]));
    const byKey = new Map(alerts.map((alert) => [labelKey(alert.labels), alert]));
    return groupAlerts(alerts.map((alert) => alert.labels), this.#options.groupBy).map((group) => {
      const members = group.members.map((member): CentreAlert => {
        const key = labelKey(member);
        return {
          ...byKey.get(key)!, acknowledged: this.#acknowledgements.get(key) ?? null,
          standing: standing.get(key) ?? { labels: member, state: 'active', inhibitedBy: null, silencedBy: [] },
        };
      });
      return { labels: group.labels, alerts: members, unattended: members.filter(needsAttention).length };
    });
  }

  snapshot(): CentreSnapshot {
    return {
      version: SNAPSHOT_VERSION,
      silences: this.#silences.map((silence) => ({ ...silence, matchers: silence.matchers.map((matcher) => ({ ...matcher })) })),
      acknowledgements: [...this.#acknowledgements.values()].map((entry) => ({ ...entry, labels: { ...entry.labels } })),
    };
  }

  /** A centre that goes its own way from here. */
  copy(): AlertCentre {
    const copy = new AlertCentre(this.#options);
    copy.#silences = this.#silences;
    copy.#acknowledgements = new Map(this.#acknowledgements);
    return copy;
  }

  /**
   * Takes a snapshot over, row by row, and answers those of its rows that cannot be read. Throws `file-version` or `file-schema` for one that
   * does not fit as a whole.
   */
  restore(snapshot: unknown): unknown[] {
    const version = (snapshot as { version?: unknown } | null)?.version;
    if (typeof version === 'number' && version !== SNAPSHOT_VERSION) throw new OrchardError('file-version', `the silences were saved by version ${version}`);
    const parsed = v.safeParse(schema, snapshot);
    if (!parsed.success) throw new OrchardError('file-schema', `snapshot of the silences: ${parsed.issues[0].message}`);
    const silences = readRows(silenceSchema, parsed.output.silences.slice(-MOST_SILENCES));
    const acknowledgements = readRows(acknowledgementSchema, parsed.output.acknowledgements);
    this.#silences = silences.rows;
    this.#acknowledgements = new Map(acknowledgements.rows.map((entry) => [labelKey(entry.labels), entry]));
    return [...parsed.output.silences.slice(0, -MOST_SILENCES), ...silences.unread, ...acknowledgements.unread];
  }
}
