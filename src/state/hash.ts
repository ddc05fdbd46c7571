import type { NetworkArtifact } from '../domain/registry/version.ts';

/** SHA-256 of a text, hex. */
export async function sha256Hex(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** SHA-256 over a network's topology and weights, hex. */
export async function artifactChecksum({ topology, weightSpecs, weightData }: NetworkArtifact): Promise<string> {
  const head = new TextEncoder().encode(JSON.stringify({ topology, weightSpecs }));
  const bytes = new Uint8Array(head.length + weightData.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(weightData), head.length);
  return hex(await crypto.subtle.digest('SHA-256', bytes));
}

function hex(digest: ArrayBuffer): string {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
