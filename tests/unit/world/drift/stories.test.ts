import { describe, expect, test } from 'vitest';
import { readableFeatures, readableIndex, READABLE_FEATURES } from '../../../../src/domain/data/features/readable.ts';
import { PRESETS } from '../../../../src/domain/world/drift/presets.ts';
import type { DriftKind, Scenario } from '../../../../src/domain/world/drift/scenario.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import { pictureOf } from '../../../../src/domain/world/stream/stream.ts';

/** Events of each stretch that are drawn, and the stretches: before any story begins, in the middle, near the end. */
const DRAWN = 160;
const STRETCHES = [[1500, 3900], [6000, 7000], [12_500, 13_900]] as const;
/** A change that counts as seen: of a feature in its own deviations, of a share. */
const SEEN_DEVIATIONS = 0.4;
const SEEN_SHARE = 0.12;
const INPUTS = ['brightness', 'contrast', 'saturation', 'sharpness', 'edges', 'warmth'];

interface Stretch { mean: number[]; std: number[]; ripe: number; swapped: number; frozen: number; kinds: Map<string, number> }

function stretchOf(scenario: Scenario, [from, to]: readonly [number, number]): Stretch {
  const sums = READABLE_FEATURES.map(() => [0, 0] as [number, number]);
  const kinds = new Map<string, number>();
  let [ripe, swapped, frozen] = [0, 0, 0];
  for (let i = 0; i < DRAWN; i += 1) {
    const event = eventAt(scenario, Math.floor(from + (i * (to - from)) / DRAWN));
    readableFeatures(pictureOf(scenario, event, 32)).forEach((value, feature) => {
      sums[feature]![0] += value / DRAWN;
      sums[feature]![1] += value ** 2 / DRAWN;
    });
    const kind = event.fruit.cultivar;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1 / DRAWN);
    if (event.truth === 'ripe') ripe += 1 / DRAWN;
    if (event.reportedTruth !== event.truth) swapped += 1 / DRAWN;
    if (event.pictureIndex !== event.index) frozen += 1 / DRAWN;
  }
  return { mean: sums.map(([sum]) => sum), std: sums.map(([sum, squares]) => Math.sqrt(Math.max(0, squares - sum ** 2))), ripe, swapped, frozen, kinds };
}

/** What a story moves, of inputs, the mix of fruit, truths and faults. */
function movedBy(scenario: Scenario): string[] {
  const [early, ...later] = STRETCHES.map((stretch) => stretchOf(scenario, stretch)) as [Stretch, ...Stretch[]];
  const moved = (name: string, of: (stretch: Stretch) => number, least: number): string[] => (later.some((stretch) => Math.abs(of(stretch) - of(early)) > least) ? [name] : []);
  const names = new Set(later.flatMap(({ kinds }) => [...kinds.keys()]));
  return [
    ...INPUTS.flatMap((name) => moved(name, ({ mean }) => mean[readableIndex(name)]!, SEEN_DEVIATIONS * early.std[readableIndex(name)]!)),
    ...[...names].some((kind) => moved(kind, ({ kinds }) => kinds.get(kind) ?? 0, SEEN_SHARE).length > 0) ? ['mix'] : [],
    ...moved('ripe', ({ ripe }) => ripe, SEEN_SHARE), ...moved('swapped', ({ swapped }) => swapped, 0.05), ...moved('frozen', ({ frozen }) => frozen, 0.05),
  ];
}

/** What drifts of a kind may move, of which a story must move something. */
const MOVES: Readonly<Record<DriftKind, readonly string[]>> = { covariate: [...INPUTS, 'mix'], prior: ['mix', 'ripe'], concept: ['mix', 'ripe'], fault: [...INPUTS, 'swapped', 'frozen'] };

describe('stories', () => {
  test.each(PRESETS.map(({ id, scenario }) => [id, scenario(3)] as const))('%s moves what its drift moves, and nothing where nothing happens', (_, scenario) => {
    const moved = movedBy(scenario);
    if (scenario.drifts.length === 0) expect(moved).toEqual([]);
    else expect(scenario.drifts.some(({ kind }) => moved.some((name) => MOVES[kind].includes(name))), moved.join(' ')).toBe(true);
    if (scenario.drifts.every(({ kind }) => kind === 'concept')) expect(moved.filter((name) => !MOVES.concept.includes(name))).toEqual([]);
  });
});
