import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { pictureAt } from '../../../src/domain/world/stream/stream.ts';
import { film } from './camera.ts';

/** Runs once before the browser tests: what the fake camera films must be there when the browser starts. */
export default function setup(): void {
  const scenario = parseScenario({ schema: 1, name: 'Before the camera', seed: 5 });
  film(Array.from({ length: 4 }, (_, index) => pictureAt(scenario, index, 240)));
}
