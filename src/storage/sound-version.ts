import { OrchardError } from '../domain/errors.ts';
import { EmbeddingSpace } from '../domain/embedding/embedding-space.ts';
import { EMBEDDING_WIDTH } from '../domain/features/blocks.ts';
import { unpackBytes } from '../domain/log/packed.ts';
import { decodeSegment } from '../domain/log/segment.ts';
import type { ModelVersion, NetworkArtifact } from '../domain/registry/version.ts';
import { artifactChecksum } from './checksum.ts';

/**
 * Throws `file-checksum` for a version of a file whose network is not the one that it was registered with, and `file-schema` where what it
 * brings to be monitored by cannot be read: neither could be deployed.
 */
export async function requireSound({ number, checksum, reference: { rows, embedding } }: ModelVersion, artifact: NetworkArtifact): Promise<void> {
  if ((await artifactChecksum(artifact)) !== checksum) throw new OrchardError('file-checksum', `network of v${number}`);
  try {
    if (rows !== undefined && rows !== '') decodeSegment(unpackBytes(rows).buffer);
    if (embedding !== undefined) void new EmbeddingSpace(embedding, EMBEDDING_WIDTH);
  } catch {
    const about = `the reference of v${number} cannot be read`;
    throw new OrchardError('file-schema', about, { about });
  }
}
