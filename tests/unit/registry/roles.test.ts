import { expect, it } from 'vitest';
import { liveVersion } from '../../../src/domain/delivery/roles.ts';

it('who is live is told by the newest deployment, and by the champion where that version is gone or none was kept', () => {
  const there = (...versions: number[]) => (version: number) => versions.includes(version);
  const deployments = [{ version: 1 }, { version: 2 }];
  expect(liveVersion(deployments, { champion: 1 }, there(1, 2))).toBe(2);
  expect(liveVersion(deployments, { champion: 1 }, there(1))).toBe(1);
  expect(liveVersion([], { champion: 3 }, there(3))).toBe(3);
  expect(liveVersion(deployments, {}, there())).toBeNull();
});
