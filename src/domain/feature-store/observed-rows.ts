import { OrchardError } from '../common/errors.ts';
import { pack, unpack, type Columns } from '../common/pack.ts';
import { ENTITIES, type Entity, type FeatureView, type Source } from './definition.ts';
import type { OfflineTable } from './offline.ts';

const KIND = 'observed 1';
const MOST_NAMES = 2 ** 20;
const MOST_SOURCES = 256;
const LONGEST_NAME = 200;
/** As many as a segment of the log has. */
const MOST_ROWS = 4096;

/** What was observed of consecutive events: the offline store keeps it in runs. */
export interface ObservedRows {
  readonly firstIndex: number;
  readonly count: number;
  /** When each event happened, Unix ms of the line's clock. */
  readonly eventTime: Float64Array<ArrayBuffer>;
  /** From when on its truth can be known; Infinity: never. */
  readonly truthTime: Float64Array<ArrayBuffer>;
  /** Of each kind of entity the keys that occur, and which of them each event is of. */
  readonly keys: Readonly<Record<Entity, { readonly names: readonly string[]; readonly positions: Uint32Array<ArrayBuffer> }>>;
  /** Values of each source, NaN where an event has none. Of labels their positions. */
  readonly columns: readonly { readonly source: Source; readonly values: Float32Array<ArrayBuffer> }[];
}

/** Packs consecutive rows into one buffer that notices damage. */
export function encodeObserved({ firstIndex, count, eventTime, truthTime, keys, columns }: ObservedRows): ArrayBuffer {
  return pack({ kind: KIND, firstIndex, count, names: ENTITIES.map((entity) => keys[entity].names), sources: columns.map(({ source }) => source) }, {
    eventTime, truthTime, ...Object.fromEntries(ENTITIES.map((entity) => [`key.${entity}`, keys[entity].positions])), ...Object.fromEntries(columns.map(({ values }, i) => [`source.${i}`, values])),
  });
}

/** Rows of a packed buffer, as views of it. Throws `storage-corrupt` on anything else, torn or changed. */
export function decodeObserved(buffer: ArrayBuffer): ObservedRows {
  const { meta, columns } = unpack(buffer);
  const { kind, firstIndex, count, names, sources } = (meta ?? {}) as { kind?: unknown; firstIndex?: unknown; count?: unknown; names?: unknown; sources?: unknown };
  const isHead = kind === KIND && isNatural(firstIndex) && isNatural(count) && count > 0 && count <= MOST_ROWS && Array.isArray(names) && names.length === ENTITIES.length && names.every((each) => isNames(each, MOST_NAMES));
  if (!isHead || !Array.isArray(sources) || sources.length > MOST_SOURCES || !sources.every(isSource)) throw new OrchardError('storage-corrupt', 'not observed rows');
  const keys = ENTITIES.map((entity, i) => {
    const positions = taken(columns, `key.${entity}`, Uint32Array, count);
    if (positions.some((position) => position >= (names[i] as string[]).length)) throw new OrchardError('storage-corrupt', `a ${entity} that is none`);
    return [entity, { names: names[i] as string[], positions }] as const;
  });
  const rows: ObservedRows = {
    firstIndex, count, eventTime: taken(columns, 'eventTime', Float64Array, count), truthTime: taken(columns, 'truthTime', Float64Array, count), keys: Object.fromEntries(keys) as unknown as ObservedRows['keys'],
    columns: sources.map((source, i) => ({ source, values: taken(columns, `source.${i}`, Float32Array, count) })),
  };
  if (!rows.eventTime.every(Number.isFinite) || rows.truthTime.some(Number.isNaN)) throw new OrchardError('storage-corrupt', 'a time that is none');
  const isForeign = rows.columns.some(({ source: { labels }, values }) => values.some((value) => (labels ? !(Number.isNaN(value) || (Number.isInteger(value) && value >= 0 && value < labels.length)) : Math.abs(value) === Infinity)));
  if (isForeign) throw new OrchardError('storage-corrupt', 'a value that stands for nothing');
  return rows;
}

/** The tables that views are made from, of runs of rows: one a pair of entity and source, without the events that have no value. A source that no run has makes none. */
export function tablesOf(runs: readonly ObservedRows[], views: readonly FeatureView[]): OfflineTable[] {
  const wanted = new Map(views.map(({ entity, source }) => [JSON.stringify([entity, source]), { entity, source }]));
  return [...wanted.values()].flatMap(({ entity, source }) => tableOf(runs, entity, source) ?? []);
}

function tableOf(runs: readonly ObservedRows[], kind: Entity, name: string): OfflineTable | null {
  const parts = runs.flatMap((run) => run.columns.filter((column) => column.source.name === name).map((column) => ({ run, ...column })));
  if (parts.length === 0) return null;
  const numbers = new Map<string, number>();
  const labels = new Map<string, number>();
  const [entity, eventTime, availableTime, values]: number[][] = [[], [], [], []];
  for (const { run, source, values: own } of parts) {
    // Runs may have met keys and labels in another order.
    const { names, positions } = run.keys[kind];
    const numberOf = names.map((key) => numbered(numbers, key));
    const labelOf = source.labels?.map((label) => numbered(labels, label));
    for (let i = 0; i < run.count; i += 1) {
      if (Number.isNaN(own[i])) continue;
      entity!.push(numberOf[positions[i]!]!);
      eventTime!.push(run.eventTime[i]!);
      availableTime!.push(source.available === 'truth' ? run.truthTime[i]! : run.eventTime[i]!);
      values!.push(labelOf ? labelOf[own[i]!]! : own[i]!);
    }
  }
  return {
    kind, entities: [...numbers.keys()], entity: Int32Array.from(entity!), eventTime: Float64Array.from(eventTime!), availableTime: Float64Array.from(availableTime!),
    columns: { [name]: { values: Float64Array.from(values!), ...(parts.some(({ source }) => source.labels) ? { labels: [...labels.keys()] } : {}) } },
  };
}

function numbered(numbers: Map<string, number>, name: string): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}

function taken<T extends typeof Uint32Array | typeof Float32Array | typeof Float64Array>(columns: Columns, name: string, Type: T, count: number): InstanceType<T> {
  const column = columns[name];
  if (!(column instanceof Type) || column.length !== count) throw new OrchardError('storage-corrupt', `column ${name}`);
  return column as InstanceType<T>;
}

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNames(value: unknown, most: number): value is string[] {
  return Array.isArray(value) && value.length <= most && value.every((name) => typeof name === 'string' && name.length <= LONGEST_NAME);
}

function isSource(value: unknown): value is Source {
  const { name, labels, available } = (value ?? {}) as { name?: unknown; labels?: unknown; available?: unknown };
  return isNames([name], 1) && (labels === null || isNames(labels, MOST_SOURCES)) && (available === 'event' || available === 'truth');
}
