import { OrchardError } from '../common/errors.ts';
import { rowWidth } from '../data/features/blocks.ts';
import type { NetworkArtifact, Signature } from './version.ts';

interface Layer { class_name?: unknown; config?: Record<string, unknown> | null }
interface Topology { config?: { layers?: unknown } | null; model_config?: { config?: { layers?: unknown } | null } | null }

/**
 * Walks a network of somebody's layer by layer, by the shapes that it declares: nothing is built, and no more memory is taken than its weights have.
 * Throws OrchardError `model-incompatible` where it takes another input than its signature says, answers other labels, has other weights than
 * its layers, weights that are no numbers, or layers of a kind that Orchard does not train.
 */
export function requireFit({ input, inputSize, blocks, labels }: Signature, { topology, weightSpecs, weightData }: NetworkArtifact): void {
  const { config, model_config: outer } = topology as Topology;
  const layers = (outer?.config ?? config)?.layers;
  if (!Array.isArray(layers)) throw unfit('it is no network of layers in a row');
  const walk = new Walk(input === 'pixels' ? [inputSize, inputSize, 3] : [rowWidth(blocks)], weightSpecs);
  for (const layer of layers) walk.through((layer ?? {}) as Layer);
  walk.end(labels.length);
  if (!new Float32Array(weightData).every(Number.isFinite)) throw unfit('a weight is no number');
}

class Walk {
  #shape: number[];
  #used = 0;
  readonly #specs: NetworkArtifact['weightSpecs'];

  constructor(shape: number[], specs: NetworkArtifact['weightSpecs']) {
    this.#shape = shape;
    this.#specs = specs;
  }

  through({ class_name: kind, config: given }: Layer): void {
    const config = given ?? {};
    const declared = config['batch_input_shape'];
    if (declared !== undefined && !(Array.isArray(declared) && sameShape(declared.slice(1), this.#shape))) throw unfit(`it takes ${shapeText(declared)}, and its signature gives ${shapeText(this.#shape)}`);
    switch (kind) {
      case 'InputLayer': case 'Activation': case 'Dropout': return;
      case 'Dense': return this.#dense(config);
      case 'Conv2D': return this.#convolution(config);
      case 'MaxPooling2D': return this.#pool(config);
      case 'GlobalAveragePooling2D': return this.#average();
      default: throw unfit(`a layer of the kind ${String(kind)} is none that Orchard trains`);
    }
  }

  end(labels: number): void {
    if (this.#used !== this.#specs.length) throw unfit('it has weights that belong to no layer');
    if (!sameShape(this.#shape, [labels])) throw unfit(`it answers ${shapeText(this.#shape)} for ${labels} labels`);
  }

  #dense({ units, use_bias: bias }: Record<string, unknown>): void {
    const [inputs] = this.#dimensions(1);
    this.#weights([inputs!, units], bias);
    this.#shape = [units as number];
  }

  #convolution({ filters, kernel_size: kernel, strides, padding, dilation_rate: dilation, use_bias: bias }: Record<string, unknown>): void {
    const [height, width, channels] = this.#dimensions(3) as [number, number, number];
    if (padding !== 'same' || !isOnes(strides) || !isOnes(dilation)) throw unfit('a convolution goes in other steps than one');
    const [high, wide] = Array.isArray(kernel) ? (kernel as unknown[]) : [kernel, kernel];
    this.#weights([high, wide, channels, filters], bias);
    this.#shape = [height, width, filters as number];
  }

  #pool({ pool_size: pool, strides, padding }: Record<string, unknown>): void {
    const [height, width, channels] = this.#dimensions(3) as [number, number, number];
    if (padding !== 'valid' || !isTwos(pool) || !isTwos(strides)) throw unfit('a pool is not of two by two');
    this.#shape = [height >> 1, width >> 1, channels];
    if (this.#shape[0] === 0) throw unfit('a pool has nothing left');
  }

  #average(): void {
    this.#shape = [this.#dimensions(3)[2]!];
  }

  #dimensions(count: number): readonly number[] {
    if (this.#shape.length !== count) throw unfit(`a layer of ${count} dimensions is given ${shapeText(this.#shape)}`);
    return this.#shape;
  }

  /** The next weights are a kernel of this shape, and unless there is none a bias for its last side. */
  #weights(kernel: readonly unknown[], bias: unknown): void {
    for (const wanted of bias === false ? [kernel] : [kernel, kernel.slice(-1)]) {
      const spec = this.#specs[this.#used];
      if (!spec || spec.dtype !== 'float32' || !sameShape(spec.shape, wanted)) throw unfit(`a layer has weights of ${shapeText(spec?.shape)}, and needs ${shapeText(wanted)}`);
      this.#used += 1;
    }
  }
}

const isAll = (value: unknown, side: number): boolean => (Array.isArray(value) ? value.length === 2 && value.every((each) => each === side) : value === side);
const isTwos = (value: unknown): boolean => isAll(value, 2);
const isOnes = (value: unknown): boolean => value === undefined || value === null || isAll(value, 1);

function sameShape(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((side, i) => typeof side === 'number' && side > 0 && side === b[i]);
}

function shapeText(shape: unknown): string {
  return Array.isArray(shape) ? `[${shape.slice(0, 8).map((side) => (typeof side === 'number' ? side : '?')).join(', ')}]` : 'nothing';
}

function unfit(detail: string): OrchardError {
  return new OrchardError('model-incompatible', detail, { about: detail });
}
