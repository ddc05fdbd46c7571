import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import { EMBEDDING_WIDTH } from '../../src/domain/data/features/blocks.ts';
import { COLOUR_BINS } from '../../src/domain/data/features/colour-histogram.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import type { StretchEvent } from '../../src/domain/replay/stretch.ts';
import type { Scenario } from '../../src/domain/world/drift/scenario.ts';
import { levelled, type Levelling } from '../../src/domain/data/features/levelling.ts';
import { shownBy, takePicture, type PhotoShelf } from '../pictures/photo-shelf.ts';
import { Backbone } from '../tensor/backbone.ts';
import type { Embedder } from '../tensor/embedder.ts';
import { Measured, type PictureMeasures } from '../tensor/measured.ts';

type Row = Float32Array<ArrayBuffer>;
/** What is known of one photograph at one size. */
interface Known { readable?: Row; colour?: Row; embedding?: Row }

const WIDTHS = { readable: READABLE_FEATURES.length, colour: COLOUR_BINS, embedding: EMBEDDING_WIDTH } as const;
type Block = keyof typeof WIDTHS;

/** What an entry takes beside its numbers, about. */
const ENTRY_BYTES = 256;
/** Scenarios that are told apart; a line that is edited by sliders has one for each edit. */
const MOST_SCENARIOS = 4096;

/** What was measured of photographs, by scenario, event and size, so that the next version that looks at them has nothing drawn again. The least used go first. */
export class KeptMeasures {
  readonly #mostBytes: number;
  /** Insertion order is order of use. */
  readonly #kept = new Map<string, Known>();
  readonly #scenarios = new Map<string, number>();
  readonly #numbers = new WeakMap<Scenario, number>();
  #bytes = 0;
  #counted = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number { return this.#bytes; }

  /** Forgets everything: what computes has changed. */
  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  /** What is known of the photograph of an event, levelled or as it came, to be added to by `put`. */
  at({ scenario, event }: StretchEvent, size: number, levelling: Levelling | null = null): Known {
    const key = `${this.#numberOf(scenario)}/${size}/${event.pictureIndex}${levelling ? `/${levelling}` : ''}`;
    const found = this.#kept.get(key);
    const known = found ?? {};
    if (found) this.#kept.delete(key);
    else this.#bytes += ENTRY_BYTES;
    this.#kept.set(key, known);
    return known;
  }

  put(known: Known, block: Block, row: Row): void {
    known[block] = row;
    this.#bytes += row.byteLength;
  }

  /** Lets go of what is more than may be kept. */
  trim(): void {
    for (const [key, { readable, colour, embedding }] of this.#kept) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#kept.delete(key);
      this.#bytes -= ENTRY_BYTES + (readable?.byteLength ?? 0) + (colour?.byteLength ?? 0) + (embedding?.byteLength ?? 0);
    }
  }

  /** Scenarios come as copies: they are the same when they say the same. */
  #numberOf(scenario: Scenario): number {
    let number = this.#numbers.get(scenario);
    if (number === undefined) {
      const text = JSON.stringify(scenario);
      number = this.#scenarios.get(text) ?? (this.#counted += 1);
      if (this.#scenarios.size >= MOST_SCENARIOS) this.#scenarios.clear();
      this.#scenarios.set(text, number);
      this.#numbers.set(scenario, number);
    }
    return number;
  }
}

/** Events photographed again at one size, of whose photographs the shelf holds those that are shown: drawn, measured and embedded where that is not known, each when it is first asked for, once for all versions of that size. */
export class EventMeasures implements PictureMeasures {
  readonly #events: readonly StretchEvent[];
  readonly #size: number;
  readonly #kept: KeptMeasures;
  readonly #embedder: Pick<Embedder, 'embed'>;
  readonly #shelf: PhotoShelf;
  readonly #known: readonly Known[];
  readonly #drawn = new Map<Known, Picture>();
  readonly #levelling: Levelling | null;
  readonly #levelled = new Map<Levelling, EventMeasures>();
  #embedding: Promise<Row> | null = null;
  #views: Measured | null = null;

  constructor(events: readonly StretchEvent[], size: number, kept: KeptMeasures, embedder: Pick<Embedder, 'embed'>, shelf: PhotoShelf, levelling: Levelling | null = null) {
    this.#events = events;
    this.#size = size;
    this.#kept = kept;
    this.#embedder = embedder;
    this.#shelf = shelf;
    this.#levelling = levelling;
    this.#known = events.map((event) => kept.at(event, size, levelling));
  }

  levelled(levelling: Levelling): EventMeasures {
    let known = this.#levelled.get(levelling);
    if (!known) this.#levelled.set(levelling, known = new EventMeasures(this.#events, this.#size, this.#kept, this.#embedder, this.#shelf, levelling));
    return known;
  }

  viewed(view: number): PictureMeasures {
    return (this.#views ??= new Measured(this.shown, this.#size, this.#embedder)).viewed(view);
  }

  get shown(): readonly Picture[] {
    return this.#known.map((known, row) => this.#picture(known, row));
  }

  get readable(): Row { return this.#measured('readable'); }
  get colour(): Row { return this.#measured('colour'); }

  embedding(): Promise<Row> {
    return (this.#embedding ??= this.#embed());
  }

  #measured(block: 'readable' | 'colour'): Row {
    const lacking = this.#lacking(block);
    if (lacking.length > 0) this.#put(block, lacking, new Measured(this.#pictures(lacking), this.#size, this.#embedder)[block]);
    return this.#gathered(block);
  }

  async #embed(): Promise<Row> {
    const lacking = this.#lacking('embedding');
    const together = Backbone.batchSize(this.#size);
    for (let from = 0; from < lacking.length; from += together) {
      const some = lacking.slice(from, from + together);
      this.#put('embedding', some, await this.#embedder.embed(this.#pictures(some), this.#size));
    }
    return this.#gathered('embedding');
  }

  /** First rows of the photographs of which a block is not known; a frozen frame is one photograph. */
  #lacking(block: Block): number[] {
    const seen = new Set<Known>();
    return this.#known.flatMap((known, row) => {
      if (known[block] || seen.has(known)) return [];
      seen.add(known);
      return [row];
    });
  }

  #put(block: Block, rows: readonly number[], values: Row): void {
    const width = WIDTHS[block];
    rows.forEach((row, i) => this.#kept.put(this.#known[row]!, block, values.slice(i * width, (i + 1) * width)));
  }

  #gathered(block: Block): Row {
    const width = WIDTHS[block];
    const values = new Float32Array(this.#known.length * width);
    this.#known.forEach((known, row) => values.set(known[block]!, row * width));
    return values;
  }

  #pictures(rows: readonly number[]): Picture[] {
    return rows.map((row) => this.#picture(this.#known[row]!, row));
  }

  #picture(known: Known, row: number): Picture {
    let picture = this.#drawn.get(known);
    if (!picture) {
      const { scenario, event } = this.#events[row]!;
      // The renderer may keep a buffer of its own for its next picture.
      const photograph = takePicture(scenario, shownBy(scenario, event), this.#size, this.#shelf, new Uint8ClampedArray(this.#size * this.#size * 4));
      picture = this.#levelling ? levelled(photograph, this.#levelling) : photograph;
      this.#drawn.set(known, picture);
    }
    return picture;
  }
}

/** Readable features that were measured before, of pictures that are not at hand. */
export class LoggedMeasures implements PictureMeasures {
  readonly readable: Row;

  constructor(readable: Row) {
    this.readable = readable;
  }

  get shown(): never { throw new OrchardError('internal', 'no pictures are logged'); }
  get colour(): never { throw new OrchardError('internal', 'no colours are logged'); }
  embedding(): Promise<never> { return Promise.reject(new OrchardError('internal', 'no embeddings are logged')); }
  levelled(): never { throw new OrchardError('internal', 'no pictures are logged'); }
  viewed(): never { throw new OrchardError('internal', 'no pictures are logged'); }
}
