import type { Page } from '@playwright/test';

/** A bound that a number should keep. */
export type Limit = { atMost: number } | { atLeast: number };

export interface Measured {
  value: number;
  /** What the baseline took or reached, in the same unit, in the same run. */
  baseline?: number;
  /** Further numbers for the JSON and the small print. */
  details?: Record<string, number | string>;
}

/** One row of the table of budgets. */
export interface Row {
  id: string;
  what: string;
  unit: string;
  budget?: Limit;
  baseline?: {
    what: string;
    /** How value and baseline become a ratio. */
    ratio: 'value ÷ baseline' | 'baseline ÷ value';
    budget: Limit;
  };
  run(context: Context): Promise<Measured>;
}

/** What a row works with. Every page is in a browser profile that starts empty with the row. */
export interface Context {
  /** Folder of the built site. */
  site: string;
  /** Folder of photographs, when given. */
  photos: string | null;
  /** How many events the endurance row lets through. */
  events: number;
  /** The built site, ready. `address` is what follows its URL. */
  app(address?: string): Promise<Page>;
  /** The page of baselines, on the same origin as the site. */
  bare(): Promise<Page>;
  /** An empty page of the profile and the site's URL, for rows that time the loading itself. */
  blank(): Promise<{ page: Page; url: string }>;
  /** Anonymous memory of the browser's renderers in bytes, null where the system does not tell. */
  rendererMemory(): Promise<number | null>;
}

/** Thrown by a row that cannot be measured here. */
export class Skipped extends Error {}
