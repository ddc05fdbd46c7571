import type { Revision } from '../../src/domain/world/drift/scenario.ts';
import type { WindowComparison } from '../../src/domain/explanation/compare-windows.ts';
import type { ChoiceGround, ChosenFruit, FruitChoice } from '../../src/domain/remedy/fruit-choice.ts';
import type { TruthCoverage } from '../../src/domain/monitoring/summaries/truth-coverage.ts';
import type { WeakSpots } from '../../src/domain/explanation/weak-spots.ts';
import type { ShopSums } from '../../src/domain/business/shop.ts';
import type { SellingCurve } from '../../src/domain/business/values.ts';
import type { Operation } from './message.ts';

/** Events `from` to `to` (exclusive). */
export interface EventRange { from: number; to: number }

/** The monitor worker's operations on stretches of the log. Of longer ones the newest 5,000 rows are looked at, for a choice of fruit the newest 50,000. */
export type EvidenceOperations = {
  /** What is different after, and the fruit that shows it; `signal` asks for another than the one that moved most. */
  compare: Operation<{ before: EventRange; after: EventRange; signal?: string }, WindowComparison>;
  /** Where predictions are weakest; with revisions by place and camera as well. */
  weakSpots: Operation<EventRange & { revisions?: Revision[] }, WeakSpots>;
  /** How right the predictions of a stretch are, by the truths that became known and by all of them. The latter are for nobody who may not see the truth. */
  truthCoverage: Operation<EventRange, TruthCoverage>;
  /** What became of a stretch in the shop, of windows of `windowEvents` events by their number, and what selling from other probabilities on would have been worth. Of longer stretches the newest 200,000 rows are looked at. */
  shop: Operation<EventRange & { revisions: Revision[]; windowEvents: number }, { windows: [window: number, sums: ShopSums][]; curve: SellingCurve | null }>;
  /** Which fruits of a stretch would join the data set, of those whose truth is known. Fails with `argument-invalid` as `chooseFruit` does. */
  chooseFruit: Operation<EventRange & { choice: FruitChoice; count: number; balanced: boolean; ground: ChoiceGround }, ChosenFruit>;
};
