import { beforeAll, describe, expect, it } from 'vitest';
import { RowBuffer, sliceRows, type PredictedInShadow, type LogRows } from '../../../src/domain/log/rows.ts';
import { defaultMonitors } from '../../../src/domain/monitoring/monitors/defaults.ts';
import { route, type Route } from '../../../src/domain/delivery/route.ts';
import { defaultRules } from '../../../src/domain/alerting/rules/default-rules.ts';
import { LineWatch } from '../../../src/domain/watch/line-watch.ts';
import { timeAt } from '../../../src/domain/world/stream/time.ts';
import { FEATURES, LABELS, uniform } from '../monitoring/monitors/rows.ts';

const DELAY = 20;
const SEED = 4;
const LENGTH = 4000;
/** The rollout begins here, and pictures grow brighter here, with errors. */
const ROLLOUT = 1500;
const JUMP = 2500;
const SPECS = defaultMonitors(LABELS, FEATURES, { reference: { kind: 'first', rows: 400 } });

/** What v1 and v2 make of fruit: v1 errs in 6 of a hundred before the jump and 40 behind it, v2 in 3 all along. */
const FRUITS = (() => {
  const draw = uniform(8);
  return Array.from({ length: LENGTH }, (_, index) => {
    const ill = index >= JUMP;
    const truth = draw() < 0.5 ? 0 : 1;
    const [first, second] = [draw() < (ill ? 0.4 : 0.06), draw() < 0.03];
    return { truth, said: [first ? 1 - truth : truth, second ? 1 - truth : truth] as const, features: [0.4 + 0.2 * draw() + (ill ? 0.3 : 0), 0.05 + 0.01 * draw(), 30 + draw()] };
  });
})();

/** Rows `from` to `to` as the line predicts them under a deployment. */
function rows(from: number, to: number, deployment: number, [champion, challenger]: readonly [number, number | null], given: Route): LogRows {
  const count = to - from;
  const fruits = FRUITS.slice(from, to);
  const version = Uint32Array.from(fruits, (_, i) => (challenger !== null && route(given, SEED, from + i) === 'challenger' ? challenger : champion));
  const predicted = Uint8Array.from(fruits, ({ said }, i) => said[version[i]! - 1]!);
  const scores = (labels: Uint8Array) => Float32Array.from({ length: 2 * count }, (_, i) => (labels[i >> 1] === (i & 1) ? 0.85 : 0.15));
  const shadow: PredictedInShadow | undefined = given.kind === 'shadow' && challenger !== null
    ? { version: challenger, predicted: Uint8Array.from(fruits, ({ said }) => said[challenger - 1]!), scores: scores(Uint8Array.from(fruits, ({ said }) => said[challenger - 1]!)) } : undefined;
  const buffer = new RowBuffer(from, LABELS, FEATURES, shadow !== undefined);
  const bytes = () => new Uint8Array(count);
  const reportedTruth = Uint8Array.from(fruits, ({ truth }) => truth);
  buffer.append({
    count, deployment, version, labels: LABELS, predicted, scores: scores(predicted), features: Float32Array.from(fruits.flatMap(({ features }) => features)),
    columns: {
      index: Uint32Array.from(fruits, (_, i) => from + i), timeMs: Float64Array.from(fruits, (_, i) => timeAt(from + i)), intervalMs: new Float32Array(count).fill(125),
      species: bytes(), cultivar: bytes(), ripeness: new Float32Array(count), truth: reportedTruth, reportedTruth, drift: new Float32Array(count),
    },
    latencyMs: new Float32Array(count).fill(5), modelMs: new Float32Array(count), queue: new Uint16Array(count), ...(shadow ? { shadow } : {}),
  }, 0);
  return buffer.rows();
}

interface Stretch { readonly from: number; readonly to: number; readonly judges: readonly [number, number | null]; readonly route: Route }

/** A line of deployments, watched. */
function watched(stretches: readonly Stretch[], { cut = 137, reloadAt = -1 } = {}) {
  let watch = new LineWatch(SPECS, defaultRules, DELAY);
  const versions = [{ version: 1, accuracy: 0.94 }, { version: 2, accuracy: 0.97 }];
  for (const version of versions) watch.setVersion(version);
  const fired: string[] = [];
  stretches.forEach(({ from, to, judges, route: given }, i) => {
    watch.setDeployment({ id: i + 1, champion: judges[0], challenger: judges[1], fromIndex: from, weight: 0 });
    const all = rows(from, to, i + 1, judges, given);
    for (let at = 0; at < all.count; at += cut) {
      const { transitions } = watch.take(sliceRows(all, at, Math.min(all.count, at + cut)));
      fired.push(...transitions.filter(({ kind }) => kind === 'firing').map(({ rule, labels, at: seconds }) => `${rule} ${labels['version'] ?? ''} ${labels['monitor'] ?? ''} ${seconds}`));
      if (from + at > reloadAt && reloadAt >= 0) {
        watch = LineWatch.restore(JSON.parse(JSON.stringify(watch.snapshot())), defaultRules);
        for (const version of versions) watch.setVersion(version);
        reloadAt = -1;
      }
    }
  });
  return { watch, fired };
}

const REPLACE: Route = { kind: 'replace' };
const CANARY: Route = { kind: 'split', weight: 0.1 };
const ALONE: Stretch[] = [{ from: 0, to: LENGTH, judges: [1, null], route: REPLACE }];
const TRIED = (given: Route): Stretch[] => [{ from: 0, to: ROLLOUT, judges: [1, null], route: REPLACE }, { from: ROLLOUT, to: LENGTH, judges: [1, 2], route: given }];
const drifting = (watch: LineWatch) => watch.monitors.status().filter(({ latest }) => latest?.state === 'drift').map(({ spec }) => spec.id).sort();
const series = (watch: LineWatch, query: string) => {
  const value = watch.query(query);
  return value.type === 'vector' ? value.samples.map(({ labels, value: number }) => [labels['version'] ?? '', number] as const).sort(([a], [b]) => a.localeCompare(b)) : [];
};

/** Every series with its number, to twelve digits: sums of the same numbers in another order differ in the last. */
const numbers = (watch: LineWatch) => watch.exposition().split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => { const at = line.lastIndexOf(' '); return `${line.slice(0, at)} ${Number(line.slice(at)).toPrecision(12)}`; }).sort();

describe('a line that several versions judge', () => {
  let alone: ReturnType<typeof watched>;
  let canary: ReturnType<typeof watched>;
  let shadow: ReturnType<typeof watched>;
  beforeAll(() => {
    alone = watched(ALONE);
    canary = watched(TRIED(CANARY));
    shadow = watched(TRIED({ kind: 'shadow' }));
  });

  it('a canary takes nothing from the champion: the same monitors find the same jump, and the same alerts fire', () => {
    expect(drifting(alone.watch).length).toBeGreaterThan(1);
    for (const { watch } of [canary, shadow]) {
      expect(drifting(watch)).toEqual(drifting(alone.watch));
      expect(watch.monitors.referenceState).toEqual(alone.watch.monitors.referenceState);
    }
    const rules = ({ fired }: { fired: readonly string[] }) => [...new Set(fired.map((each) => each.split(' ').slice(0, 3).join(' ')).filter((each) => !each.includes(' 2 ')))].sort();
    expect(rules(canary)).toEqual(rules(alone));
    expect(rules(canary).some((each) => each.startsWith('accuracy_low 1'))).toBe(true);
  });

  it('tells of each version by its label', () => {
    const [[first, one], [second, two]] = series(canary.watch, 'orchard_accuracy') as [readonly [string, number], readonly [string, number]];
    expect([first, second]).toEqual(['1', '2']);
    expect(one).toBeLessThan(0.7);
    expect(two).toBeGreaterThan(0.9);
    const share = series(canary.watch, 'sum by (version) (orchard_predictions_total)');
    expect(share[1]![1] / (LENGTH - ROLLOUT)).toBeCloseTo(0.1, 1);
    expect(share[0]![1] + share[1]![1]).toBe(LENGTH);
    const truths = series(canary.watch, 'sum by (version) (orchard_truths_total)');
    expect(truths[0]![1] + truths[1]![1]).toBe(LENGTH - DELAY);
    expect(series(canary.watch, 'orchard_reference_accuracy')).toEqual([['1', 0.94]]);
  });

  it('a shadow is judged on all fruit, and decides none', () => {
    expect(series(shadow.watch, 'sum by (version) (orchard_predictions_total)')).toEqual([['1', LENGTH]]);
    expect(series(shadow.watch, 'sum by (version) (orchard_truths_total)')).toEqual([['1', LENGTH - DELAY], ['2', LENGTH - ROLLOUT - DELAY]]);
    expect(shadow.watch.challenger!.monitors.referenceState).toMatchObject({ from: ROLLOUT });
  });

  it('a challenger that is promoted brings its numbers along; another version begins anew', () => {
    const promoted = watched([...TRIED({ kind: 'shadow' }).map((each) => ({ ...each, to: Math.min(each.to, JUMP) })), { from: JUMP, to: LENGTH, judges: [2, null], route: REPLACE }]);
    const replaced = watched([{ from: 0, to: JUMP, judges: [1, null], route: REPLACE }, { from: JUMP, to: LENGTH, judges: [2, null], route: REPLACE }]);
    expect(promoted.watch.monitors.referenceState).toMatchObject({ from: ROLLOUT });
    expect(replaced.watch.monitors.referenceState).toMatchObject({ from: JUMP });
    // What the pictures of before were is known to the one that saw them.
    expect(drifting(promoted.watch)).toContain('psi-brightness');
    expect(drifting(replaced.watch)).not.toContain('psi-brightness');
    expect(series(promoted.watch, 'orchard_accuracy').map(([version]) => version)).toEqual(['2']);
  });

  it('an abort leaves the champion with all that it had', () => {
    const aborted = watched([{ from: 0, to: ROLLOUT, judges: [1, null], route: REPLACE }, { from: ROLLOUT, to: 2000, judges: [1, 2], route: CANARY }, { from: 2000, to: LENGTH, judges: [1, null], route: REPLACE }]);
    expect(drifting(aborted.watch)).toEqual(drifting(alone.watch));
    expect(aborted.watch.challenger).toBeNull();
    // Truths of what the challenger predicted still arrive.
    const truths = series(aborted.watch, 'sum by (version) (orchard_truths_total)');
    expect(truths[0]![1] + truths[1]![1]).toBe(LENGTH - DELAY);
  });

  it('how rows are cut, and a reload in the middle of a rollout, change nothing', () => {
    for (const other of [watched(TRIED(CANARY), { cut: 50 }), watched(TRIED(CANARY), { reloadAt: 2100 })]) {
      expect(other.fired).toEqual(canary.fired);
      expect(numbers(other.watch)).toEqual(numbers(canary.watch));
    }
  });
});
