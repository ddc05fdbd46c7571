import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { eventAt } from '../../../src/domain/world/stream/event-at.ts';
import { Film } from '../../../src/state/film.ts';

const sound = parseScenario({ seed: 7 });
const frozen = parseScenario({ seed: 7, world: { faults: { frozen: 1 }, light: { exposure: -1 } } });

describe('the photograph of an event', () => {
  it('shows its own fruit while the camera takes one of each', () => {
    expect(new Film([{ from: 0, scenario: sound }]).frameAt(100)).toMatchObject({ of: 100, fruit: eventAt(sound, 100).fruit, seeing: { exposure: 0 } });
  });

  it('shows the fruit whose frame was frozen, under the scenario that was in force', () => {
    const film = new Film([{ from: 0, scenario: sound }, { from: 90, scenario: frozen }]);
    const { pictureIndex } = eventAt(frozen, 100);
    expect(pictureIndex).toBeLessThan(100);
    const frame = film.frameAt(100);
    expect(frame).toMatchObject({ of: pictureIndex, seeing: { exposure: -1 } });
    expect(frame.fruit).toEqual(eventAt(frozen, pictureIndex).fruit);
    expect(frame.fruit).not.toEqual(eventAt(frozen, 100).fruit);
    expect(film.frameAt(80).of).toBe(80);
  });
});
