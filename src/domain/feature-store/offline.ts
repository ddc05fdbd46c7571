import { OrchardError } from '../common/errors.ts';
import type { Entity } from './definition.ts';
import { History, type Observations, type Requests, type SourceColumn } from './history.ts';
import { referenceOf, type ViewVersion } from './registry.ts';
import { windowedAt, windowedNaively, type FeatureColumn } from './windows.ts';

/** Observations of one kind of entity that become available together, and what was observed. Times are Unix ms of the line's own clock. */
export interface OfflineTable extends Observations {
  readonly kind: Entity;
  readonly columns: Readonly<Record<string, SourceColumn>>;
}

/** Whom features are wanted for: an entity of each kind that is asked for. */
export type EntityKeys = Readonly<Partial<Record<Entity, string>>>;

/** Whom, and for which moment. */
export interface FeatureRequest extends EntityKeys {
  readonly timeMs: number;
}

export interface JoinRequest {
  readonly requests: readonly FeatureRequest[];
  readonly features: readonly ViewVersion[];
  /** What became available later is left out; Infinity: nothing is. */
  readonly asOfMs?: number;
  /** As a join of today's table: see `windowedNaively`. */
  readonly naive?: boolean;
}

/** History in columns, put in order once and joined as often as needed. */
export class OfflineStore {
  readonly #tables: readonly OfflineTable[];
  #asOfMs = Infinity;
  #histories = new Map<OfflineTable, History>();

  constructor(tables: readonly OfflineTable[]) {
    this.#tables = tables;
  }

  /**
   * Features at each request's moment, as they could be known then: a column a feature, named by its reference. Throws `feature-unknown` for one whose column is not
   * there, and `argument-invalid` for requests without a time.
   */
  join({ requests, features, asOfMs = Infinity, naive = false }: JoinRequest): FeatureColumn[] {
    if (Number.isNaN(asOfMs)) throw new OrchardError('argument-invalid', 'as of no time');
    const time = Float64Array.from(requests, ({ timeMs }) => timeMs);
    const byTable = new Map<OfflineTable, ViewVersion[]>();
    for (const feature of features) {
      const table = this.#tableOf(feature);
      byTable.set(table, [...(byTable.get(table) ?? []), feature]);
    }
    const columns = new Map<ViewVersion, FeatureColumn>();
    for (const [table, own] of byTable) {
      const history = this.#history(table, asOfMs);
      const wanted: Requests = { entity: entitiesOf(requests, table), time };
      const made = (naive ? windowedNaively : windowedAt)(history, wanted, own.map((feature) => ({
        name: referenceOf(feature), aggregation: feature.view.aggregation, window: feature.view.windowMs, column: table.columns[feature.view.source]!,
      })));
      own.forEach((feature, i) => columns.set(feature, made[i]!));
    }
    return features.map((feature) => columns.get(feature)!);
  }

  /** Entities of a kind, in the order in which they came. */
  entities(kind: Entity): readonly string[] {
    return [...new Set(this.#tables.filter((table) => table.kind === kind).flatMap(({ entities }) => entities))];
  }

  #tableOf({ view }: ViewVersion): OfflineTable {
    const table = this.#tables.find(({ kind, columns }) => kind === view.entity && Object.hasOwn(columns, view.source));
    if (!table) throw new OrchardError('feature-unknown', `there is no column ${view.source} of ${view.entity}`, { about: view.name });
    return table;
  }

  #history(table: OfflineTable, asOfMs: number): History {
    if (asOfMs !== this.#asOfMs) [this.#asOfMs, this.#histories] = [asOfMs, new Map()];
    let history = this.#histories.get(table);
    if (!history) this.#histories.set(table, (history = new History(table, asOfMs)));
    return history;
  }
}

function entitiesOf(requests: readonly FeatureRequest[], { kind, entities }: OfflineTable): Int32Array {
  const numbers = new Map(entities.map((name, number) => [name, number]));
  return Int32Array.from(requests, (request) => numbers.get(request[kind] ?? '') ?? -1);
}
