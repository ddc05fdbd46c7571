import type { Random } from '../../src/domain/common/random/random.ts';
import { kill } from '../e2e/harness/app.ts';
import { oneOf, type Stage } from './acts/act.ts';
import { breakDisk, slowDisk, type DiskFault } from './disk.ts';
import { forgotten } from './ledger.ts';
import { Gone, Hang, within } from './surface.ts';

/** What is done to Orchard, alone or in the middle of an act. */
export interface Fault {
  readonly name: string;
  readonly weight: number;
  /** Whether the leading tab is gone with it. */
  readonly endsTab: boolean;
  /** Answers what ends it, where it lasts. */
  run(stage: Stage, draw: Random): Promise<(() => Promise<void>) | undefined>;
}

const MOST_TABS = 3;

async function end({ tabs, note }: Stage, holds: string): Promise<void> {
  note(`kill ${holds}`);
  await within(`killing ${holds}`, kill(tabs.leader, holds)).catch((error: unknown) => {
    if (error instanceof Gone || error instanceof Hang) throw error;
    note((error as Error).message);
  });
}

const death = (holds: string, weight: number): Fault => ({
  name: `kill-${holds}`, weight, endsTab: false,
  async run(stage) {
    await end(stage, holds);
    return undefined;
  },
});

/** The tab ends in some way, and what a reset took away in it is gone. */
const ending = (name: string, weight: number, how: (stage: Stage) => Promise<void>): Fault => ({
  name, weight, endsTab: true,
  async run(stage) {
    await how(stage);
    stage.ledger.did(forgotten);
    return undefined;
  },
});

const disk = (how: DiskFault, weight: number): Fault => ({
  name: `disk-${how}`, weight, endsTab: false, run: ({ tabs }) => breakDisk(tabs.leader, how),
});

export const FAULTS: readonly Fault[] = [
  death('serving', 2), death('monitor', 2), death('orchard', 2), death('trainer', 1),
  {
    name: 'kill-several', weight: 2, endsTab: false,
    async run(stage, draw) {
      for (let i = 2 + draw.int(3); i > 0; i -= 1) await end(stage, oneOf(draw, ['serving', 'monitor', 'orchard']));
      return undefined;
    },
  },
  ending('reload', 1, ({ tabs }) => tabs.reload()),
  ending('close-tab', 1, ({ tabs }) => tabs.close()),
  ending('crash-tab', 1, ({ tabs }) => tabs.crash()),
  {
    name: 'second-tab', weight: 2, endsTab: false,
    async run({ tabs }) {
      if (tabs.count < MOST_TABS) await tabs.open('#/line');
      return undefined;
    },
  },
  {
    name: 'close-follower', weight: 2, endsTab: false,
    async run({ tabs }) {
      await tabs.closeFollower();
      return undefined;
    },
  },
  disk('full', 1.5), disk('aborting', 1),
  {
    name: 'disk-slow', weight: 1.5, endsTab: false,
    async run({ tabs }, draw) {
      await slowDisk(tabs.leader, 500 + draw.int(2500));
      return undefined;
    },
  },
];
