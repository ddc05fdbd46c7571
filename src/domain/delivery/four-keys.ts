import { OrchardError } from '../common/errors.ts';
import { quantileSorted } from '../statistics/sample.ts';

/** What happened to versions and incidents, at moments in one unit. */
export type DeliveryRecord =
  | { readonly at: number; readonly kind: 'freeze'; readonly version: string }
  /** `dataFrozenAt`: when the data set that the version learnt from was frozen; null when unknown. */
  | { readonly at: number; readonly kind: 'deploy'; readonly version: string; readonly dataFrozenAt: number | null }
  /** `version`: the one that is live afterwards. */
  | { readonly at: number; readonly kind: 'rollback'; readonly version: string }
  | { readonly at: number; readonly kind: 'incident-opened'; readonly incident: string }
  | { readonly at: number; readonly kind: 'incident-resolved'; readonly incident: string };

/** The four keys of delivery (Forsgren, Humble, Kim 2018, "Accelerate"); times are in the records' unit, null where there is nothing to tell by. */
interface FourKeys {
  readonly deploymentsPerDay: number;
  /** From freezing the data to deploying what learnt from it. */
  readonly medianLeadTime: number | null;
  /** Share of deployments after which, before the next one, their version was rolled away from or an incident opened while it was live. */
  readonly changeFailureRate: number | null;
  readonly medianTimeToRestore: number | null;
}

/** A stretch of time; both ends belong to it. */
export interface KeysStretch {
  readonly from: number;
  readonly to: number;
}

export interface FourKeysWindow extends KeysStretch {
  /** How much of the records' unit a day is. */
  readonly day: number;
}

interface Change {
  readonly version: string;
  readonly inside: boolean;
  failed: boolean;
}

/**
 * The four keys of a window. Whether a deployment in it failed may come out after its end; an incident counts in the window in which it
 * is resolved. Records may be in any order; of the same moment, they happened in theirs. Throws `argument-invalid` for moments that
 * are no numbers and for an empty window.
 */
export function fourKeys(records: readonly DeliveryRecord[], { from, to, day }: FourKeysWindow): FourKeys {
  return fourKeysOver(records, [{ from, to }], day);
}

/** The same of several stretches together, no two of which have a moment in common; `day` as in `FourKeysWindow`. Throws as `fourKeys`, and where there is no stretch. */
export function fourKeysOver(records: readonly DeliveryRecord[], stretches: readonly KeysStretch[], day: number): FourKeys {
  if (stretches.length === 0) throw new OrchardError('argument-invalid', 'there is no stretch');
  for (const { from, to } of stretches) if (!(Number.isFinite(from) && Number.isFinite(to) && to > from)) throw new OrchardError('argument-invalid', `a window from ${from} to ${to} is empty`);
  if (!(day > 0 && day < Infinity)) throw new OrchardError('argument-invalid', `a day of ${day} is none`);
  for (const { at } of records) if (!Number.isFinite(at)) throw new OrchardError('argument-invalid', `a record is dated ${at}`);
  const isInside = (at: number): boolean => stretches.some(({ from, to }) => at >= from && at <= to);
  const opened = new Map<string, number>();
  const changes: Change[] = [];
  const [leads, restores]: [number[], number[]] = [[], []];
  let live: string | null = null;
  for (const record of records.toSorted((a, b) => a.at - b.at)) {
    const newest = changes.at(-1);
    switch (record.kind) {
      case 'deploy':
        changes.push({ version: record.version, inside: isInside(record.at), failed: false });
        if (isInside(record.at) && record.dataFrozenAt !== null) leads.push(record.at - record.dataFrozenAt);
        live = record.version;
        break;
      case 'rollback':
        if (newest?.version === live && record.version !== live) newest!.failed = true;
        live = record.version;
        break;
      case 'incident-opened':
        if (newest && newest.version === live) newest.failed = true;
        if (!opened.has(record.incident)) opened.set(record.incident, record.at);
        break;
      case 'incident-resolved': {
        const since = opened.get(record.incident);
        if (since !== undefined && isInside(record.at)) restores.push(record.at - since);
        opened.delete(record.incident);
        break;
      }
      case 'freeze':
    }
  }
  const inside = changes.filter((change) => change.inside);
  return {
    deploymentsPerDay: inside.length / (stretches.reduce((sum, { from, to }) => sum + to - from, 0) / day),
    medianLeadTime: median(leads),
    changeFailureRate: inside.length === 0 ? null : inside.filter(({ failed }) => failed).length / inside.length,
    medianTimeToRestore: median(restores),
  };
}

function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : quantileSorted(values.toSorted((a, b) => a - b), 0.5);
}
