import type { ReviewAct } from '../domain/review/act.ts';
import type { CleaningAct } from '../domain/review/decisions.ts';
import type { DeskAct, PutAct } from '../domain/review/desk.ts';
import type { Services } from './services.ts';

/** An act of a review, and the number that it is kept under. */
interface Kept { number: number; act: ReviewAct }

/** What was done in reviews, as it is stored. */
export class ReviewRecord {
  #kept = $state.raw<readonly Kept[]>([]);

  /** Oldest first. */
  readonly cleaning: readonly CleaningAct[] = $derived(this.#kept.flatMap(({ act }) => (act.what === 'cleaning' ? [act] : [])));
  readonly desk: readonly (DeskAct | PutAct)[] = $derived(this.#kept.flatMap(({ act }) => (act.what === 'cleaning' ? [] : [act])));

  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async open(): Promise<void> {
    this.#kept = await this.#services.storage.reviews.list();
  }

  /** Stores an act that changes no picture. */
  async add(act: DeskAct | PutAct): Promise<number> {
    const number = await this.#services.storage.reviews.add(act);
    this.stored(number, act);
    return number;
  }

  async remove(number: number): Promise<void> {
    await this.#services.storage.reviews.remove([number]);
    this.removed(number);
  }

  /** An act that was stored with what it does to the pictures. */
  stored(number: number, act: ReviewAct): void {
    this.#kept = [...this.#kept, { number, act }];
  }

  removed(number: number): void {
    this.#kept = this.#kept.filter((kept) => kept.number !== number);
  }

  /** The newest act of a kind that is still kept; of a number, that one. */
  newest<What extends ReviewAct['what']>(what: What, number?: number): { number: number; act: Extract<ReviewAct, { what: What }> } | null {
    const found = this.#kept.findLast((kept) => kept.act.what === what && (number === undefined || kept.number === number));
    return (found as { number: number; act: Extract<ReviewAct, { what: What }> } | undefined) ?? null;
  }
}
