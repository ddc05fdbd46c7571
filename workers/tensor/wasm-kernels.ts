import {
  backend_util, concat, getKernel, matMul, pad, registerKernel, reshape, slice, stridedSlice, tidy, transpose, unregisterKernel,
  type Conv2DBackpropFilterAttrs, type Conv2DBackpropFilterInputs, type BatchMatMulAttrs, type BatchMatMulInputs,
  type NamedAttrMap, type NamedTensorInfoMap, type Tensor, type Tensor4D, type TensorInfo,
} from '@tensorflow/tfjs-core';

/** Kernels are typed to get infos; the engine hands whole tensors to those in its registry. */
const asTensor = (info: TensorInfo | undefined): Tensor => info as Tensor;

/**
 * The gradient of a convolution by its filter, from matrix products: for every place (i, j) of the filter, the input under
 * it, [n·outH·outW, inC], transposed, times the output's gradient, [n·outH·outW, outC]. The places are laid side by side,
 * so that it is one product.
 */
export function convolutionFilterGradient(x: Tensor4D, dy: Tensor4D, attrs: Conv2DBackpropFilterAttrs): Tensor4D {
  return tidy(() => {
    const info = backend_util.computeConv2DInfo(x.shape, attrs.filterShape, attrs.strides, 1, attrs.pad, attrs.dimRoundingMode);
    const { filterHeight, filterWidth, outHeight, outWidth, inChannels, outChannels, strideHeight, strideWidth, batchSize, padInfo } = info;
    const padded = pad(x, [[0, 0], [padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right], [0, 0]]);
    const rows = batchSize * outHeight * outWidth;
    const columns: Tensor[] = [];
    for (let i = 0; i < filterHeight; i += 1) {
      for (let j = 0; j < filterWidth; j += 1) {
        const under = strideHeight === 1 && strideWidth === 1
          ? slice(padded, [0, i, j, 0], [batchSize, outHeight, outWidth, inChannels])
          : stridedSlice(padded, [0, i, j, 0], [batchSize, i + (outHeight - 1) * strideHeight + 1, j + (outWidth - 1) * strideWidth + 1, inChannels], [1, strideHeight, strideWidth, 1]);
        columns.push(reshape(under, [rows, inChannels]));
      }
    }
    const gradient = matMul(transpose(concat(columns, 1)), reshape(dy, [rows, outChannels]));
    return reshape(gradient, [filterHeight, filterWidth, inChannels, outChannels]);
  });
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

let plainMatMul: NonNullable<ReturnType<typeof getKernel>> | null = null;

/**
 * Matrix products with a transposed operand run ten times slower on WASM than plain ones: they miss the fast path.
 * Transposing first costs little.
 */
function straightenMatMul(): void {
  const found = getKernel('BatchMatMul', 'wasm');
  if (!found || found === plainMatMul || plainMatMul !== null) return;
  plainMatMul = found;
  const { kernelFunc: multiply } = found;
  unregisterKernel('BatchMatMul', 'wasm');
  registerKernel({
    ...found,
    kernelFunc: ({ inputs, backend, attrs }) => {
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
    },
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

/** Gives the registered WASM backend what training needs and it lacks. Safe to call again. */
export function completeWasmKernels(): void {
  addFilterGradient();
  straightenMatMul();
}
