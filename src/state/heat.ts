import { OrchardError } from '../domain/common/errors.ts';
import type { NetworkArtifact, Signature } from '../domain/registry/version.ts';
import type { ExplainInput, ExplainOutput } from '../../workers/protocol/explain.ts';
import type { Compute } from './compute.svelte.ts';
import type { Line } from './line.svelte.ts';
import type { Pictures } from './pictures.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';

/** Pictures of the line are drawn at least at this size, so that a small model's map lies on something that can be seen. */
const LEAST_PX = 128;

/** A network that can be asked. */
export interface AskedNetwork {
  version: number;
  signature: Signature;
  artifact: NetworkArtifact;
}

interface HeatOptions {
  signal?: AbortSignal;
  onProgress?: (progress: { done: number; total: number }) => void;
  /** Position of the label that is accounted for; the predicted one when left out. */
  label?: number;
}

/** What versions look at in a picture: computed in the trainer when asked for, and kept nowhere. */
export class Heat {
  readonly #services: Services;
  readonly #on: { compute: Compute; registry: Registry; line: Line; pictures: Pictures };

  constructor(services: Services, on: { compute: Compute; registry: Registry; line: Line; pictures: Pictures }) {
    this.#services = services;
    this.#on = on;
  }

  /** The network of a registered version. Throws OrchardError `model-unknown`, `storage-corrupt`. */
  async networkOf(version: number): Promise<AskedNetwork> {
    const { signature } = this.#on.registry.get(version);
    const artifact = await this.#services.storage.models.artifact(version);
    if (!artifact) throw new OrchardError('storage-corrupt', `network of v${version}`);
    return { version, signature, artifact };
  }

  /** A fruit of the line as it was photographed. Throws OrchardError `index-out-of-range` for one that has not come yet. */
  async fruit(index: number): Promise<ExplainInput['source']> {
    const { line, pictures } = this.#on;
    if (index >= line.now) throw new OrchardError('index-out-of-range', String(index));
    const [drawn] = await pictures.ofLine(line.film, [index], LEAST_PX);
    if (!drawn) throw new OrchardError('index-out-of-range', String(index));
    return { picture: drawn.picture };
  }

  /** A picture of the data set. Throws OrchardError `picture-undecodable` when it is not stored any more. */
  async sample(id: string): Promise<ExplainInput['source']> {
    const blob = await this.#on.pictures.picture(id);
    if (!blob) throw new OrchardError('picture-undecodable', `no picture of ${id}`);
    return { blob };
  }

  /** Throws OrchardError `cancelled`, and what the trainer throws. */
  async of({ version, signature, artifact }: AskedNetwork, source: ExplainInput['source'], { label, ...options }: HeatOptions = {}): Promise<ExplainOutput> {
    await this.#on.compute.ensure();
    if (options.signal?.aborted) throw new OrchardError('cancelled');
    return await this.#services.trainer.call('explainPicture', { version, signature: JSON.parse(JSON.stringify(signature)) as Signature, artifact, source, ...(label === undefined ? {} : { label }) }, options);
  }
}
