import {
  backend_util, concat, conv2d, getKernel, matMul, pad, registerKernel, reshape, reverse, slice, stridedSlice, tensor4d, tidy, transpose,
  unregisterKernel, type BatchMatMulAttrs, type BatchMatMulInputs, type Conv2DBackpropFilterAttrs, type Conv2DBackpropFilterInputs,
  type Conv2DBackpropInputAttrs, type Conv2DBackpropInputInputs, type KernelFunc, type MaxPoolGradAttrs, type MaxPoolGradInputs,
  type NamedAttrMap, type NamedTensorInfoMap, type Tensor, type Tensor4D, type TensorInfo,
} from '@tensorflow/tfjs-core';

/** Kernels are typed to get infos; the engine hands whole tensors to those in its registry. */
const asTensor = (info: TensorInfo | undefined): Tensor => info as Tensor;

/**
 * The gradient of a convolution by its filter, from one matrix product: for every place (i, j) of the filter the input
 * under it, [inC, places], one below the other, times the output's gradient, [places, outC].
 *
 * With stride 1 the output's gradient is laid out like the padded input, zeros where there is no output. Then what lies
 * under the filter's place (i, j) is the whole input shifted by i rows and j columns: one long piece a channel, which WASM
 * copies at the speed of memory, where cutting windows out row by row would cost more than the product.
 */
function convolutionFilterGradient(x: Tensor4D, dy: Tensor4D, attrs: Conv2DBackpropFilterAttrs): Tensor4D {
  return tidy(() => {
    const info = backend_util.computeConv2DInfo(x.shape, attrs.filterShape, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    const { filterHeight, filterWidth, outHeight, outWidth, inChannels, outChannels, strideHeight, strideWidth, batchSize, padInfo } = info;
    const channelsFirst = pad(transpose(x, [3, 0, 1, 2]), [[0, 0], [0, 0], [padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right]]);
    const shifted = strideHeight === 1 && strideWidth === 1;
    const [, , height, width] = channelsFirst.shape as [number, number, number, number];
    const columns = shifted ? batchSize * height * width - (filterHeight - 1) * width - (filterWidth - 1) : batchSize * outHeight * outWidth;
    const flat = reshape(channelsFirst, [inChannels, batchSize * height * width]);
    const under = (i: number, j: number): Tensor => (shifted
      ? slice(flat, [0, i * width + j], [inChannels, columns])
      : reshape(stridedSlice(channelsFirst, [0, 0, i, j], [inChannels, batchSize, i + (outHeight - 1) * strideHeight + 1, j + (outWidth - 1) * strideWidth + 1], [1, 1, strideHeight, strideWidth]), [inChannels, columns]));
    const places: Tensor[] = [];
    for (let i = 0; i < filterHeight; i += 1) for (let j = 0; j < filterWidth; j += 1) places.push(under(i, j));
    const laidOut = shifted ? pad(dy, [[0, 0], [0, height - outHeight], [0, width - outWidth], [0, 0]]) : dy;
    const gradients = slice(reshape(laidOut, [-1, outChannels]), [0, 0], [columns, outChannels]);
    return reshape(matMul(concat(places, 0), gradients), [filterHeight, filterWidth, inChannels, outChannels]);
  });
}

/**
 * The gradient of a convolution of stride 1 by its input: the output's gradient convolved with the filter turned half
 * around, its channels exchanged, padded so that the input's size comes out.
 */
function convolutionInputGradient(dy: Tensor4D, filter: Tensor4D, inputShape: [number, number, number, number], padding: Conv2DBackpropInputAttrs['pad']): Tensor4D {
  return tidy(() => {
    const { padInfo, filterHeight, filterWidth } = backend_util.computeConv2DInfo(inputShape, filter.shape, 1, 1, padding);
    const turned = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]);
    const [up, left] = [filterHeight - 1, filterWidth - 1];
    return conv2d(dy, turned, 1, [[0, 0], [up - padInfo.top, up - padInfo.bottom], [left - padInfo.left, left - padInfo.right], [0, 0]]);
  });
}

/** The gradient of a max-pool: each window's goes to its first greatest place. */
function maxPoolGradient(x: Tensor4D, dy: Tensor4D, attrs: MaxPoolGradAttrs): Tensor4D {
  const info = backend_util.computePool2DInfo(x.shape, attrs.filterSize, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const input = x.dataSync();
  const gradient = dy.dataSync();
  const out = new Float32Array(input.length);
  const rowStride = inWidth * inChannels;
  let from = 0;
  for (let n = 0; n < batchSize; n += 1) {
    for (let outY = 0; outY < outHeight; outY += 1) {
      const top = outY * strideHeight - padInfo.top;
      for (let outX = 0; outX < outWidth; outX += 1) {
        const left = outX * strideWidth - padInfo.left;
        for (let channel = 0; channel < inChannels; channel += 1, from += 1) {
          let best = -1;
          let most = -Infinity;
          for (let y = Math.max(0, top); y < Math.min(inHeight, top + filterHeight); y += 1) {
            for (let column = Math.max(0, left); column < Math.min(inWidth, left + filterWidth); column += 1) {
              const at = n * inHeight * rowStride + y * rowStride + column * inChannels + channel;
              if (best < 0 || input[at]! > most) {
                most = input[at]!;
                best = at;
              }
            }
          }
          out[best]! += gradient[from]!;
        }
      }
    }
  }
  return tensor4d(out, x.shape);
}

function addFilterGradient(): void {
  if (getKernel('Conv2DBackpropFilter', 'wasm')) return;
  registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as Conv2DBackpropFilterInputs;
      return convolutionFilterGradient(asTensor(x) as Tensor4D, asTensor(dy) as Tensor4D, attrs as unknown as Conv2DBackpropFilterAttrs);
    },
  });
}

/** Kernels of ours that stand before those of tfjs. */
const replaced = new Set<string>();

/** Puts `kernel` in the place of a registered one, which it gets to fall back on. Once. */
function replaceKernel(kernelName: string, kernel: (original: KernelFunc) => KernelFunc): void {
  const found = getKernel(kernelName, 'wasm');
  if (!found || replaced.has(kernelName)) return;
  replaced.add(kernelName);
  unregisterKernel(kernelName, 'wasm');
  registerKernel({ ...found, kernelFunc: kernel(found.kernelFunc) });
}

/** The convolution kernel is tuned, the one for its gradient is not: it takes eight times as long. */
function quickenInputGradient(): void {
  replaceKernel('Conv2DBackpropInput', (original) => (call) => {
    const { dy, filter } = call.inputs as unknown as Conv2DBackpropInputInputs;
    const { strides, pad: padding, inputShape, dataFormat } = call.attrs as unknown as Conv2DBackpropInputAttrs;
    const unit = Array.isArray(strides) ? strides.every((stride) => stride === 1) : strides === 1;
    if (!unit || dataFormat === 'NCHW') return original(call);
    return convolutionInputGradient(asTensor(dy) as Tensor4D, asTensor(filter) as Tensor4D, inputShape, padding);
  });
}

/** Plain code takes a quarter of the time of the kernel. */
function quickenMaxPoolGradient(): void {
  replaceKernel('MaxPoolGrad', () => ({ inputs, attrs }) => {
    const { dy, input } = inputs as unknown as MaxPoolGradInputs;
    return maxPoolGradient(asTensor(input) as Tensor4D, asTensor(dy) as Tensor4D, attrs as unknown as MaxPoolGradAttrs);
  });
}

/**
 * Matrix products with a transposed operand run ten times slower on WASM than plain ones: they miss the fast path.
 * Transposing first costs little.
 */
function straightenMatMul(): void {
  replaceKernel('BatchMatMul', (multiply) => ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as unknown as BatchMatMulInputs;
    const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs;
    const left = transposeA ? swapped(a) : null;
    const right = transposeB ? swapped(b) : null;
    const product = multiply({
      inputs: { a: left ?? a, b: right ?? b } as unknown as NamedTensorInfoMap,
      backend,
      attrs: { transposeA: false, transposeB: false } as unknown as NamedAttrMap,
    });
    left?.dispose();
    right?.dispose();
    return product;
  });
}

/** The last two axes exchanged. */
function swapped(info: TensorInfo | undefined): Tensor {
  const tensor = asTensor(info);
  const axes = tensor.shape.map((_, axis) => axis);
  const last = axes.length - 1;
  [axes[last - 1], axes[last]] = [last, last - 1];
  return transpose(tensor, axes);
}

/** Gives the registered WASM backend what training lacks there or finds slow. Safe to call again. */
export function completeWasmKernels(): void {
  addFilterGradient();
  quickenInputGradient();
  quickenMaxPoolGradient();
  straightenMatMul();
}
