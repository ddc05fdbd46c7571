import { bench, describe } from 'vitest';
import { defaultScenario } from '../../src/domain/world/drift/default-scenario.ts';
import { renderShot } from '../../src/domain/world/orchard/render/shot.ts';
import { eventAt } from '../../src/domain/world/stream/event-at.ts';

const events = Array.from({ length: 600 }, (_, index) => eventAt(defaultScenario, index));

describe('render one picture of the default line', () => {
  let next = 0;
  for (const size of [48, 96, 128, 224]) {
    bench(`${size} × ${size}`, () => {
      const { fruit, shot } = events[(next += 1) % events.length]!;
      renderShot(fruit, shot, size);
    });
  }
});

describe('make one event', () => {
  let next = 0;
  bench('eventAt', () => {
    eventAt(defaultScenario, (next += 1));
  });
});
