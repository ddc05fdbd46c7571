import { sha256 as digest } from '../domain/common/sha256.ts';

/** SHA-256 of bytes as 64 hex digits. */
export function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Missing where the page is not a secure context.
  return digest(bytes, (globalThis.crypto as Crypto | undefined)?.subtle);
}
