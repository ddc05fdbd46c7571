import { OrchardError } from '../common/errors.ts';
import { rowWidth } from '../data/features/blocks.ts';
import type { NetworkArtifact, Signature } from './version.ts';

type Settings = Readonly<Record<string, unknown>>;
interface Layer { class_name?: unknown; name?: unknown; config?: Settings | readonly unknown[] | null; inbound_nodes?: unknown }
interface Topology extends Layer { model_config?: Layer | null }
/** Sides of what one picture is turned into, without the batch. */
type Shape = readonly number[];

/** Most numbers that a layer may make of one picture: a 224² picture with 256 channels. */
const MOST_VALUES = 224 * 224 * 256;
/** Networks within networks. */
const DEEPEST = 8;

/**
 * Walks a network of somebody's layer by layer, by the shapes that it declares: nothing is built, and no more memory is taken than its weights have. Networks may lie within networks, and
 * their layers form a graph. Throws OrchardError `model-incompatible` where it takes another input than its signature says, answers other labels, has other weights than its layers, weights
 * that are no numbers, or layers of a kind that Orchard neither trains nor takes over.
 */
export function requireFit({ input, inputSize, blocks, labels }: Signature, { topology, weightSpecs, weightData }: NetworkArtifact): void {
  const { model_config: outer, ...own } = topology as Topology;
  const network = outer ?? own;
  const walk = new Walk(weightSpecs);
  const answer = walk.sequence(network, input === 'pixels' ? [inputSize, inputSize, 3] : [rowWidth(blocks)]);
  walk.end();
  if (!sameShape(answer, [labels.length])) throw unfit(`it answers ${shapeText(answer)} for ${labels.length} labels`);
  if (!new Float32Array(weightData).every(Number.isFinite)) throw unfit('a weight is no number');
}

/** Keras wrote the layers of a network in a row as a list at first, and within its settings later. */
function layersOf({ config }: Layer): readonly Layer[] | null {
  const layers: unknown = Array.isArray(config) ? config : (config as Settings | null | undefined)?.['layers'];
  return Array.isArray(layers) ? layers as readonly Layer[] : null;
}

class Walk {
  readonly #specs: NetworkArtifact['weightSpecs'];
  readonly #used = new Set<number>();
  /** Weights are kept layer by layer, but for those that training does not touch, which come last: such are found by name. */
  #next = 0;
  #depth = 0;

  constructor(specs: NetworkArtifact['weightSpecs']) {
    this.#specs = specs;
  }

  end(): void {
    if (this.#used.size !== this.#specs.length) throw unfit('it has weights that belong to no layer');
  }

  /** Layers in a row. */
  sequence(network: Layer, shape: Shape): Shape {
    return this.#layersWithin(network).reduce((each, layer) => this.#through(layer ?? {}, [each]), shape);
  }

  /** Layers that name those before them, of one input and one answer. */
  #graph(network: Layer, shape: Shape): Shape {
    const config = settingsOf(network);
    const shapes = new Map<string, Shape>();
    for (const layer of this.#layersWithin(network)) {
      const before = namesIn(layer?.inbound_nodes);
      const given = layer?.class_name === 'InputLayer' ? [shape] : before.map((name) => shapes.get(name));
      if (given.length === 0 || given.some((each) => each === undefined)) throw unfit(`the layer ${String(layer?.name)} takes what no layer before it gives`);
      shapes.set(String(layer.name), this.#through(layer, given as Shape[]));
    }
    const [answer, ...others] = namesIn(config['output_layers']).map((name) => shapes.get(name));
    if (!answer || others.length > 0) throw unfit('it does not give one answer');
    return answer;
  }

  #layersWithin(network: Layer): readonly Layer[] {
    const layers = layersOf(network);
    if (!layers) throw unfit('it is no network of layers in a row');
    return layers;
  }

  #within(walk: () => Shape): Shape {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw unfit('its networks lie within networks too deep');
    const shape = walk();
    this.#depth -= 1;
    return shape;
  }

  #through(layer: Layer, given: readonly Shape[]): Shape {
    const config = settingsOf(layer);
    const declared = config['batch_input_shape'];
    const [shape] = given as [Shape];
    if (declared !== undefined && !(Array.isArray(declared) && sameShape(declared.slice(1), shape))) throw unfit(`it takes ${shapeText(declared)}, and its signature gives ${shapeText(shape)}`);
    const made = this.#made(layer, config, given);
    if (made.some((side) => !(Number.isInteger(side) && side > 0))) throw unfit('a layer has nothing left');
    if (made.reduce((product, side) => product * side, 1) > MOST_VALUES) throw unfit('a layer makes more numbers of one picture than is taken');
    return made;
  }

  #made(layer: Layer, config: Settings, given: readonly Shape[]): Shape {
    const [shape] = given as [Shape];
    const kind = layer.class_name;
    if (kind !== 'Add' && given.length !== 1) throw unfit(`a layer of the kind ${String(kind)} takes one input`);
    switch (kind) {
      case 'InputLayer': case 'Activation': case 'Dropout': case 'ReLU': case 'Rescaling': return shape;
      case 'Sequential': return this.#within(() => this.sequence(layer, shape));
      case 'Model': case 'Functional': return this.#within(() => this.#graph(layer, shape));
      case 'Dense': return this.#dense(layer, config, shape);
      case 'Conv2D': return this.#convolution(layer, config, shape, false);
      case 'DepthwiseConv2D': return this.#convolution(layer, config, shape, true);
      case 'BatchNormalization': return this.#normalisation(layer, config, shape);
      case 'ZeroPadding2D': return padded(config, shape);
      case 'MaxPooling2D': return pooled(config, shape);
      case 'GlobalAveragePooling2D': return dimensions(shape, 3).slice(2);
      case 'Flatten': return [shape.reduce((product, side) => product * side, 1)];
      case 'Add':
        if (!given.every((each) => sameShape(each, shape))) throw unfit('a layer adds what has not one shape');
        return shape;
      default: throw unfit(`a layer of the kind ${String(kind)} is none that Orchard trains`);
    }
  }

  #dense(layer: Layer, { units, use_bias: bias }: Settings, shape: Shape): Shape {
    const [inputs] = dimensions(shape, 1);
    this.#weights(layer, { kernel: [inputs, units], ...(bias === false ? {} : { bias: [units] }) });
    return [units as number];
  }

  #convolution(layer: Layer, { filters, depth_multiplier: multiplier, kernel_size: kernel, strides, padding, dilation_rate: dilation, use_bias: bias }: Settings, shape: Shape, isDepthwise: boolean): Shape {
    const [height, width, channels] = dimensions(shape, 3) as [number, number, number];
    if ((padding !== 'same' && padding !== 'valid') || !isAll(dilation ?? 1, 1)) throw unfit('a convolution goes in other steps than one');
    const [high, wide] = pair(kernel);
    const [down, across] = pair(strides ?? 1);
    const answers = isDepthwise ? channels * (multiplier as number) : filters as number;
    this.#weights(layer, { [isDepthwise ? 'depthwise_kernel' : 'kernel']: [high, wide, channels, isDepthwise ? multiplier : filters], ...(bias === false ? {} : { bias: [answers] }) });
    const steps = (side: number, reach: number, stride: number): number => Math.ceil((padding === 'same' ? side : side - reach + 1) / stride);
    return [steps(height, high, down), steps(width, wide, across), answers];
  }

  #normalisation(layer: Layer, { axis, scale, center }: Settings, shape: Shape): Shape {
    if (axis !== undefined && axis !== -1 && axis !== shape.length && !(Array.isArray(axis) && sameShape(axis, [shape.length]))) throw unfit('a normalisation is not over channels');
    const channels = shape.slice(-1);
    this.#weights(layer, { ...(scale === false ? {} : { gamma: channels }), ...(center === false ? {} : { beta: channels }), moving_mean: channels, moving_variance: channels });
    return shape;
  }

  /** The next weights, in any order of their kinds where they carry the layer's name, are of these shapes. */
  #weights(layer: Layer, wanted: Readonly<Record<string, readonly unknown[]>>): void {
    const name = settingsOf(layer)['name'] ?? layer.name;
    for (const [kind, shape] of Object.entries(wanted)) {
      const named = this.#specs.findIndex((spec) => spec.name === `${String(name)}/${kind}`);
      const at = named >= 0 ? named : this.#next;
      const spec = this.#specs[at];
      if (!spec || this.#used.has(at) || spec.dtype !== 'float32' || !sameShape(spec.shape, shape)) throw unfit(`a layer has weights of ${shapeText(spec?.shape)}, and needs ${shapeText(shape)}`);
      this.#used.add(at);
      this.#next = at + 1;
    }
  }
}

/** Zeros around a picture, a number of rows and columns on each side. */
function padded({ padding }: Settings, shape: Shape): Shape {
  const [height, width, channels] = dimensions(shape, 3) as [number, number, number];
  const [rows, columns] = (Array.isArray(padding) ? padding as unknown[] : [padding, padding]).map((each) => pair(each));
  return [height + rows![0] + rows![1], width + columns![0] + columns![1], channels];
}

function pooled({ pool_size: pool, strides, padding }: Settings, shape: Shape): Shape {
  const [height, width, channels] = dimensions(shape, 3) as [number, number, number];
  if (padding !== 'valid' || !isAll(pool, 2) || !isAll(strides ?? 2, 2)) throw unfit('a pool is not of two by two');
  return [height >> 1, width >> 1, channels];
}

function dimensions(shape: Shape, count: number): Shape {
  if (shape.length !== count) throw unfit(`a layer of ${count} dimensions is given ${shapeText(shape)}`);
  return shape;
}

const settingsOf = ({ config }: Layer): Settings => (Array.isArray(config) ? {} : config as Settings | null | undefined) ?? {};
const isAll = (value: unknown, side: number): boolean => (Array.isArray(value) ? value.length === 2 && value.every((each) => each === side) : value === side);

function sameShape(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((side, i) => typeof side === 'number' && side > 0 && side === b[i]);
}

function shapeText(shape: unknown): string {
  return Array.isArray(shape) ? `[${shape.slice(0, 8).map((side) => (typeof side === 'number' ? side : '?')).join(', ')}]` : 'nothing';
}

function unfit(detail: string): OrchardError {
  return new OrchardError('model-incompatible', detail, { about: detail });
}

/** Two whole numbers that are not negative, of one or two that are given. */
function pair(value: unknown): [number, number] {
  const both: unknown[] = Array.isArray(value) ? value : [value, value];
  if (both.length !== 2 || !both.every((each) => Number.isInteger(each) && (each as number) >= 0 && (each as number) <= 1024)) throw unfit('a layer has sizes that are no small numbers');
  return both as [number, number];
}

/** The layers that a list of Keras' nodes names: [[[name, node, tensor, …], …]] of a layer, [[name, node, tensor], …] of a network. */
function namesIn(nodes: unknown): string[] {
  const list = Array.isArray(nodes) ? nodes as unknown[] : [];
  const flat = list.every((node) => Array.isArray(node) && Array.isArray(node[0])) ? list.flat() : list;
  return flat.flatMap((node) => (Array.isArray(node) && typeof node[0] === 'string' ? [node[0]] : []));
}
