import type { Picture } from '../../../../src/domain/common/picture.ts';

/** FNV-1a of a picture's bytes, as eight hex digits. */
export function hashPicture({ data }: Picture): string {
  let hash = 0x811c9dc5;
  for (const byte of data) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
