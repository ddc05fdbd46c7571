import type { NetworkArtifact } from '../domain/registry/version.ts';
import { sha256 } from './sha256.ts';

/** SHA-256 over a network's topology and weights, hex. */
export async function artifactChecksum({ topology, weightSpecs, weightData }: NetworkArtifact): Promise<string> {
  const head = new TextEncoder().encode(JSON.stringify({ topology, weightSpecs }));
  const bytes = new Uint8Array(head.length + weightData.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(weightData), head.length);
  return sha256(bytes);
}
