import { OrchardError } from '../domain/common/errors.ts';
import { EmbeddingSpace } from '../domain/data/embedding/embedding-space.ts';
import { EMBEDDING_WIDTH } from '../domain/data/features/blocks.ts';
import { unpackBytes } from '../domain/common/base64.ts';
import { decodeSegment } from '../domain/log/segment.ts';
import { requireFit } from '../domain/registry/network-fit.ts';
import type { ModelVersion, NetworkArtifact } from '../domain/registry/version.ts';
import { artifactChecksum } from './checksum.ts';

/**
 * Refuses a version of a file that could not be deployed. Throws `file-checksum` where its network is not the one that it was registered with,
 * `model-incompatible` where that does not fit its signature, and `file-schema` where what it brings to be monitored by cannot be read.
 */
export async function requireSound({ number, checksum, signature, reference: { rows, embedding } }: ModelVersion, artifact: NetworkArtifact): Promise<void> {
  if ((await artifactChecksum(artifact)) !== checksum) throw new OrchardError('file-checksum', `network of v${number}`);
  requireFit(signature, artifact);
  try {
    if (rows !== undefined && rows !== '') decodeSegment(unpackBytes(rows).buffer);
    if (embedding !== undefined) void new EmbeddingSpace(embedding, EMBEDDING_WIDTH);
  } catch {
    const about = `the reference of v${number} cannot be read`;
    throw new OrchardError('file-schema', about, { about });
  }
}
