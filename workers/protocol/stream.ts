/**
 * What flows orchard → serving → monitor over MessagePorts, in batches of columns. All arrays of a batch have `count` rows.
 * Buffers are transferred, never copied.
 */
export interface EventBatch {
  type: 'events';
  /** Which run of the line it belongs to; a batch of an older run is dropped after a seek or a load. */
  generation: number;
  count: number;
  size: number;
  /** count × size × size × 4 bytes, RGBA. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  /** What truths of photographs are positions in; left out where there are none. */
  names?: readonly string[];
  columns: EventColumns;
}

/** What the line knows of each event beside its picture. */
export interface EventColumns {
  index: Uint32Array<ArrayBuffer>;
  /** Simulated time, Unix ms. */
  timeMs: Float64Array<ArrayBuffer>;
  /** Belt time since the fruit before, ms: what production leaves for a prediction. */
  intervalMs: Float32Array<ArrayBuffer>;
  /** Position in SPECIES, `PHOTOGRAPH` for a photograph. */
  species: Uint8Array<ArrayBuffer>;
  /** Position of the cultivar in its species' catalogue; of a photograph, 0 where it is of the first set, 1 of the second. */
  cultivar: Uint8Array<ArrayBuffer>;
  /** Position in SUPPLIERS; `NO_SUPPLIER` for a photograph. */
  supplier: Uint8Array<ArrayBuffer>;
  /** Of a photograph, its position in its set over 65,535. */
  ripeness: Float32Array<ArrayBuffer>;
  /** 0 ripe, 1 unripe: the true label. Of a photograph a position in the batch's `names`, in a `PredictionBatch` one in its `labels`. */
  truth: Uint8Array<ArrayBuffer>;
  /** The label that arrives after the delay; as `ifShipped` of it where only shipped fruit has a truth. */
  reportedTruth: Uint8Array<ArrayBuffer>;
  /** Greatest w(t) of all drifts, and one bit a drift for "this event drew the new concept". */
  drift: Float32Array<ArrayBuffer>;
}

/**
 * Columns of `count` rows, all zero, one behind the other in one buffer: eleven buffers a batch would be eleven objects that are made
 * and thrown away at each end. The widest come first, so that each begins where its type may.
 */
export function emptyColumns(count: number): EventColumns {
  const buffer = new ArrayBuffer(29 * count);
  let at = 0;
  const column = <T extends { byteLength: number }>(Type: new (buffer: ArrayBuffer, offset: number, length: number) => T): T => {
    const made = new Type(buffer, at, count);
    at += made.byteLength;
    return made;
  };
  return {
    timeMs: column(Float64Array),
    index: column(Uint32Array),
    intervalMs: column(Float32Array),
    ripeness: column(Float32Array),
    drift: column(Float32Array),
    species: column(Uint8Array),
    cultivar: column(Uint8Array),
    supplier: column(Uint8Array),
    truth: column(Uint8Array),
    reportedTruth: column(Uint8Array),
  };
}

/** The buffers below some arrays, each once, to be handed over. */
export function buffersOf(arrays: readonly { buffer: ArrayBuffer }[]): ArrayBuffer[] {
  return [...new Set(arrays.map(({ buffer }) => buffer))];
}

/** Predicted events. `scores` and `features` are row-major. */
export interface PredictionBatch {
  type: 'predictions';
  generation: number;
  count: number;
  columns: EventColumns;
  /** The deployment that they were predicted under. */
  deployment: number;
  /** Registered version that decided each. */
  version: Uint32Array<ArrayBuffer>;
  /** Of all versions that predict. */
  labels: readonly string[];
  /** Position of the winner in labels. */
  predicted: Uint8Array<ArrayBuffer>;
  /** count × labels.length probabilities. */
  scores: Float32Array<ArrayBuffer>;
  /** count × features, row-major: those of `featureNames`, else of READABLE_FEATURES. */
  features: Float32Array<ArrayBuffer>;
  featureNames?: readonly string[];
  /** Shutter to prediction, ms of belt time: waiting and the model. */
  latencyMs: Float32Array<ArrayBuffer>;
  /** What the picture alone takes the model, ms. */
  modelMs: Float32Array<ArrayBuffer>;
  /** Pictures that were taken in belt time while this one waited. */
  queue: Uint16Array<ArrayBuffer>;
  /** What a version said of all of them without deciding. */
  shadow?: { version: number; predicted: Uint8Array<ArrayBuffer>; scores: Float32Array<ArrayBuffer> };
}

/** The receiver's permission to send `rows` more, those before event `until` where it says so. */
export interface Credit { type: 'credit'; rows: number; until?: number }

/** Everything after this belongs to a later run; what waits is dropped. */
interface GenerationMark { type: 'generation'; generation: number }

/**
 * Events from `from` on are photographed again, at the size that the version takes which is live now: upstream it asks for that, downstream it says
 * that they follow, and what came before it is dropped.
 */
export interface Again { type: 'again'; generation: number; from: number; size: number }

export type ToOrchard = Credit | Again;
export type ToServing = EventBatch | GenerationMark | Again;
export type ToMonitor = PredictionBatch | GenerationMark;
