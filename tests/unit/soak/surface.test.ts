import { expect, test } from 'vitest';
import { faultOfRefusal, Hang, within } from '../../soak/surface.ts';

test.each([
  ['storage-full', 'storage-full', true],
  ['argument-invalid', 'argument-invalid: argument 1, at the third place: a number is expected', true],
  ['none', 'x is not a function', false],
  ['internal', 'internal', false],
  ['model-failed', 'model-failed: no\n    at judge (https://a.b/c.js:1:2)', false],
  ['model-failed', 'model-failed: blob:https://a.b/1:10', false],
])('a call that is refused with %s and says %j is as it should be: %s', (code, message, sound) => {
  expect(faultOfRefusal(code, message) === null).toBe(sound);
});

test('what does not settle is a hang', async () => {
  await expect(within('waiting', new Promise(() => {}), 5)).rejects.toThrow(Hang);
  await expect(within('answering', Promise.resolve(7), 1000)).resolves.toBe(7);
});
