import { expect, it } from 'vitest';
import { placeOf } from '../../../src/domain/common/project-place.ts';
import { addressAt } from '../../../src/ui/start/address-at.ts';

it('the same screen of a project in another place keeps all else that the address says', () => {
  const href = 'https://example.org/orchard/?backend=wasm&project=memory#/data?hide=truth';
  expect(addressAt('stored', href)).toBe('/orchard/?backend=wasm#/data?hide=truth');
  expect(addressAt('beside', href)).toBe('/orchard/?backend=wasm&project=beside#/data?hide=truth');
  for (const place of ['stored', 'beside', 'memory'] as const) expect(placeOf(new URL(addressAt(place, href), href).search)).toBe(place);
});
