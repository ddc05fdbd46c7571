/** A dense layer before a softmax: logits = x · kernel + bias. `kernel` is inputs × classes, row-major. */
export interface LinearHead {
  inputs: number;
  classes: number;
  kernel: Float64Array;
  bias: Float64Array;
}

/** Logits of some rows of `x` (row-major, `head.inputs` wide), rows × classes. */
export function linearScores(head: LinearHead, x: ArrayLike<number>, rows: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const { inputs, classes, kernel, bias } = head;
  const out = new Float64Array(rows.length * classes);
  for (let i = 0; i < rows.length; i += 1) {
    const from = rows[i]! * inputs;
    const to = i * classes;
    for (let c = 0; c < classes; c += 1) out[to + c] = bias[c]!;
    for (let j = 0; j < inputs; j += 1) {
      const value = x[from + j]!;
      if (value === 0) continue;
      for (let c = 0; c < classes; c += 1) out[to + c]! += value * kernel[j * classes + c]!;
    }
  }
  return out;
}
