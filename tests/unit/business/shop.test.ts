import { describe, expect, it } from 'vitest';
import { againstFixed, againstLastYear } from '../../../src/domain/business/seasonal.ts';
import { addSums, shopFigure, shopWindows, SHOP_SERIES, type ShopSums } from '../../../src/domain/business/shop.ts';
import { clickProbability, purchaseProbability, returnProbability, visitAt } from '../../../src/domain/business/shoppers.ts';
import { defaultValues } from '../../../src/domain/business/values.ts';
import type { Proportion } from '../../../src/domain/experiment/interval.ts';
import { presetOf } from '../../../src/domain/world/drift/presets.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import type { Scenario } from '../../../src/domain/world/drift/scenario.ts';
import { portrait } from '../../../src/domain/world/orchard/draw.ts';
import { defaultWorld } from '../../../src/domain/world/orchard/world-default.ts';
import { eventAt } from '../../../src/domain/world/stream/event-at.ts';
import { judgedByLook } from './line.ts';

const WINDOW = 500;
const valuesOf = (labels: readonly string[]) => defaultValues(labels).matrix;

function windowsOf(scenario: Scenario, from: number, to: number, lastKnown = Infinity): Map<number, ShopSums> {
  return shopWindows(judgedByLook(scenario, from, to), [{ from: 0, scenario }], { windowEvents: WINDOW, lastKnown, valuesOf });
}
const between = (windows: ReadonlyMap<number, ShopSums>, from: number, to: number) => addSums([...windows].filter(([at]) => at >= from / WINDOW && at < to / WINDOW).map(([, sums]) => sums));
const clicks = ({ clicked, shown }: ShopSums): Proportion => ({ successes: clicked, trials: shown });

describe('a shopper', () => {
  const [ripe, green] = [portrait('tomato', 0.8), portrait('tomato', 0.2)];
  const winter = defaultWorld;

  it('clicks by the look and the season, buys by what is within, and sends back what disappoints', () => {
    const waxed = { ...green, look: 0.8, waxed: true };
    expect(clickProbability(winter, ripe, 0)).toBeGreaterThan(clickProbability(winter, green, 0));
    expect(clickProbability(winter, waxed, 0)).toBeGreaterThan(clickProbability(winter, ripe, 0));
    expect(clickProbability(winter, { ...ripe, bruise: 1 }, 0)).toBeLessThan(clickProbability(winter, ripe, 0));
    expect(clickProbability(winter, ripe, 64_000)).toBeGreaterThan(clickProbability(winter, ripe, 27_500));
    expect(purchaseProbability(winter, waxed)).toBe(purchaseProbability(winter, green));
    expect(purchaseProbability(winter, ripe)).toBeGreaterThan(2 * purchaseProbability(winter, green));
    expect(returnProbability(winter, green)).toBeGreaterThan(5 * returnProbability(winter, ripe));
    expect(purchaseProbability({ ...winter, taste: 0.5 }, ripe)).toBeLessThan(purchaseProbability(winter, ripe));
  });

  it('does the same whenever it is asked, never buys what it has not clicked on, and sees nothing that is kept back', () => {
    const scenario = parseScenario({ seed: 11 });
    for (let index = 0; index < 800; index += 1) {
      const event = eventAt(scenario, index);
      const visit = visitAt(11, event, true);
      expect(visitAt(11, eventAt(structuredClone(scenario), index), true)).toEqual(visit);
      expect([visit.shown, visit.bought && !visit.clicked, visit.sentBack && !visit.bought]).toEqual([true, false, false]);
      expect(visitAt(11, event, false)).toEqual({ shown: false, clicked: false, bought: false, sentBack: false });
    }
  });
});

describe('the sums of the shop', () => {
  const scenario = parseScenario({ seed: 3 });

  it('are the same in any pieces, and hold every fruit once', () => {
    const whole = addSums(windowsOf(scenario, 0, 3000).values());
    const parts = addSums([...windowsOf(scenario, 0, 1300).values(), ...windowsOf(scenario, 1300, 3000).values()]);
    expect({ ...parts, worth: Math.round(100 * parts.worth) }).toEqual({ ...whole, worth: Math.round(100 * whole.worth) });
    expect([whole.seen, whole.known]).toEqual([3000, 3000]);
    expect(whole.shown + whole.wasted).toBeLessThanOrEqual(3000);
  });

  it('wait with what hangs on ripeness for the truth; clicks do not', () => {
    const sums = addSums(windowsOf(scenario, 0, 2000, 499).values());
    expect([sums.seen, sums.known]).toEqual([2000, 500]);
    expect(sums.clicked).toBeGreaterThan(sums.knownClicked);
    const none = addSums(windowsOf(scenario, 0, 500, -1).values());
    expect(SHOP_SERIES.map((name) => shopFigure(name, none) !== null)).toEqual([true, false, false, false, false, false]);
  });

  it('are those of a shop: none of labels without ripe, none of a window that holds nothing', () => {
    const rows = judgedByLook(scenario, 0, 100, ['yes', 'no']);
    expect(shopWindows(rows, [{ from: 0, scenario }], { windowEvents: 50, lastKnown: 100, valuesOf }).size).toBe(0);
    for (const windowEvents of [0, -1, NaN, 1.5]) expect(() => shopWindows(rows, [{ from: 0, scenario }], { windowEvents, lastKnown: 100, valuesOf })).toThrow(/argument-invalid/u);
    expect(() => shopWindows(judgedByLook(scenario, 0, 10), [{ from: 0, scenario }], { windowEvents: 50, lastKnown: 100, valuesOf: () => [[1]] })).toThrow(/argument-invalid/u);
  });
});

describe('Clicks lie', () => {
  it.each([1, 2, 3])('clicks rise and value falls, under seed %i', (seed) => {
    const windows = windowsOf(presetOf('clicks-lie')!.scenario(seed), 1000, 11_000);
    const [before, after] = [between(windows, 1000, 4000), between(windows, 8000, 11_000)];
    const rise = againstFixed(clicks(after), clicks(before))!;
    expect([rise.moved, rise.difference > 0.02]).toEqual([true, true]);
    expect(shopFigure('purchases', after)!).toBeLessThan(shopFigure('purchases', before)! - 0.1);
    expect(shopFigure('returns', after)!).toBeGreaterThan(shopFigure('returns', before)! + 0.03);
    expect(shopFigure('value', after)!).toBeLessThan(shopFigure('value', before)! - 80);
    expect(shopFigure('revenue', after)!).toBeLessThan(shopFigure('revenue', before)! + 20);
  });
});

describe('Winter sells itself', () => {
  it.each([1, 2, 3])('clicks rise with an unchanged model: a fixed reference alarms, a seasonal one does not, under seed %i', (seed) => {
    const scenario = presetOf('winter-sells-itself')!.scenario(seed);
    const windows = windowsOf(scenario, 0, 18_000);
    const yearWindows = scenario.world.shop!.year / WINDOW;
    const fixed = clicks(between(windows, 0, 2000));
    const shares = new Map([...windows].map(([at, sums]) => [at, clicks(sums)]));
    const second = [...shares.keys()].filter((at) => at >= yearWindows);
    const byFixed = second.filter((at) => againstFixed(shares.get(at)!, fixed)!.moved);
    const bySeason = second.filter((at) => againstLastYear(shares, at, { yearWindows })!.moved);
    expect(byFixed.length).toBeGreaterThan(4);
    expect(byFixed.some((at) => againstFixed(shares.get(at)!, fixed)!.difference > 0.05)).toBe(true);
    expect(bySeason).toEqual([]);
    const value = (from: number) => shopFigure('value', between(windows, from, from + 3000))!;
    expect(Math.abs(value(9000) - value(3000))).toBeLessThan(25);
  });
});

describe('a seasonal reference', () => {
  const shares = new Map(Array.from({ length: 24 }, (_, at) => [at, { trials: 100 + at, successes: 10 + at }]));

  it('is the same time last year, with its neighbours where that is asked for, and none in a first year', () => {
    expect(againstLastYear(shares, 20, { yearWindows: 12 })!.reference).toEqual({ trials: 108, successes: 18 });
    expect(againstLastYear(shares, 20, { yearWindows: 12, beside: 1 })!.reference).toEqual({ trials: 107 + 108 + 109, successes: 17 + 18 + 19 });
    expect(againstLastYear(shares, 11, { yearWindows: 12 })).toBeNull();
    expect(againstLastYear(shares, 12, { yearWindows: 12, beside: 1 })).toBeNull();
    expect(againstLastYear(shares, 24, { yearWindows: 12 })).toBeNull();
  });

  it('has moved only beyond chance, also where nothing varies', () => {
    const at = (successes: number, trials: number) => againstFixed({ successes, trials }, { successes: 40, trials: 100 });
    expect([at(44, 100)!.moved, at(90, 100)!.moved, at(0, 0)]).toEqual([false, true, null]);
    expect(againstFixed({ successes: 0, trials: 9 }, { successes: 0, trials: 9 })).toMatchObject({ p: 1, moved: false, difference: 0 });
  });

  it.each([0, -3, NaN, Infinity, 2.5])('refuses a year of %s windows', (yearWindows) => {
    expect(() => againstLastYear(shares, 20, { yearWindows })).toThrow(/argument-invalid/u);
  });
});
