import { portrait } from '../orchard/draw.ts';
import type { Fruit } from '../orchard/fruit.ts';
import { mergeWorld } from '../orchard/world-default.ts';
import type { World } from '../orchard/world.ts';
import type { PresetId } from './preset-ids.ts';
import { parseScenario } from './schema.ts';
import type { DriftKind, Scenario, TruthSource } from './scenario.ts';

/** A fruit and the world that it is photographed in. */
export interface Scene {
  fruit: Fruit;
  world: World;
}

/** A story to start from. */
export interface Preset {
  id: PresetId;
  name: string;
  /** One line: what happens. */
  story: string;
  /** What kind of drift it shows; null for the one in which nothing happens. */
  kind: DriftKind | null;
  /** The scenario under a seed. */
  scenario(seed: number): Scenario;
  /** A fruit and its world before and after, for a picture of the story. */
  before: Scene;
  after: Scene;
}

interface Sketch {
  id: PresetId;
  name: string;
  story: string;
  kind: DriftKind | null;
  world?: object;
  drifts: object[];
  labelDelay?: number;
  truths?: TruthSource;
  before: Fruit;
  after: Fruit;
}

const sketches: Sketch[] = [
  {
    id: 'lamp-ages', name: 'The lamp ages', story: 'The light yellows and fades over a season.', kind: 'covariate',
    drifts: [{ kind: 'covariate', pattern: 'incremental', onset: 4000, width: 6000, to: { light: { exposure: -1.8, warmth: 0.8 } }, name: 'the lamp ages' }],
    before: portrait('apple', 0.8), after: portrait('apple', 0.8),
  },
  {
    id: 'new-cultivar', name: 'New cultivar arrives', story: 'Granny Smith joins the line: ripe, and green.', kind: 'concept',
    world: { species: { apple: 3 } },
    drifts: [{
      kind: 'concept', pattern: 'gradual', onset: 4000, width: 2000,
      to: { cultivars: { apple: { gala: 0.15, 'red-delicious': 0.1, braeburn: 0.05, 'granny-smith': 0.7 } } }, name: 'Granny Smith arrives',
    }],
    before: portrait('apple', 0.8), after: portrait('apple', 0.75, 'granny-smith'),
  },
  {
    id: 'greener-bananas', name: 'Greener bananas', story: 'People stay at home and want them to last.', kind: 'concept',
    world: { species: { banana: 4 } },
    drifts: [{ kind: 'concept', pattern: 'sudden', onset: 4000, to: { tastes: { banana: -0.25 } }, name: 'greener bananas wanted' }],
    before: portrait('banana', 0.6), after: portrait('banana', 0.3),
  },
  {
    id: 'harvest-moves-on', name: 'Harvest moves on', story: 'Strawberries end, oranges begin, and most come green.', kind: 'prior',
    world: { species: { strawberry: 3, orange: 0.2 } },
    drifts: [{
      kind: 'prior', pattern: 'gradual', onset: 4000, width: 3000,
      to: { species: { strawberry: 0.1, orange: 4 }, ripeness: { mean: 0.3 } }, name: 'from strawberries to oranges',
    }],
    before: portrait('strawberry', 0.75), after: portrait('orange', 0.8),
  },
  {
    id: 'dusty-lens', name: 'Lens gets dusty', story: 'A little more each week, until someone wipes it.', kind: 'covariate',
    drifts: [
      { kind: 'covariate', pattern: 'incremental', onset: 4000, width: 7000, to: { camera: { dust: 0.95, blur: 2.6 } }, name: 'the lens gets dusty' },
      { kind: 'covariate', pattern: 'sudden', onset: 15_000, to: { camera: { dust: 0, blur: 0 } }, name: 'someone wipes the lens' },
    ],
    before: portrait('tomato', 0.75), after: portrait('tomato', 0.75),
  },
  {
    id: 'winter-returns', name: 'Winter comes back', story: 'Each year the fruit is greener and the hall is darker.', kind: 'prior',
    drifts: [
      { kind: 'prior', pattern: 'recurring', onset: 4000, width: 800, period: 6000, duty: 0.5, to: { ripeness: { mean: 0.25 } }, name: 'winter fruit' },
      { kind: 'covariate', pattern: 'recurring', onset: 4000, width: 800, period: 6000, duty: 0.5, to: { light: { exposure: -0.9, warmth: -0.6 } }, name: 'winter light' },
    ],
    before: portrait('orange', 0.75), after: portrait('orange', 0.3),
  },
  {
    id: 'waxed-fruit', name: 'Waxed fruit', story: 'A supplier waxes unripe fruit so that it looks ripe.', kind: 'fault',
    drifts: [{ kind: 'fault', pattern: 'sudden', onset: 4000, to: { faults: { waxed: 0.6 } }, name: 'a supplier waxes fruit' }],
    before: portrait('apple', 0.2), after: { ...portrait('apple', 0.2), look: 0.62, waxed: true },
  },
  {
    id: 'camera-dies', name: 'The camera dies', story: 'Dead pixels first, then frames that do not move.', kind: 'fault',
    drifts: [
      { kind: 'fault', pattern: 'incremental', onset: 4000, width: 5000, to: { faults: { dead: 0.12 }, camera: { noise: 0.09 } }, name: 'dead pixels spread' },
      { kind: 'fault', pattern: 'sudden', onset: 12_000, to: { faults: { frozen: 0.7 } }, name: 'the frame freezes' },
    ],
    before: portrait('mango', 0.75), after: portrait('mango', 0.75),
  },
  {
    id: 'the-echo', name: 'The echo', story: 'Only what is shipped gets a truth: ripe green apples are sorted out, and nobody hears of it.', kind: 'concept', truths: 'shipped',
    world: { species: { apple: 3 } },
    drifts: [{
      kind: 'concept', pattern: 'gradual', onset: 4000, width: 2000,
      to: { cultivars: { apple: { gala: 0.15, 'red-delicious': 0.1, braeburn: 0.05, 'granny-smith': 0.7 } } }, name: 'green apples are ripe, and sorted out',
    }],
    before: portrait('apple', 0.8, 'braeburn'), after: portrait('apple', 0.8, 'granny-smith'),
  },
  {
    id: 'two-suppliers-wax', name: 'Two suppliers wax', story: 'Brookside and Fenwick ship unripe fruit and wax it: no picture tells it from ripe fruit.', kind: 'fault',
    drifts: [
      { kind: 'prior', pattern: 'incremental', onset: 4000, width: 1000, to: { suppliers: { brookside: { ripeness: -0.38 }, fenwick: { ripeness: -0.38 } } }, name: 'Brookside and Fenwick ship unripe fruit' },
      { kind: 'fault', pattern: 'incremental', onset: 4000, width: 1000, to: { suppliers: { brookside: { waxed: 0.95 }, fenwick: { waxed: 0.95 } } }, name: 'Brookside and Fenwick wax it' },
    ],
    before: portrait('tomato', 0.2), after: { ...portrait('tomato', 0.2), look: 0.75, waxed: true },
  },
  {
    id: 'clicks-lie', name: 'Clicks lie', story: 'More and more unripe fruit is waxed: it is clicked more, bought less and sent back.', kind: 'fault',
    drifts: [{ kind: 'fault', pattern: 'incremental', onset: 4000, width: 3000, to: { faults: { waxed: 0.6 } }, name: 'unripe fruit is waxed' }],
    before: portrait('mango', 0.2), after: { ...portrait('mango', 0.2), look: 0.66, waxed: true },
  },
  {
    id: 'winter-sells-itself', name: 'Winter sells itself', story: 'In winter more is clicked, whatever the model does: only last winter tells.', kind: null,
    world: { shop: { season: 0.3, year: 6000 } }, drifts: [], before: portrait('orange', 0.7), after: portrait('orange', 0.7),
  },
  {
    id: 'nothing-happens', name: 'Nothing happens', story: 'A quiet line: every alert here is a false one.', kind: null,
    drifts: [], before: portrait('banana', 0.62), after: portrait('banana', 0.62),
  },
];

const LENGTH = 20_000;

/** The stories, in the order in which screens show them. */
export const PRESETS: readonly Preset[] = sketches.map(({ id, name, story, kind, world = {}, drifts, labelDelay = 50, truths = 'all', before, after }) => {
  const scenario = (seed: number) => parseScenario({ schema: 1, name, preset: id, seed, length: LENGTH, labelDelay, truths, world, drifts });
  const { world: worldBefore, drifts: parsed } = scenario(0);
  const main = parsed[0];
  const worldAfter = ['winter-returns', 'camera-dies', 'two-suppliers-wax'].includes(id)
    ? parsed.reduce((sum, drift) => mergeWorld(sum, drift.to), worldBefore)
    : main ? mergeWorld(worldBefore, main.to) : worldBefore;
  return { id, name, story, kind, scenario, before: { fruit: before, world: worldBefore }, after: { fruit: after, world: worldAfter } };
});

/** The preset of that id; undefined when there is none. */
export function presetOf(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id);
}
