/** A differentiable function: answers its value and writes its gradient. */
type Differentiable = (at: Float64Array, gradient: Float64Array) => number;

const MEMORY = 10;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** The direction −H∇f by the two-loop recursion (Nocedal and Wright, algorithm 7.4). */
function direction(gradient: Float64Array, steps: Float64Array[], changes: Float64Array[]): Float64Array {
  const d = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (let i = steps.length - 1; i >= 0; i -= 1) {
    const alpha = dot(steps[i]!, d) / dot(steps[i]!, changes[i]!);
    alphas[i] = alpha;
    for (let k = 0; k < d.length; k += 1) d[k]! -= alpha * changes[i]![k]!;
  }
  const last = steps.length - 1;
  const scale = last < 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : dot(steps[last]!, changes[last]!) / dot(changes[last]!, changes[last]!);
  for (let k = 0; k < d.length; k += 1) d[k]! *= scale;
  for (let i = 0; i < steps.length; i += 1) {
    const beta = dot(changes[i]!, d) / dot(steps[i]!, changes[i]!);
    for (let k = 0; k < d.length; k += 1) d[k]! += (alphas[i]! - beta) * steps[i]![k]!;
  }
  return d;
}

/**
 * Limited-memory BFGS with step halving (Armijo) for smooth convex functions. Stops when no component of the gradient
 * exceeds `tolerance`, when no step helps, or after `iterations`.
 */
export function minimise(f: Differentiable, start: Float64Array, options: { iterations: number; tolerance: number }): { at: Float64Array; value: number } {
  let at = start.slice();
  let gradient = new Float64Array(start.length);
  let value = f(at, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let iteration = 0; iteration < options.iterations; iteration += 1) {
    if (gradient.every((g) => Math.abs(g) <= options.tolerance)) break;
    const d = direction(gradient, steps, changes);
    const slope = dot(d, gradient);
    if (!(slope < 0)) break;
    let accepted = false;
    for (let size = 1; size > 1e-10; size /= 2) {
      const next = at.map((v, k) => v + size * d[k]!);
      const nextGradient = new Float64Array(start.length);
      const nextValue = f(next, nextGradient);
      if (!(nextValue <= value + 1e-4 * size * slope)) continue;
      const step = next.map((v, k) => v - at[k]!);
      const change = nextGradient.map((g, k) => g - gradient[k]!);
      if (dot(step, change) > 1e-12 * dot(change, change)) {
        steps.push(step);
        changes.push(change);
        if (steps.length > MEMORY) {
          steps.shift();
          changes.shift();
        }
      }
      at = next;
      gradient = nextGradient;
      value = nextValue;
      accepted = true;
      break;
    }
    if (!accepted) break;
  }
  return { at, value };
}
