import { expect, it } from 'vitest';
import { heatPicture, occlusionText, placeText } from '../../../src/ui/screens/shared/heat-picture.ts';

const grey = { width: 2, height: 1, data: Uint8ClampedArray.of(200, 100, 50, 255, 200, 100, 50, 255) };

it('shows colours where a map speaks for a label, blue where against it, and grey where it says nothing', () => {
  const heat = (values: number[]) => heatPicture(grey, { side: 1, values: Float32Array.from(values) }).data.subarray(0, 4);
  expect([...heat([0.3])]).toEqual([200, 100, 50, 255]);
  const [r, , b] = heat([-0.3]);
  expect(b!).toBeGreaterThan(r!);
  const [quietR, quietG, quietB] = heat([0]);
  expect([quietG, quietB]).toEqual([quietR, quietR]);
});

it('names places of a picture', () => {
  expect([[0, 0], [4, 4], [7, 4], [4, 7], [0, 7]].map(([column, row]) => placeText({ column: column!, row: row! }, 8))).toEqual(['top left', 'middle', 'right', 'bottom', 'bottom left']);
});

it('says what covering took and added, or that nothing decides', () => {
  const found = (values: number[], lowest: number, highest: number) => occlusionText({ occlusion: { side: 2, values: Float32Array.from(values) }, covered: { lowest, highest }, scores: [0.9, 0.1], label: 0 }, 'plum');
  expect(found([2, 0, 0, 0], 0.4, 0.9)).toBe('Covering the top left takes “plum” from 0.90 to 0.40.');
  expect(found([2, 0, 0, -1], 0.4, 0.95)).toBe('Covering the top left takes “plum” from 0.90 to 0.40; covering the bottom right raises it to 0.95.');
  expect(found([0.001, 0, 0, 0], 0.899, 0.9)).toBe('“plum” stays at 0.90 whatever part is covered: no part decides alone, and the map shows differences that hardly count.');
  expect(found([-1, 0, 0, 0], 0.9, 0.95)).toContain('no part of this picture speaks for it alone');
});
