import { shopFigure, type ShopSeries, type ShopSums } from '../domain/business/shop.ts';
import { defaultValues, type SellingCurve, type VerdictValues } from '../domain/business/values.ts';
import { Film } from './film.ts';
import type { Line } from './line.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';

/** Fruits of a window. */
const WINDOW_EVENTS = 500;
/** Newest fruits that say where to decide. */
const CURVE_EVENTS = 2000;

/** What verdicts are worth, and where the newest truths would have had the line decide. */
interface ShopValues extends VerdictValues {
  readonly labels: readonly string[];
  /** Null where no truth has come, or the labels are not ripe and unripe. */
  readonly curve: SellingCurve | null;
}

/** The shop that sells what the line calls ripe: what became of the fruit, and what the verdicts were worth. */
export class Shop {
  readonly #services: Services;
  readonly #line: Line;
  readonly #registry: Registry;

  constructor(services: Services, { line, registry }: { line: Line; registry: Registry }) {
    this.#services = services;
    this.#line = line;
    this.#registry = registry;
  }

  /** A figure of the shop over windows of 500 fruits, each at its last event; windows without it are left out. */
  async series(name: ShopSeries, from: number, to: number): Promise<{ index: number[]; value: number[] }> {
    const points = (await this.windows(from, to)).flatMap(([at, sums]) => {
      const value = shopFigure(name, sums);
      return value === null ? [] : [{ index: Math.min(to, (at + 1) * WINDOW_EVENTS) - 1, value }];
    });
    return { index: points.map(({ index }) => index), value: points.map(({ value }) => value) };
  }

  /** Sums of the windows that events `from` to `to` (exclusive) lie in, in order. */
  async windows(from: number, to: number): Promise<[window: number, sums: ShopSums][]> {
    const { windows } = await this.#ask(from, to);
    return [...windows].sort(([a], [b]) => a - b);
  }

  /** What the verdicts of the live version are worth. */
  async values(): Promise<ShopValues> {
    const labels = [...(this.#registry.live?.signature.labels ?? [])];
    const { curve } = await this.#ask(Math.max(0, this.#line.now - CURVE_EVENTS), this.#line.now);
    return { labels, ...defaultValues(labels), curve };
  }

  #ask(from: number, to: number) {
    return this.#services.monitor.call('shop', { from, to, revisions: [...Film.revisionsOf(this.#line.film)], windowEvents: WINDOW_EVENTS });
  }
}
