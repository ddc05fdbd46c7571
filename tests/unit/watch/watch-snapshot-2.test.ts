import { expect, it } from 'vitest';
import { fromVersion2 } from '../../../src/domain/watch/watch-snapshot-2.ts';

const step = (count: number) => ({ count, right: 3, 'feature.hue': 40 });
const SAVED = {
  version: 2, monitors: { modelVersion: 3 }, estimator: null,
  metrics: {
    registry: { orchard_accuracy: [[['500'], 0.9]], orchard_feature_mean: [[['hue'], 40]] }, rolling: { open: step(5), closed: [step(50)] }, truths: { delay: 20 }, modelVersion: 3,
  },
  store: { series: [{ labels: { __name__: 'orchard_accuracy', window: '500' } }, { labels: { __name__: 'orchard_feature_mean', feature: 'hue', window: '500' } }] },
  engine: { rules: [], history: [] }, centre: { acknowledgements: [] }, firings: [],
};

it('what an earlier version counted of pictures stays the line’s, all else becomes that of the version that was live; both know of how many fruits', () => {
  expect(fromVersion2(SAVED)).toMatchObject({
    version: 3, champion: { version: 3 },
    metrics: {
      registry: { orchard_accuracy: [[['3', '500'], 0.9]], orchard_feature_mean: [[['hue'], 40]] },
      rolling: { open: { count: 5, 'feature.hue': 40 }, closed: [{ count: 50, 'feature.hue': 40 }] }, live: [3],
      versions: [{ version: 3, rolling: { open: { count: 5, right: 3 }, closed: [{ count: 50, right: 3 }] }, truths: { delay: 20 } }],
    },
    store: { series: [{ labels: { window: '500', version: '3' } }, { labels: { feature: 'hue', window: '500' } }] },
  });
  expect(fromVersion2(SAVED)).not.toMatchObject({ metrics: { rolling: { open: { right: 3 } } } });
});

it('what does not fit is refused', () => {
  for (const bad of [{}, { ...SAVED, metrics: null }, { ...SAVED, engine: { rules: null } }]) expect(() => fromVersion2(bad)).toThrow(expect.objectContaining({ code: 'file-schema' }) as Error);
});
