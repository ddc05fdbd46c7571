import type { ActionName, AnswerOf, ArgumentsOf } from '../actions/catalogue.ts';
import type { Scenario } from '../domain/world/drift/scenario.ts';
import type { Screen } from '../domain/world/share/address.ts';
import type { Concerns } from '../state/concerns.ts';
import type { StationarityCheck } from '../state/stationarity.svelte.ts';

/** The app as those of its parts see it that do something with the others. */
export interface AppHost extends Concerns {
  readonly firstVisit: { readonly running: boolean; run(): Promise<void> };
  readonly stationarity: StationarityCheck;
  /** The scenario of a link that waits to be begun or declined; null without one. */
  readonly offered: Scenario | null;
  run<Name extends ActionName>(name: Name, ...args: ArgumentsOf<Name>): Promise<AnswerOf<Name>>;
  go(screen: Screen): void;
  finishFirstVisit(): Promise<void>;
}
