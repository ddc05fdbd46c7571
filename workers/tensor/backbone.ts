import { loadGraphModel, type GraphModel } from '@tensorflow/tfjs-converter';
import { dispose, io, mean, tensor4d, tidy, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { OrchardError } from '../../src/domain/common/errors.ts';
import { EMBEDDING_WIDTH } from '../../src/domain/data/features/blocks.ts';

/** Where the backbone lies, below the page's base URL. */
const FOLDER = 'models/backbone/';
/** Pictures a run of the trunk by side: large enough to keep it busy, small enough for its activations to fit. */
const BATCH_PIXELS = 16 * 128 * 128;
const MAX_BATCH = 32;
const MIN_BATCH = 4;

/** The backbone's files, whatever backend will run them. */
export interface BackboneFiles {
  artifacts: io.ModelArtifacts;
  sha256: string;
  output: string;
}

interface About { sha256: string; output: string; bytes: number }

async function fetched(url: URL): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin' });
  } catch (error) {
    throw new OrchardError('backbone-missing', url.pathname, { cause: error });
  }
  if (!response.ok) throw new OrchardError('backbone-missing', `${url.pathname}: ${response.status}`);
  return response;
}

/** Fetches the backbone from below `baseUrl`. Throws OrchardError `backbone-missing`. */
export async function fetchBackbone(baseUrl: string): Promise<BackboneFiles> {
  const folder = new URL(FOLDER, baseUrl);
  const [about, model, weightData] = await Promise.all([
    fetched(new URL('backbone.json', folder)).then((response) => response.json() as Promise<About>),
    fetched(new URL('model.json', folder)).then((response) => response.json() as Promise<io.ModelJSON>),
    fetched(new URL('weights.bin', folder)).then((response) => response.arrayBuffer()),
  ]).catch((error: unknown) => {
    // A static host may answer a missing file with a page.
    throw error instanceof SyntaxError ? new OrchardError('backbone-missing', 'not JSON', { cause: error }) : error;
  });
  if (weightData.byteLength !== about.bytes) throw new OrchardError('backbone-missing', `weights.bin has ${weightData.byteLength} bytes`);
  return backboneFiles(about, model, weightData);
}

/** The same from what was read elsewhere. */
export function backboneFiles(about: About, model: io.ModelJSON, weightData: ArrayBuffer): BackboneFiles {
  const weightSpecs = model.weightsManifest.flatMap((group) => group.weights);
  return { artifacts: { modelTopology: model.modelTopology, format: 'graph-model', weightSpecs, weightData }, sha256: about.sha256, output: about.output };
}

/** The general part of MobileNetV2 as a function from pictures to 816 numbers, on the backend in use when it was made. */
export class Backbone {
  private constructor(private readonly model: GraphModel, readonly sha256: string, private readonly output: string) {}

  static async load(files: BackboneFiles): Promise<Backbone> {
    const model = await loadGraphModel(io.fromMemory(files.artifacts));
    return new Backbone(model, files.sha256, files.output);
  }

  /** How many pictures of a side are best run together. */
  static batchSize(side: number): number {
    return Math.min(MAX_BATCH, Math.max(MIN_BATCH, Math.floor(BATCH_PIXELS / (side * side))));
  }

  /**
   * Embeds `count` square pictures given as RGB in 0..1 (count × side × side × 3). Answers count × 816 numbers: the
   * trunk's output averaged over space.
   */
  async embed(rgb: Float32Array, count: number, side: number): Promise<Float32Array<ArrayBuffer>> {
    const embeddings = tidy(() => {
      const pictures = tensor4d(rgb, [count, side, side, 3]) as Tensor4D;
      const maps = this.model.execute(pictures, this.output) as Tensor4D;
      return mean(maps, [1, 2]) as Tensor2D;
    });
    try {
      const values = (await embeddings.data()) as Float32Array<ArrayBuffer>;
      if (values.length !== count * EMBEDDING_WIDTH) throw new OrchardError('backbone-missing', 'another network than expected');
      return values;
    } finally {
      dispose(embeddings);
    }
  }

  dispose(): void {
    this.model.dispose();
  }
}
